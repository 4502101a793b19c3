import { type Expression, local, named, scale, sum } from '../../requirement/index.ts';
import type { Component, Pool } from '../method.ts';
import { correlatedNorm } from './correlated-norm.ts';
import { type ProductClass, RISK_CLASSES, type RiskClass, type SimmParameters, triangleEntry } from './parameters.ts';
import type { Measure, RiskClassRule } from './placement.ts';
import { curvatureOf, type PlacedRow, weightedMargin } from './risk-class-margin.ts';

export const MARGIN_TYPES = ['delta', 'vega', 'curvature', 'base-correlation'] as const;
export type MarginType = (typeof MARGIN_TYPES)[number];

/** A sensitivity of a product class; `row` is null where it counts nowhere. */
export type TypedRow = {
  readonly productClass: ProductClass;
  readonly riskClass: RiskClass;
  readonly measure: Measure;
  readonly row: PlacedRow | null;
};

export type Rules = Readonly<Record<RiskClass, RiskClassRule>>;

export type ProductClassMargin = {
  readonly pool: Pool;
  /** what the product class would need had it only this type of margin */
  readonly byType: Readonly<Record<MarginType, Expression>>;
};

/** `multiplier · sqrt(Σ_r Σ_s ψ_rs IM_r IM_s)` over risk classes, in the book's base currency (`rate` of the dollar). */
export function productClassMargin(
  productClass: ProductClass,
  rows: readonly TypedRow[],
  parameters: SimmParameters,
  rules: Rules,
  rate: number,
): ProductClassMargin {
  const classes = RISK_CLASSES.map((riskClass) => {
    const members = rows.filter((each) => each.riskClass === riskClass);
    return { riskClass, parts: partsOf(`${productClass}/${riskClass}`, members, rules[riskClass], parameters, rate) };
  });
  const combine = (id: string, margins: readonly Expression[]) => named(id, acrossRiskClasses(parameters, margins));
  const totals = classes.map(({ riskClass, parts }) =>
    named(`${productClass}/${riskClass}`, sum(MARGIN_TYPES.flatMap((type) => parts[type] ?? []))),
  );
  const simm = combine(`${productClass}/simm`, totals);
  const multiplier = parameters.productClassMultipliers[productClass];
  const charge = named(productClass, scale(multiplier, simm));
  const byType = MARGIN_TYPES.map((type) => [
    type,
    combine(
      `${productClass}/only-${type}`,
      classes.map(({ parts }) => parts[type] ?? sum([])),
    ),
  ]);
  const components = [
    ...classes.flatMap(({ riskClass, parts }) => componentsOf(riskClass, parts)),
    component('simm', 'All risk classes, correlated', simm),
    component('multiplier', 'Product class multiplier, beyond 1', scale(multiplier - 1, simm)),
  ];
  return {
    pool: { id: productClass, initial: charge, maintenance: charge, components, scan: null },
    byType: Object.fromEntries(byType) as Record<MarginType, Expression>,
  };
}

type Parts = Readonly<Record<MarginType, Expression | null>>;

function partsOf(
  id: string,
  members: readonly TypedRow[],
  rule: RiskClassRule,
  parameters: SimmParameters,
  rate: number,
): Parts {
  const rowsOf = (measure: Measure) =>
    members.flatMap((each) => (each.measure === measure && each.row !== null ? [each.row] : []));
  const weighted = (measure: Measure) => {
    const rows = rowsOf(measure);
    return rows.length === 0 ? null : weightedMargin(`${id}/${measure}`, rows, rule, measure, parameters, rate);
  };
  return {
    delta: weighted('delta'),
    vega: weighted('vega'),
    curvature: curvatureOf(`${id}/curvature`, rowsOf('vega'), rule, parameters, rate),
    'base-correlation': weighted('base-correlation'),
  };
}

function acrossRiskClasses({ riskClassCorrelations }: SimmParameters, margins: readonly Expression[]): Expression {
  const fn = correlatedNorm((r, s) => triangleEntry(riskClassCorrelations, r, s));
  return local({ children: margins, fn, homogeneous: true });
}

const LABELS: Readonly<Record<MarginType, string>> = {
  delta: 'Delta',
  vega: 'Vega',
  curvature: 'Curvature',
  'base-correlation': 'Base correlation',
};

function componentsOf(riskClass: RiskClass, parts: Parts): Component[] {
  return MARGIN_TYPES.flatMap((type) => {
    const part = parts[type];
    return part === null ? [] : [component(`${riskClass}/${type}`, `${LABELS[type]} of ${riskClass}`, part)];
  });
}

function component(id: string, label: string, requirement: Expression): Component {
  return { id, label, initial: requirement, maintenance: requirement };
}
