import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { columnAffine, combineAffine, constantAffine, ProblemBuilder, solveLinear } from '../optimise/index.ts';

/** One price vector on the venues' money, and what the book weighted by it is charged. */
export type WeightedCharge = { readonly weights: readonly number[]; readonly charge: number };

export type PooledCharge = {
  /** the least Σ of what the venues have to hold */
  readonly amount: number;
  /** one way to place it */
  readonly placed: readonly number[];
  /** per weighted charge: how much of the amount rests on it; Σ multiplier·charge is the amount */
  readonly multipliers: readonly number[];
};

const LIMITS = { pivots: 100_000, cells: 4_000_000 };

/**
 * `min Σ c_v : λ·c ≥ M(λ) for every weighting λ, c ≥ 0`. The weightings are the extreme rays of `extremeWeights`, and M(λ) the charge of the book
 * whose venues are weighted by λ.
 *
 * By Farkas this is the least Σ c_v such that in every scenario k some transfers f ≥ 0 leave each venue covered,
 * `c_v + P_vk·q_v + Σ_w τ_wv·f_wv − Σ_w f_vw ≥ 0`, where M is the worst scenario; and it is the same of any M that is a largest
 * over linear charges, which every convex and homogeneous one is (test/property/pooling: against the program in transfers).
 */
export function pooledCharge(nVenues: number, charges: readonly WeightedCharge[]): Outcome<PooledCharge> {
  const builder = new ProblemBuilder();
  const columns = Array.from({ length: nVenues }, (_, v) => builder.addColumn(`venue/${v}`, 0, Infinity));
  for (const [j, { weights, charge }] of charges.entries()) {
    const covered = weights.map((weight, v) => [weight, columnAffine(columns[v]!)] as const);
    builder.addRow(`weights/${j}`, combineAffine([...covered, [-charge, constantAffine(1)]]), 0, Infinity);
  }
  const problem = builder.minimise(combineAffine(columns.map((column) => [1, columnAffine(column)] as const)));
  const solved = solveLinear(problem, LIMITS);
  if (!solved.ok) return solved;
  const { termination, primal, dual } = solved.value;
  if (termination !== 'optimal') return fail('limit-exceeded', `the pooling program ended with ${termination}`);
  const multipliers = dual!.multipliers.map((multiplier) => Math.max(0, multiplier));
  const amount = charges.reduce((total, { charge }, j) => total + multipliers[j]! * charge, 0);
  return succeed({ amount, placed: primal!.values, multipliers });
}
