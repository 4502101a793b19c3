import { chain, fail, type Outcome, succeed } from '../foundation/index.ts';
import {
  certifyOptimality,
  type IntegerLimits,
  isOptimalWithin,
  type LargeSolver,
  type LinearSolution,
  type SolveLimits,
  solveConvex,
} from '../optimise/index.ts';
import { bestFound } from './best-found.ts';
import { cheapestOfEquals } from './break-ties.ts';
import { CERTIFICATE_TOLERANCE, certifyRebalance } from './certificate.ts';
import { claimAt } from './claim.ts';
import { explainLimits } from './explain-limits.ts';
import { type FormulatedRebalance, formulateRebalance, withSupports } from './formulate.ts';
import { balanced } from './highest-bound.ts';
import type { RebalanceModel } from './model.ts';
import { pricesOf } from './prices.ts';
import type { FoundTrades, RebalanceResult, Work } from './result.ts';
import { solveByRule } from './solve-by-rule.ts';
import { solveWhole, type WholeTask } from './solve-whole.ts';
import { paysToWash, tidied } from './tidy-point.ts';

/** Work, and the wall clock as a safety net. The limits of branch and bound are for trades in whole lots or with a smallest size. */
export type RebalanceLimits = SolveLimits & Partial<IntegerLimits>;

/** Linear programs of branch and bound, unless stated. */
const NODES = 20_000;
/** At which a search for whole lots ends, unless stated. */
const GAP_FRACTION = 1e-3;

/**
 * Formulates and solves a rebalance. Deterministic: equal models and limits give equal trades. Ties: `cheapestOfEquals`.
 *
 * @returns `unsupported` where a charge isn't convex and nothing bounds it, or falls by more than the costs that are paid; `limit-exceeded` where the program is larger than `limits.cells`
 */
export function solveRebalance(
  model: RebalanceModel,
  limits: RebalanceLimits,
  large: LargeSolver | null = null,
): Outcome<RebalanceResult> {
  return solveModel(model, limits, large, true);
}

/** @param isAnswer false for a step towards one, of which nothing is to be proven */
function solveModel(
  model: RebalanceModel,
  limits: RebalanceLimits,
  large: LargeSolver | null,
  isAnswer: boolean,
): Outcome<RebalanceResult> {
  const asked = formulateRebalance(model);
  if (!asked.ok) return asked;
  const { relaxed, epigraphs, followers } = asked.value;
  const solved = solveConvex({ linear: relaxed, epigraphs, followers }, limits, large);
  if (!solved.ok) return solved;
  const formulated = withSupports(asked.value, solved.value.supports)!;
  const relaxation = balanced(formulated, solved.value);
  const work = { pivots: solved.value.pivots, nodes: 0, reproducible: solved.value.reproducible };
  const ended = { trades: null, ...work } as const;
  const { termination } = solved.value;
  if (termination === 'infeasible')
    return chain(explainLimits(asked.value, solved.value.dual!.multipliers, integerLimits(limits), large), (reason) =>
      succeed({ ...ended, termination, ...reason, isProven: true, ...added(work, reason) }),
    );
  if (termination !== 'optimal') {
    const best = termination === 'work-limit' ? bestFound(model, formulated, solved.value, limits, large) : null;
    return succeed(best ?? { ...ended, termination: work.reproducible ? termination : 'time-limit' });
  }
  const found = tradesFrom({ model, asked: asked.value, formulated, relaxation, large, isAnswer }, limits);
  if (!found.ok) return found;
  if (found.value === null && paysToWash(formulated, relaxation.primal!.values, relaxation.dual!.multipliers))
    return fail('unsupported', COSTS_REWARDED);
  if (formulated.exactness === 'exact') return succeed(found.value ?? { ...ended, termination: 'numerical-trouble' });
  const task = { model, formulated, relaxation, found: found.value, limits, large };
  return solveByRule(task, (step, spent) => solveModel(step, remaining(limits, spent), large, false));
}

function added(work: Work, { pivots, reproducible }: Pick<Work, 'pivots' | 'reproducible'>): Work {
  return { ...work, pivots: work.pivots + pivots, reproducible: work.reproducible && reproducible };
}

function remaining(limits: RebalanceLimits, { pivots, nodes }: { readonly pivots: number; readonly nodes: number }) {
  const left = { pivots: Math.max(0, limits.pivots - pivots), nodes: Math.max(0, (limits.nodes ?? NODES) - nodes) };
  return { ...limits, ...left };
}

function integerLimits(limits: RebalanceLimits): IntegerLimits {
  return { nodes: NODES, gapFraction: GAP_FRACTION, ...limits };
}

/** Null where nothing was found that is certified and says what the charges say. */
function tradesFrom(task: Omit<WholeTask, 'limits'>, limits: RebalanceLimits): Outcome<RebalanceResult | null> {
  const { model, formulated, relaxation, large } = task;
  if (formulated.sizes.whole.length === 0) {
    const cheapest = cheapestOfEquals(model, formulated, relaxation, limits, large);
    return succeed(optimal(model, formulated, cheapest) ?? optimal(model, formulated, relaxation));
  }
  return solveWhole({ ...task, limits: integerLimits(limits) });
}

const COSTS_REWARDED =
  'costs paid out of collateral that is itself margined lower this objective: weigh the cost at least as much as the margin';

/** Null where the point, once its dust is gone, is no longer certified or its claim isn't what the charges say there. */
function optimal(
  model: RebalanceModel,
  formulated: FormulatedRebalance,
  { primal, dual, pivots, reproducible }: LinearSolution,
): FoundTrades | null {
  const { problem } = formulated;
  const x = tidied(formulated, primal!.values);
  const y = dual!.multipliers;
  const certified = certifyOptimality(problem, x, y);
  if (!isOptimalWithin(certified, CERTIFICATE_TOLERANCE)) return null;
  const claim = claimAt(model, formulated, x, certified.objective);
  if (claim === null) return null;
  const certificate = certifyRebalance(formulated, x, y);
  const prices = pricesOf(model, formulated, y);
  return { termination: 'optimal', ...claim, certificate, prices, pivots, nodes: 0, reproducible };
}
