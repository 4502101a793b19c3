import type { LinearProblem } from '../../../shared/optimise/index.ts';

type HalfSpace = { readonly a: readonly number[]; readonly side: number };

/**
 * The least objective over all vertices, by brute force: every choice of as many active sides as there are columns, solved by
 * Cramer's rule, kept where all sides hold. Integer data only: numerators and determinants are then exact. Null where no vertex is
 * feasible, which in a box means that nothing is.
 */
export function bestVertex(problem: LinearProblem): number | null {
  const n = problem.columns.length;
  const sides = halfSpaces(problem);
  let best: number | null = null;
  for (const active of choices(sides.length, n)) {
    const matrix = active.map((s) => [...sides[s]!.a]);
    const determinant = det(matrix);
    if (determinant === 0) continue;
    const numerators = matrix.map((_, j) =>
      det(matrix.map((row, i) => row.map((value, k) => (k === j ? sides[active[i]!]!.side : value)))),
    );
    const sign = Math.sign(determinant);
    const holds = sides.every(({ a, side }) => sign * dot(a, numerators) <= sign * determinant * side);
    if (!holds) continue;
    const costs = problem.columns.map(({ cost }) => cost);
    const objective = dot(costs, numerators) / determinant + problem.constant;
    best = best === null ? objective : Math.min(best, objective);
  }
  return best;
}

/** All constraints as `a·x ≤ side`. */
function halfSpaces({ columns, rows }: LinearProblem): HalfSpace[] {
  const unit = (j: number, sign: number) => columns.map((_, k) => (k === j ? sign : 0));
  const boxes = columns.flatMap(({ lower, upper }, j) => [
    { a: unit(j, 1), side: upper },
    { a: unit(j, -1), side: -lower },
  ]);
  const others = rows.flatMap((row) => {
    const a = columns.map((_, j) => row.coefficients[row.columns.indexOf(j)] ?? 0);
    return [
      { a, side: row.upper },
      { a: a.map((value) => -value), side: -row.lower },
    ].filter(({ side }) => Number.isFinite(side));
  });
  return [...boxes, ...others];
}

function* choices(total: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else
    for (let first = from; first <= total - size; first += 1)
      for (const rest of choices(total, size - 1, first + 1)) yield [first, ...rest];
}

function det(matrix: readonly (readonly number[])[]): number {
  if (matrix.length === 1) return matrix[0]![0]!;
  return matrix[0]!.reduce((sum, value, j) => {
    const minor = matrix.slice(1).map((row) => row.filter((_, k) => k !== j));
    return sum + (j % 2 === 0 ? 1 : -1) * value * det(minor);
  }, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
}
