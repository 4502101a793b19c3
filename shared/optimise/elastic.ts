import type { LinearProblem, Row } from './problem.ts';

export type ElasticProblem = {
  readonly problem: LinearProblem;
  /** Σ of the amounts by which x = values leaves row i, from the elastic columns */
  readonly amounts: (values: readonly number[]) => number[];
};

/**
 * The same rows and bounds without costs, but every row that `mayBend` may be broken, at a cost of 1 per unit:
 *
 *   minimise Σ_i (short_i + over_i)   subject to   lower_i ≤ A_i·x + short_i − over_i ≤ upper_i,   l ≤ x ≤ u,   short, over ≥ 0
 *
 * Bounded always, and feasible where the rows that may not bend are. Its optimum is the smallest total relaxation; where that is
 * positive and all rows may bend, its row multipliers are a Farkas ray of the problem.
 */
export function elasticProblem(problem: LinearProblem, mayBend: (row: Row) => boolean = () => true): ElasticProblem {
  const columns = problem.columns.map((column) => ({ ...column, cost: 0 }));
  const bends: number[][] = [];
  const rows = problem.rows.map((row) => {
    const added = mayBend(row) ? bendsOf(row) : [];
    bends.push(added.map((_, k) => columns.length + k));
    const extended = {
      ...row,
      columns: [...row.columns, ...bends.at(-1)!],
      coefficients: [...row.coefficients, ...added],
    };
    for (const sign of added)
      columns.push({ id: `${sign > 0 ? 'short' : 'over'}:${row.id}`, lower: 0, upper: Infinity, cost: 1 });
    return extended;
  });
  return {
    problem: { columns, rows, constant: 0 },
    amounts: (values) => bends.map((added) => added.reduce((sum, j) => sum + values[j]!, 0)),
  };
}

function bendsOf(row: Row): (1 | -1)[] {
  const signs: (1 | -1)[] = [];
  if (row.lower > -Infinity) signs.push(1);
  if (row.upper < Infinity) signs.push(-1);
  return signs;
}
