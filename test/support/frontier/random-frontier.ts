import type { FrontierProblem } from '../../../shared/optimise/index.ts';
import type { Random } from '../random.ts';

/** Of every kind: fewer factors than names (a singular covariance), equal means, fixed weights, none or several linear limits. */
export function randomFrontier(random: Random, n: number): FrontierProblem {
  const factors = random.chance(0.3) ? 1 + random.below(n) : n + 5;
  const loads = Array.from({ length: n }, () => Array.from({ length: factors }, () => random.between(-1, 1)));
  const covariance = loads.flatMap((a) => loads.map((b) => a.reduce((sum, value, k) => sum + value * b[k]!, 0)));
  const isCoarse = random.chance(0.3);
  const means = loads.map(() => (isCoarse ? random.below(3) : random.between(-1, 1)));
  const columns = means.map((_, i) => {
    const lower = random.chance(0.3) ? -1 : 0;
    const upper = random.chance(0.1) ? lower : random.chance(0.3) ? 0.4 : 1;
    return { id: `w${i}`, lower, upper, cost: 0 };
  });
  const all = [...means.keys()];
  const budget = { id: 'budget', columns: all, coefficients: all.map(() => 1), lower: 1, upper: 1 };
  const rows = Array.from({ length: random.below(4) }, (_, r) => ({
    id: `r${r}`,
    columns: all,
    coefficients: all.map(() => Math.round(random.between(-3, 3))),
    lower: random.chance(0.5) ? -1 : -Infinity,
    upper: random.between(0, 2),
  }));
  return { covariance: Float64Array.from(covariance), means, columns, rows: [budget, ...rows] };
}

/** Within the bounds exactly, and within the rows to rounding. */
export function isWithin({ columns, rows }: FrontierProblem, weights: readonly number[]): boolean {
  return (
    columns.every(({ lower, upper }, i) => weights[i]! >= lower && weights[i]! <= upper) &&
    rows.every((row) => {
      const activity = row.columns.reduce((sum, j, k) => sum + row.coefficients[k]! * weights[j]!, 0);
      return activity >= row.lower - 1e-12 && activity <= row.upper + 1e-12;
    })
  );
}
