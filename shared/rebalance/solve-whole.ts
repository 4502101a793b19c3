import { chain, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import {
  certifyOptimality,
  growTree,
  type IntegerLimits,
  isFeasibleWithin,
  type LargeSolver,
  type LinearSolution,
  type MixedIntegerSolution,
  solveMixedInteger,
  wholePoint,
} from '../optimise/index.ts';
import { CERTIFICATE_TOLERANCE, certifyRebalance } from './certificate.ts';
import { claimAt } from './claim.ts';
import { explainSizes } from './explain-limits.ts';
import type { FormulatedRebalance } from './formulate.ts';
import type { RebalanceModel } from './model.ts';
import { isAllowed, objectiveOf } from './objective.ts';
import { pricesOf } from './prices.ts';
import type { FoundTrades, RebalanceResult } from './result.ts';
import { netted } from './tidy-point.ts';
import { lotsOf, quantityOfLots } from './trade-sizes.ts';

/** Most pivots that go into a proof after the search, whatever is left: a proof is a gift, the trades are the answer. */
const PROOF_PIVOTS = 20_000;

/**
 * The best trades in whole lots and with whole tickets that branch and bound finds, never worse than none where none are allowed.
 *
 * The certificate proves the bound of the linear relaxation, or of a branching tree of up to 64 leaves where that is higher; what the
 * search says beyond is its claim. Ties: of equally good trades the first that the search comes by, with columns in the order of the universe
 * and the nearer whole number first; it depends on nothing but the request.
 *
 * @param relaxation an optimum of the relaxed program, for its multipliers
 * @returns null where the point isn't certified, or its claim isn't what the charges say there
 */
export function solveWhole(
  model: RebalanceModel,
  formulated: FormulatedRebalance,
  relaxation: LinearSolution,
  limits: IntegerLimits,
  large: LargeSolver | null,
): Outcome<RebalanceResult | null> {
  const { problem, sizes } = formulated;
  const solved = solveMixedInteger(problem, sizes.whole, limits, large, relaxation);
  if (!solved.ok && solved.failure.reason === 'infeasible') return noneFits(formulated, relaxation, limits, large);
  if (!solved.ok) return solved;
  const values = orNone(model, formulated, solved.value, limits, large);
  const { nodes, pivots, reproducible } = solved.value;
  if (values === null) {
    const termination = endingOf(solved.value);
    return succeed({ termination, trades: null, nodes, pivots, reproducible });
  }
  return succeed(certified(model, formulated, relaxation, solved.value, values, limits));
}

function endingOf({ status, reproducible }: MixedIntegerSolution): 'work-limit' | 'time-limit' | 'numerical-trouble' {
  if (status === 'numerical-trouble') return status;
  return reproducible ? 'work-limit' : 'time-limit';
}

function noneFits(
  formulated: FormulatedRebalance,
  { pivots, reproducible }: LinearSolution,
  limits: IntegerLimits,
  large: LargeSolver | null,
): Outcome<RebalanceResult> {
  return chain(explainSizes(formulated, limits, large), (reason) =>
    succeed({ termination: 'infeasible', trades: null, ...reason, isProven: false, pivots, nodes: 0, reproducible }),
  );
}

/** The point found, or that of doing nothing where it is allowed and better; null where there is neither. */
function orNone(
  model: RebalanceModel,
  { problem, sizes }: FormulatedRebalance,
  { values, certificate }: MixedIntegerSolution,
  limits: IntegerLimits,
  large: LargeSolver | null,
): readonly number[] | null {
  const none = model.trades.map(() => 0);
  const isBeaten = values === null || objectiveOf(model, none) < certificate!.objective;
  if (!isBeaten || !isAllowed(model, none)) return values;
  const nothing = problem.columns.map(() => 0);
  return wholePoint(problem, sizes.whole, nothing, limits, large)?.values ?? values;
}

function certified(
  model: RebalanceModel,
  formulated: FormulatedRebalance,
  relaxation: LinearSolution,
  searched: MixedIntegerSolution,
  values: readonly number[],
  limits: IntegerLimits,
): FoundTrades | null {
  const { problem, columns, sizes } = formulated;
  const x = onGrid(model, formulated, values);
  const y = relaxation.dual!.multipliers;
  const point = certifyOptimality(problem, x, y);
  if (!isFeasibleWithin(point, CERTIFICATE_TOLERANCE)) return null;
  const claim = claimAt(model, formulated, x, point.objective);
  if (claim === null) return null;
  const { pivots, nodes, reproducible, solver } = searched;
  const budget = { cells: limits.cells, pivots: Math.min(PROOF_PIVOTS, limits.pivots) };
  const tree = growTree(problem, sizes.whole, point.objective, budget) ?? [];
  const bound = Math.max(searched.bound ?? -Infinity, searched.claimedBound ?? -Infinity);
  const certificate = certifyRebalance(problem, x, y, { whole: sizes.whole, tree, claim: { bound, by: solver } });
  const termination = terminationOf(searched, certificate.gapFraction, limits);
  const prices = pricesOf(model, problem, columns, y);
  return { termination, ...claim, certificate, prices, pivots, nodes, reproducible };
}

function terminationOf(
  searched: MixedIntegerSolution,
  gapFraction: number,
  limits: IntegerLimits,
): FoundTrades['termination'] {
  if (gapFraction <= CERTIFICATE_TOLERANCE) return 'optimal';
  if (searched.status === 'optimal' || gapFraction <= (limits.gapFraction ?? 0)) return 'gap-limit';
  return searched.reproducible ? 'work-limit' : 'time-limit';
}

/** The point with its whole columns whole and each trade exactly its lots, or its ticket where that is the only size. */
function onGrid(model: RebalanceModel, { problem, columns, sizes }: FormulatedRebalance, values: readonly number[]) {
  const x = netted(problem, columns, values);
  for (const column of sizes.whole) x[column] = Math.round(x[column]!) + 0;
  for (const [j, { buy, sell }] of columns.entries()) {
    const { lotSize, ticket } = model.trades[j]!.sizes;
    if (lotSize === null && ticket?.rule !== 'closeOnly') continue;
    const traded = x[buy]! - x[sell]!;
    const exact =
      ticket?.rule === 'closeOnly'
        ? Math.sign(Math.round(traded / ticket.size)) * ticket.size
        : toNumber(quantityOfLots(lotsOf(traded, lotSize!), lotSize!));
    x[buy] = Math.max(0, exact);
    x[sell] = Math.max(0, -exact);
  }
  return x;
}
