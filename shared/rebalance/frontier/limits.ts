import { failAt, type Outcome, pointerTo, succeed } from '../../foundation/index.ts';
import type { Column, Row } from '../../optimise/index.ts';
import type { LinearLimit } from '../terms.ts';
import type { FrontierConstraints } from './terms.ts';

const BUDGET = 'budget';

/** Of weights: bounds, and rows, the budget first and then the linear limits in their order. */
export type FrontierLimits = { readonly columns: readonly Column[]; readonly rows: readonly Row[] };

/** Bounds per weight and a row per limit; limits carry the names that the caller knows them by. */
export function limitsOf(names: readonly string[], constraints: FrontierConstraints): Outcome<FrontierLimits> {
  const { minWeight = 0, maxWeight = 1, weights = {}, budget = 1, linear = [] } = constraints;
  const stray = Object.keys(weights).find((name) => !names.includes(name));
  if (stray !== undefined) return failAt('invalid-input', weightPointer(stray), 'is not in the universe');
  const ids = [BUDGET, ...linear.map(({ id }) => id)];
  const repeated = ids.findIndex((id, k) => ids.indexOf(id) !== k);
  if (repeated > 0) {
    return failAt('invalid-input', `/constraints/linear/${repeated - 1}/id`, `${ids[repeated]} is there twice`);
  }
  const columns = names.map((name): Column => {
    const { min = minWeight ?? -Infinity, max = maxWeight ?? Infinity } = weights[name] ?? {};
    return { id: name, lower: min, upper: max, cost: 0 };
  });
  const crossed = columns.find(({ lower, upper }) => lower > upper);
  if (crossed !== undefined) {
    const detail = `${crossed.id}: at least ${crossed.lower} and at most ${crossed.upper} cannot both be`;
    return failAt(
      'invalid-input',
      Object.hasOwn(weights, crossed.id) ? weightPointer(crossed.id) : '/constraints',
      detail,
    );
  }
  const sides = typeof budget === 'number' ? { min: budget, max: budget } : budget;
  const rows: Row[] = [];
  const all = Object.fromEntries(names.map((name) => [name, 1]));
  for (const [k, limit] of [{ id: BUDGET, coefficients: all, ...sides }, ...linear].entries()) {
    const row = rowOf(names, limit, k === 0 ? '/constraints/budget' : `/constraints/linear/${k - 1}`);
    if (!row.ok) return row;
    rows.push(row.value);
  }
  return succeed({ columns, rows });
}

function weightPointer(name: string): string {
  return pointerTo('/constraints/weights', [name]);
}

function rowOf(names: readonly string[], limit: LinearLimit, pointer: string): Outcome<Row> {
  const { id, coefficients, min = -Infinity, max = Infinity } = limit;
  if (min > max) return failAt('invalid-input', pointer, `at least ${min} and at most ${max} cannot both be`);
  if (min === -Infinity && max === Infinity) return failAt('invalid-input', pointer, 'needs min, max or both');
  const stray = Object.keys(coefficients).find((name) => !names.includes(name));
  if (stray !== undefined) {
    return failAt('invalid-input', `${pointer}/coefficients/${stray}`, 'is not in the universe');
  }
  const terms = names.flatMap((name, j) => {
    const coefficient = Object.hasOwn(coefficients, name) ? coefficients[name]! : 0;
    return coefficient === 0 ? [] : [{ j, coefficient }];
  });
  return succeed({
    id,
    columns: terms.map(({ j }) => j),
    coefficients: terms.map(({ coefficient }) => coefficient),
    lower: min,
    upper: max,
  });
}
