import { digest } from '../foundation/index.ts';
import type { FrontierProblem } from './frontier/frontier-problem.ts';
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

/** The same of a frontier problem, its covariance and means beside the limits. */
export function frontierDigest({ covariance, means, columns, rows }: FrontierProblem): string {
  return digest({ covariance: [...covariance], means, limits: problemDigest({ columns, rows, constant: 0 }) });
}

function bound(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
