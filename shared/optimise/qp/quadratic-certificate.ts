import { certifyOptimality, type OptimalityCertificate } from '../certificate.ts';
import { CompensatedSum } from '../compensated-sum.ts';
import type { Column, LinearProblem, Row } from '../problem.ts';
import type { Deviation, QuadraticProblem } from './quadratic-problem.ts';

/**
 * The problem with its quadratic part replaced by the tangent at x, and |x_j − centre| by columns up and down:
 *
 *   minimise (c + Px)·t + constant − ½·xᵀPx + Σ cost·(up + down)   subject to   t_j − up_j + down_j = centre_j,   up, down ≥ 0
 *
 * As P is positive semi-definite, the tangent is at most the quadratic everywhere and equal to it at x. So whatever bounds this
 * linear problem from below bounds the quadratic one, and its objective at x is that of the quadratic one: a certificate of the
 * one is a certificate of the other, and Px is the only thing that it takes on trust besides convexity.
 */
export function tangentProblem(problem: QuadraticProblem, x: readonly number[]): LinearProblem {
  const { linear, hessian, deviations, deviationLimit } = problem;
  const n = linear.columns.length;
  const square = new CompensatedSum();
  const columns = linear.columns.map((column, j): Column => {
    const slope = new CompensatedSum();
    for (let k = 0; k < n; k += 1) slope.addProduct(hessian[j * n + k]!, x[k]!);
    square.addProduct(slope.value, x[j]!);
    slope.add(column.cost);
    return { ...column, cost: slope.value };
  });
  const moves = deviations.flatMap(({ column, cost }): Column[] =>
    ['up', 'down'].map((way) => ({ id: `${way}:${linear.columns[column]!.id}`, lower: 0, upper: Infinity, cost })),
  );
  const rows = [
    ...linear.rows,
    ...deviations.map((deviation, k) => deviationRow(linear, deviation, n + 2 * k)),
    ...(deviationLimit < Infinity ? [limitRow(deviations, n, deviationLimit)] : []),
  ];
  return { columns: [...columns, ...moves], rows, constant: linear.constant - 0.5 * square.value };
}

function deviationRow({ columns }: LinearProblem, { column, centre }: Deviation, up: number): Row {
  const id = `deviation:${columns[column]!.id}`;
  return { id, columns: [column, up, up + 1], coefficients: [1, -1, 1], lower: centre, upper: centre };
}

function limitRow(deviations: readonly Deviation[], n: number, most: number): Row {
  const weighted = deviations.flatMap(({ weight }, k) => (weight > 0 ? [n + 2 * k, n + 2 * k + 1] : []));
  const coefficients = weighted.map((column) => deviations[(column - n) >> 1]!.weight);
  return { id: 'deviation-limit', columns: weighted, coefficients, lower: -Infinity, upper: most };
}

/** What was found: a point, a multiplier per row (> 0 charges the lower side), and what a unit of the deviation limit is worth. */
export type QuadraticPoint = {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** ≥ 0; 0 where there is no limit or it doesn't bind */
  readonly limitMultiplier: number;
};

/**
 * What a point and multipliers prove about a quadratic problem, by `certifyOptimality` of its tangent problem at the point: the
 * objective, the dual objective, the gap and the residuals, all from the problem's data. `bound` is for the tangent as it is
 * rounded, whose slopes are Px to one rounding.
 */
export function certifyQuadratic(problem: QuadraticProblem, point: QuadraticPoint): OptimalityCertificate {
  const tangent = tangentProblem(problem, point.x);
  const { deviations, deviationLimit, linear } = problem;
  const reduced = reducedCosts(tangent, point.y, linear.columns.length);
  const moves = deviations.flatMap(({ column, centre }) => {
    const move = point.x[column]! - centre;
    return [Math.max(0, move), Math.max(0, -move)];
  });
  const slopes = deviations.map(({ column, centre, cost, weight }) => {
    const most = cost + point.limitMultiplier * weight;
    const { lower, upper } = linear.columns[column]!;
    if (centre <= lower) return -most;
    return centre >= upper ? most : Math.max(-most, Math.min(most, reduced[column]!));
  });
  const limit = deviationLimit < Infinity ? [-point.limitMultiplier] : [];
  return certifyOptimality(tangent, [...point.x, ...moves], [...point.y, ...slopes, ...limit]);
}

function reducedCosts({ columns, rows }: LinearProblem, y: readonly number[], n: number): number[] {
  const sums = columns.slice(0, n).map(({ cost }) => {
    const sum = new CompensatedSum();
    sum.add(cost);
    return sum;
  });
  for (const [i, multiplier] of y.entries()) {
    const row = rows[i]!;
    for (const [k, j] of row.columns.entries()) sums[j]!.addProduct(-multiplier, row.coefficients[k]!);
  }
  return sums.map((sum) => sum.value);
}
