import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { absolute, type Expression, line, named, quantity, scale, sum } from '../../requirement/index.ts';
import type { SensitivityLine } from '../../risk/index.ts';
import type { Component, Pool } from '../method.ts';
import type { SimmParameters } from './parameters.ts';

/** The notional of a trade, for a product with an add-on factor; the qualifier is the product. */
export const NOTIONAL = 'Notional';
export const FIXED_AMOUNT = 'Param_AddOnFixedAmount';

/** A row that is no sensitivity but a part of the add-on margin, by its index among the book's quantities. */
export type AddOnRow = { readonly index: number; readonly line: SensitivityLine };

export function isAddOn({ line: { row } }: AddOnRow): boolean {
  return row.riskType === NOTIONAL || row.riskType === FIXED_AMOUNT;
}

export type AddOns = { readonly pool: Pool | null; readonly warnings: readonly string[] };

/**
 * `Σ fixed amounts + Σ_products factor · Σ |notional|`; no pool where no row is of either kind. A product without a factor
 * needs nothing and is named in a warning.
 */
export function addOnMargin(rows: readonly AddOnRow[], parameters: SimmParameters, rate: number): Outcome<AddOns> {
  if (rows.length === 0) return succeed({ pool: null, warnings: [] });
  const fixed = rows.filter((row) => row.line.row.riskType === FIXED_AMOUNT);
  const negative = fixed.find((row) => row.line.quantity < 0);
  if (negative !== undefined) {
    return failAt('invalid-input', negative.line.pointer, 'a fixed add-on amount is not below 0');
  }
  const notionals = rows.filter((row) => row.line.row.riskType === NOTIONAL);
  const products = [...new Set(notionals.map(productOf))].toSorted();
  const components = [
    ...products.map((product) => {
      const members = notionals.filter((row) => productOf(row) === product);
      return component(
        `notional/${product}`,
        `Notional of ${product}`,
        charge(members, factorOf(parameters, product) ?? 0, rate),
      );
    }),
    component('fixed', 'Fixed amounts', fixedCharge(fixed, rate)),
  ];
  const total = named('add-ons', sum(components.map(({ initial }) => initial!)));
  return succeed({
    pool: { id: 'add-ons', initial: total, maintenance: total, components, scan: null },
    warnings: products
      .filter((product) => factorOf(parameters, product) === null)
      .map((product) => `no-add-on-factor: the notional of ${product} is not charged`),
  });
}

function productOf({ line: { row } }: AddOnRow): string {
  return row.qualifier ?? '';
}

function factorOf({ addOnNotionalFactors }: SimmParameters, product: string): number | null {
  return Object.hasOwn(addOnNotionalFactors, product) ? addOnNotionalFactors[product]! : null;
}

function charge(rows: readonly AddOnRow[], factor: number, rate: number): Expression {
  return scale(factor * rate, sum(rows.map(({ index }) => absolute(quantity(index)))));
}

function fixedCharge(rows: readonly AddOnRow[], rate: number): Expression {
  return line(
    rows.map(({ index }) => index),
    rows.map(() => rate),
  );
}

function component(id: string, label: string, requirement: Expression): Component {
  return { id, label, initial: requirement, maintenance: requirement };
}
