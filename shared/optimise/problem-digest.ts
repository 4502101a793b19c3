import { digest } from '../foundation/index.ts';
import type { LinearProblem } from './problem.ts';

/**
 * SHA-256 of the problem's canonical JSON: ids, bounds, costs and coefficients in order. An infinite bound is written as the text
 * `Infinity` or `-Infinity`, as JSON has no number for it. A stored certificate names the problem it belongs to by this.
 */
export function problemDigest(problem: LinearProblem): string {
  return digest({
    constant: problem.constant,
    columns: problem.columns.map(({ id, lower, upper, cost }) => [id, bound(lower), bound(upper), cost]),
    rows: problem.rows.map(({ id, columns, coefficients, lower, upper }) => [
      id,
      columns,
      coefficients,
      bound(lower),
      bound(upper),
    ]),
  });
}

function bound(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
