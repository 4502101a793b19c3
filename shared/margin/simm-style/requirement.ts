import { collect, failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { named, sum, valueOf } from '../../requirement/index.ts';
import { type Book, baseRate, type SensitivityLine } from '../../risk/index.ts';
import type { Formulation } from '../method.ts';
import { addPools } from '../pools.ts';
import { addOnMargin, isAddOn } from './add-ons.ts';
import { creditRule } from './credit.ts';
import { priceRule } from './equity-and-commodity.ts';
import { fxRule } from './fx.ts';
import { interestRateRule } from './interest-rate.ts';
import { PRODUCT_CLASSES, type SimmParameters } from './parameters.ts';
import {
  MARGIN_TYPES,
  type ProductClassMargin,
  productClassMargin,
  type Rules,
  type TypedRow,
} from './product-class-margin.ts';
import { readProductClass, readRiskType } from './risk-types.ts';

/**
 * ```
 * IM_r        = delta_r + vega_r + curvature_r + base correlation_r          per product class and risk class
 * SIMM_p      = sqrt(Σ_r Σ_s ψ_rs IM_r IM_s)                                 per product class
 * requirement = Σ_p multiplier_p · SIMM_p + fixed + Σ_products factor · Σ |notional|
 * ```
 *
 * SIMM has one requirement: initial and maintenance are equal. Its parts are `local` nodes over net sensitivities with exact
 * derivatives; over 10 days they are not homogeneous (concentration), over 1 day they are. Dollars become the book's base
 * currency. Source: ISDA SIMM methodology; 962 vectors of version 2.5 in test/conformance/margin/simm-style, to the dollar.
 */
export function formulateSimm(parameters: SimmParameters): (book: Book) => Outcome<Formulation> {
  const rules: Rules = {
    'interest-rate': interestRateRule(parameters),
    'credit-qualifying': creditRule(parameters, 'creditQualifying'),
    'credit-non-qualifying': creditRule(parameters, 'creditNonQualifying'),
    equity: priceRule(parameters, 'equity'),
    commodity: priceRule(parameters, 'commodity'),
    fx: fxRule(parameters),
  };
  return (book) => formulateBook(book, parameters, rules);
}

function formulateBook(book: Book, parameters: SimmParameters, rules: Rules): Outcome<Formulation> {
  if (book.sensitivities.length === 0) {
    return failAt('not-applicable', '/sensitivities', 'simm-style reads sensitivities (CRIF rows), and none were sent');
  }
  const single = requireOneNettingSet(book.sensitivities);
  if (!single.ok) return single;
  const indexed = book.sensitivities.map((line, i) => ({ line, index: book.lines.length + i }));
  const typed = collect(indexed.filter((row) => !isAddOn(row)).map((row) => readRow(row.line, row.index, rules)));
  if (!typed.ok) return typed;
  const rate = baseRate(book, 'USD');
  const classes = PRODUCT_CLASSES.flatMap((productClass) => {
    const rows = typed.value.filter((each) => each.productClass === productClass);
    return rows.length === 0 ? [] : [productClassMargin(productClass, rows, parameters, rules, rate)];
  });
  const addOns = addOnMargin(indexed.filter(isAddOn), parameters, rate);
  if (!addOns.ok) return addOns;
  const { pool, warnings } = addOns.value;
  const pools = [...classes.map((each) => each.pool), ...(pool === null ? [] : [pool])];
  return succeed({ ...addPools(pools), scenarios: [], warnings, details: marginTypes(classes) });
}

function readRow(line: SensitivityLine, index: number, rules: Rules): Outcome<TypedRow> {
  const riskType = readRiskType(line);
  if (!riskType.ok) return riskType;
  const productClass = readProductClass(line);
  if (!productClass.ok) return productClass;
  const { riskClass, measure } = riskType.value;
  const placement = rules[riskClass].place(line, measure);
  if (!placement.ok) return placement;
  const row = placement.value === null ? null : { index, placement: placement.value };
  return succeed({ productClass: productClass.value, riskClass, measure, row });
}

/** Figures of several netting sets or regulators are not one figure. */
function requireOneNettingSet(sensitivities: readonly SensitivityLine[]): Outcome<unknown> {
  return collect(
    (['portfolioId', 'collectRegulations', 'postRegulations'] as const).map((field) => {
      const other = sensitivities.find(({ row }) => row[field] !== sensitivities[0]!.row[field]);
      return other === undefined
        ? succeed(field)
        : failAt(
            'unsupported',
            `${other.pointer}/${field}`,
            'send the rows of one netting set and regulator at a time',
          );
    }),
  );
}

/** `marginTypes`: what each type of margin would need by itself, over all product classes before multipliers. */
function marginTypes(classes: readonly ProductClassMargin[]): NonNullable<Formulation['details']> {
  const totals = MARGIN_TYPES.map((type) => ({
    type,
    total: named(`only-${type}`, sum(classes.map(({ byType }) => byType[type]))),
  }));
  return {
    nodes: totals.map(({ total }) => total),
    read: (evaluation) => ({
      marginTypes: Object.fromEntries(totals.map(({ type, total }) => [type, valueOf(evaluation, total)])),
    }),
  };
}
