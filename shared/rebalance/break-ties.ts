import {
  type LargeSolver,
  type LinearProblem,
  type LinearSolution,
  type Row,
  type SolveLimits,
  solveLinear,
} from '../optimise/index.ts';
import { linearCost } from './cost-of-trade.ts';
import type { FormulatedRebalance } from './formulate.ts';
import type { RebalanceModel } from './model.ts';
import { reducedCostsOf } from './prices.ts';

/** What the value traded counts beside its cost, where trades are equally good: a basis point. */
const PER_TURNOVER = 1e-4;
/** Reduced costs and multipliers below this share of what they are summed from are zero. */
const ZERO_WITHIN = 1e-9;

/**
 * Of equally good trades those that cost least, a basis point of the value traded added; of interchangeable contracts those earlier in the universe.
 *
 * Where a trade at its bound has a reduced cost of 0, others may be as good. The optima are the points of the face on which everything with
 * a reduced cost or a multiplier stays at its side; the cheapest of them is one more linear program. It is an optimum by the same multipliers.
 *
 * @param optimum of the relaxed program
 * @returns the optimum as it was where it has no equals or the second program isn't solved
 */
export function cheapestOfEquals(
  model: RebalanceModel,
  { relaxed, columns }: FormulatedRebalance,
  optimum: LinearSolution,
  limits: SolveLimits,
  large: LargeSolver | null,
): LinearSolution {
  const x = optimum.primal!.values;
  const y = optimum.dual!.multipliers;
  const isPriced = pricedColumns(relaxed, y);
  const mayMove = columns.some(({ buy, sell }) => [buy, sell].some((j) => !isPriced[j] && isAtBound(relaxed, x, j)));
  if (!mayMove) return optimum;
  const weights = new Map(
    model.trades.flatMap((trade, j) => {
      const weight = linearCost(trade) + PER_TURNOVER * trade.turnoverPerUnit;
      return [columns[j]!.buy, columns[j]!.sell].map((column) => [column, weight] as const);
    }),
  );
  const face = faceOf(relaxed, x, y, isPriced);
  const columnsOfFace = face.free.map((j) => ({ ...relaxed.columns[j]!, cost: weights.get(j) ?? 0 }));
  const left = { ...limits, pivots: Math.max(0, limits.pivots - optimum.pivots) };
  const solved = solveLinear({ columns: columnsOfFace, rows: face.rows, constant: 0 }, left, large);
  if (!solved.ok) return optimum;
  const { termination, primal, pivots } = solved.value;
  const reproducible = optimum.reproducible && solved.value.reproducible;
  if (termination !== 'optimal') return { ...optimum, reproducible };
  const values = [...face.point];
  for (const [k, j] of face.free.entries()) values[j] = primal!.values[k]!;
  return {
    ...optimum,
    primal: { status: 'feasible-point', values },
    pivots: optimum.pivots + pivots,
    reproducible,
  };
}

/** Whether each column has a reduced cost: all optima then have it at the same bound. */
function pricedColumns(problem: LinearProblem, y: readonly number[]): boolean[] {
  const gross = problem.columns.map(({ cost }) => Math.abs(cost));
  for (const [i, row] of problem.rows.entries()) {
    if (y[i] === 0) continue;
    for (let k = 0; k < row.columns.length; k += 1) gross[row.columns[k]!]! += Math.abs(y[i]! * row.coefficients[k]!);
  }
  return reducedCostsOf(problem, y).map((reducedCost, j) => Math.abs(reducedCost) > ZERO_WITHIN * gross[j]!);
}

function isAtBound({ columns }: LinearProblem, x: readonly number[], j: number): boolean {
  const { lower, upper } = columns[j]!;
  const near = ZERO_WITHIN * Math.max(1, Math.abs(x[j]!));
  return lower < upper && (x[j]! - lower <= near || upper - x[j]! <= near);
}

type Face = {
  /** columns that may be anywhere within their bounds */
  readonly free: readonly number[];
  /** over the free columns */
  readonly rows: readonly Row[];
  /** the others at their bound */
  readonly point: readonly number[];
};

/** The points that are as good as x by y. */
function faceOf(
  { columns, rows }: LinearProblem,
  x: readonly number[],
  y: readonly number[],
  isPriced: readonly boolean[],
): Face {
  const free: number[] = [];
  const placeOf = new Map<number, number>();
  const point = columns.map(({ lower, upper }, j) => {
    const side = x[j]! - lower <= upper - x[j]! ? lower : upper;
    if (isPriced[j]! && Number.isFinite(side)) return side;
    placeOf.set(j, free.push(j) - 1);
    return 0;
  });
  const largest = Math.max(0, ...y.map(Math.abs));
  const onFace = rows.flatMap((row, i): Row[] => {
    const side = y[i]! > 0 ? row.lower : row.upper;
    const isTight = Math.abs(y[i]!) > ZERO_WITHIN * largest && Number.isFinite(side);
    const [lower, upper] = isTight ? [side, side] : [row.lower, row.upper];
    const kept = [...row.columns.keys()].filter((k) => placeOf.has(row.columns[k]!));
    if (kept.length === 0) return [];
    const fixed = row.columns.reduce((sum, j, k) => sum + row.coefficients[k]! * point[j]!, 0);
    const at = kept.map((k) => placeOf.get(row.columns[k]!)!);
    const coefficients = kept.map((k) => row.coefficients[k]!);
    return [{ id: row.id, columns: at, coefficients, lower: lower - fixed, upper: upper - fixed }];
  });
  return { free, rows: onFace, point };
}
