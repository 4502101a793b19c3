import {
  balancedMultipliers,
  certifyOptimality,
  isFeasibleWithin,
  type LargeSolver,
  type LinearSolution,
  type SolveLimits,
  solveLinear,
} from '../optimise/index.ts';
import { CERTIFICATE_TOLERANCE, certifyRebalance } from './certificate.ts';
import { type Claim, claimAt, tradesAt } from './claim.ts';
import type { FormulatedRebalance } from './formulate.ts';
import { highestBound } from './highest-bound.ts';
import { type IntegerEvidence, readEvidence } from './integer-proof.ts';
import type { RebalanceModel } from './model.ts';
import { keepsChargeLimits, objectiveOf } from './objective.ts';
import type { FoundTrades, RebalanceResult } from './result.ts';
import { settled, tidied } from './tidy-point.ts';
import { keepsSizes } from './trade-sizes.ts';

/** Pivots for a program whose trades are given: nothing is left of it but what the margin rule says of them. No clock: it may be that which asks. */
const PIVOTS = 2_000;

type Point = { readonly x: readonly number[]; readonly y: readonly number[]; readonly objective: number };

/**
 * Where the work allowed has ended a solve: the better of the trades that it came by and none at all, within the limits, and the highest
 * bound that the multipliers at hand prove.
 *
 * @returns null where it came by none and the limits don't allow doing nothing
 */
export function bestFound(
  model: RebalanceModel,
  formulated: FormulatedRebalance,
  { primal, dual, pivots, reproducible, solver }: LinearSolution,
  limits: SolveLimits,
  large: LargeSolver | null,
): FoundTrades | null {
  const { problem, sizes } = formulated;
  const none = model.trades.map(() => 0);
  const tried = [...foundIn(formulated, primal), none].filter(
    (trades) => keepsSizes(sizes, trades) && keepsChargeLimits(model, trades),
  );
  const points = tried.flatMap((trades) => pointAt(formulated, trades, limits, large) ?? []);
  const byRule = ({ x }: Point) => objectiveOf(model, tradesAt(formulated, x));
  const [best] = points.toSorted((a, b) => byRule(a) - byRule(b));
  if (best === undefined) return null;
  const nothing = problem.rows.map(() => 0);
  const reached = dual?.status === 'feasible-point' ? dual.multipliers : nothing;
  const balanced = balancedMultipliers(problem, formulated.followers, best.x, reached);
  const y = highestBound(problem, [nothing, ...points.map((each) => each.y), reached, balanced]);
  const certified = certifiedPoint(model, formulated, { ...best, y }, nothingBeyond(sizes.whole, solver));
  const termination = reproducible ? 'work-limit' : 'time-limit';
  return certified && { termination, ...certified, prices: [], pivots, nodes: 0, reproducible };
}

type Certified = Claim & Pick<FoundTrades, 'certificate'>;

/** A program that bounds what may be looked for, and what is proven of it. */
export type Bounded = {
  readonly model: RebalanceModel;
  readonly formulated: FormulatedRebalance;
  readonly relaxation: LinearSolution;
  /** what is best for the bound, with the proof of what no trades are below, which is of other trades as well; null where that wasn't certified */
  readonly found: RebalanceResult | null;
  readonly limits: SolveLimits;
  readonly large: LargeSolver | null;
};

/** Trades that keep the limits, with what the multipliers of a relaxation, and a tree, prove; null where they aren't certified. */
export function certifiedAt(bounded: Bounded, trades: readonly number[]): Certified | null {
  const { model, formulated, relaxation, limits, large } = bounded;
  const point = pointAt(formulated, trades, limits, large);
  const y = relaxation.dual!.multipliers;
  return point && certifiedPoint(model, formulated, { ...point, y }, evidenceOf(bounded));
}

function evidenceOf({ formulated: { problem, sizes }, relaxation, found }: Bounded): IntegerEvidence {
  const proof = found !== null && found.trades !== null ? found.certificate.integer : undefined;
  const read = proof === undefined ? null : readEvidence(problem, sizes.whole, proof);
  return read?.ok ? read.value : nothingBeyond(sizes.whole, relaxation.solver);
}

function nothingBeyond(whole: readonly number[], by: string): IntegerEvidence {
  return { whole, tree: [], claim: { bound: -Infinity, by } };
}

function certifiedPoint(
  model: RebalanceModel,
  formulated: FormulatedRebalance,
  { x, y, objective }: Point,
  evidence: IntegerEvidence,
): Certified | null {
  const claim = claimAt(model, formulated, x, objective);
  if (claim === null) return null;
  const isWhole = formulated.sizes.whole.length > 0;
  return { ...claim, certificate: certifyRebalance(formulated, x, y, isWhole ? evidence : null) };
}

/** The trades of a feasible point that was come by. */
function foundIn(formulated: FormulatedRebalance, primal: LinearSolution['primal']): number[][] {
  if (primal?.status !== 'feasible-point') return [];
  const x = tidied(formulated, primal.values);
  return [tradesAt(formulated, x)];
}

/** The point of the program at some trades; null where they break a limit or it isn't certified. */
function pointAt(
  formulated: FormulatedRebalance,
  trades: readonly number[],
  { cells }: SolveLimits,
  large: LargeSolver | null,
): Point | null {
  const { problem, columns } = formulated;
  const fixed = [...problem.columns];
  for (const [j, { buy, sell }] of columns.entries()) {
    const [bought, sold] = [Math.max(0, trades[j]!), Math.max(0, -trades[j]!)];
    fixed[buy] = { ...fixed[buy]!, lower: bought, upper: bought };
    fixed[sell] = { ...fixed[sell]!, lower: sold, upper: sold };
  }
  const solved = solveLinear({ ...problem, columns: fixed }, { pivots: PIVOTS, cells }, large);
  if (!solved.ok || solved.value.termination !== 'optimal') return null;
  const [x, y] = [settled(formulated, solved.value.primal!.values), solved.value.dual!.multipliers];
  const certified = certifyOptimality(problem, x, y);
  return isFeasibleWithin(certified, CERTIFICATE_TOLERANCE) ? { x, y, objective: certified.objective } : null;
}
