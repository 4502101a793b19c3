import {
  type Frontier,
  type FrontierPoint,
  type FrontierProblem,
  frontierResiduals,
  gapBetween,
  provableFrontier,
  provePortfolio,
  traceFrontier,
} from '../../../shared/optimise/index.ts';

export type BudgetCase = {
  readonly means: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  readonly lower?: readonly number[] | number | null;
  readonly upper?: readonly number[] | number | null;
  readonly budget?: { readonly lower: number; readonly upper: number };
};

/** Weights within bounds (0 and 1 unless stated; null: none) that add up to the budget (1 unless stated). */
export function budgetProblem({ means, covariance, lower = 0, upper = 1, budget }: BudgetCase): FrontierProblem {
  return {
    means,
    covariance: Float64Array.from(covariance.flat()),
    columns: means.map((_, i) => ({
      id: `w${i}`,
      lower: boundAt(lower, i, -Infinity),
      upper: boundAt(upper, i, Infinity),
      cost: 0,
    })),
    rows: [
      {
        id: 'budget',
        columns: means.map((_, i) => i),
        coefficients: means.map(() => 1),
        ...(budget ?? { lower: 1, upper: 1 }),
      },
    ],
  };
}

function boundAt(bound: readonly number[] | number | null, i: number, none: number): number {
  return bound === null ? none : typeof bound === 'number' ? bound : bound[i]!;
}

/** @throws Error with the failure's detail */
export function traced(problem: FrontierProblem): Frontier {
  const frontier = traceFrontier(problem, { pivots: 10_000, cells: 4_000_000 });
  if (!frontier.ok) throw new Error(frontier.failure.detail);
  return frontier.value;
}

/** The largest of the residuals. */
export function residualOf(problem: FrontierProblem, point: FrontierPoint): number {
  const { rowViolation, boundViolation, stationarity, gapFraction } = frontierResiduals(problem, point);
  return Math.max(rowViolation, boundViolation, stationarity, Math.abs(gapFraction));
}

/** The largest gap that is proven of the corners and all portfolios between them; null where nothing is. */
export function provenGap(problem: FrontierProblem, { corners }: Pick<Frontier, 'corners'>): number | null {
  const provable = provableFrontier(problem);
  if (provable === null) return null;
  const proofs = corners.map((corner) => provePortfolio(provable, corner));
  const between = proofs.slice(1).map((proof, k) => gapBetween(provable, proofs[k]!, proof));
  return Math.max(...proofs.map((proof) => proof.gapFraction), ...between);
}

/** Annual covariance of the rows, each a series, over the number of observations less `lost`. */
export function covarianceOfSeries(series: readonly (readonly number[])[], lost: number): number[][] {
  const centred = series.map((row) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    return row.map((value) => value - mean);
  });
  return centred.map((a) =>
    centred.map((b) => a.reduce((sum, value, t) => sum + value * b[t]!, 0) / (a.length - lost)),
  );
}
