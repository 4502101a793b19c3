import { chain, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import {
  certifyOptimality,
  growTree,
  type IntegerLimits,
  isFeasibleWithin,
  isOutOfTime,
  type MixedIntegerSolution,
  type OptimalityCertificate,
  wholePoint,
} from '../optimise/index.ts';
import { CERTIFICATE_TOLERANCE, certifyRebalance } from './certificate.ts';
import { claimAt } from './claim.ts';
import { explainSizes } from './explain-limits.ts';
import type { FormulatedRebalance } from './formulate.ts';
import { WORTH_FRACTION } from './integer-proof.ts';
import type { RebalanceModel } from './model.ts';
import { isAllowed, objectiveOf } from './objective.ts';
import { pricesOf } from './prices.ts';
import type { FoundTrades, RebalanceResult } from './result.ts';
import { searchWhole, type WholeSearch } from './search-whole.ts';
import { settled, tidied } from './tidy-point.ts';
import { lotsOf, quantityOfLots } from './trade-sizes.ts';

/** Most pivots that go into a branching tree after the search. */
const PROOF_PIVOTS = 10_000;
/** Columns × rows of a program whose branching tree takes up to about 50 ms: 40 instruments. */
const CHEAP_CELLS = 60_000;

/**
 * The best trades in whole lots and with whole tickets that branch and bound finds, never worse than none where none are allowed.
 *
 * The certificate proves the bound of the linear relaxation, or of a branching tree of up to 64 leaves where that is higher; what the
 * search says beyond is its claim. Ties: of equally good trades the first that the search comes by, in the order of the universe; it
 * depends on nothing but the request.
 *
 * @returns null where the point isn't certified, or its claim isn't what the charges say there
 */
export function solveWhole(task: WholeTask): Outcome<RebalanceResult | null> {
  const found = searchWhole(task);
  if (!found.ok) return found;
  const { searched, formulated, relaxation } = found.value;
  const ended = { ...task, formulated, relaxation };
  if (searched === null) return noneFits(ended);
  const { nodes, pivots, reproducible } = searched;
  const values = orNone(ended, searched);
  if (values !== null) return succeed(certified(ended, searched, values));
  return succeed({ termination: endingOf(searched), trades: null, nodes, pivots, reproducible });
}

export type WholeTask = WholeSearch & {
  readonly model: RebalanceModel;
  /** a branching tree is for what is answered: a step's would be thrown away */
  readonly isAnswer: boolean;
};

function endingOf({ status, reproducible }: MixedIntegerSolution): 'work-limit' | 'time-limit' | 'numerical-trouble' {
  if (status === 'numerical-trouble') return status;
  return reproducible ? 'work-limit' : 'time-limit';
}

function noneFits({ asked, relaxation, limits, large }: WholeTask): Outcome<RebalanceResult> {
  return chain(explainSizes(asked, limits, large), (reason) => {
    const reproducible = relaxation.reproducible && reason.reproducible && !isOutOfTime(limits);
    const work = { pivots: relaxation.pivots + reason.pivots, nodes: 0, reproducible };
    return succeed({ termination: 'infeasible', trades: null, ...reason, isProven: false, ...work });
  });
}

/** The point found, or that of doing nothing where it is allowed and better; null where there is neither. */
function orNone(
  { model, formulated: { problem, sizes }, limits, large }: WholeTask,
  { values, objective }: MixedIntegerSolution,
): readonly number[] | null {
  const none = model.trades.map(() => 0);
  const isBeaten = values === null || objectiveOf(model, none) < objective!;
  if (!isBeaten || !isAllowed(model, none)) return values;
  const nothing = problem.columns.map(() => 0);
  return wholePoint(problem, sizes.whole, nothing, limits, large)?.values ?? values;
}

/** Null where the point isn't certified, or its claim isn't what the charges say there. */
function certified(task: WholeTask, searched: MixedIntegerSolution, values: readonly number[]): FoundTrades | null {
  const { model, formulated, relaxation, limits } = task;
  const { problem, sizes } = formulated;
  const x = onGrid(model, formulated, values);
  const y = relaxation.dual!.multipliers;
  const point = certifyOptimality(problem, x, y);
  const claim = isFeasibleWithin(point, CERTIFICATE_TOLERANCE) ? claimAt(model, formulated, x, point.objective) : null;
  if (claim === null) return null;
  const { pivots, nodes, reproducible, solver } = searched;
  const tree = task.isAnswer && reproducible ? proofOf(task, point) : [];
  const bound = Math.max(searched.bound ?? -Infinity, searched.claimedBound ?? -Infinity);
  const certificate = certifyRebalance(formulated, x, y, { whole: sizes.whole, tree, claim: { bound, by: solver } });
  const termination = terminationOf(searched, certificate.gapFraction, limits);
  const prices = pricesOf(model, formulated, y);
  return { termination, ...claim, certificate, prices, pivots, nodes, reproducible };
}

/** Where the linear bound proves the gap that was asked for, a tree is to say `optimal`, and only grown where its leaves cost little. */
function proofOf(task: WholeTask, { objective, bound }: Pick<OptimalityCertificate, 'objective' | 'bound'>) {
  const { problem, sizes } = task.formulated;
  const { cells, gapFraction = 0, pivots } = task.limits;
  const isProven = bound !== null && objective - bound <= gapFraction * Math.max(1, Math.abs(objective));
  if (isProven && problem.columns.length * problem.rows.length > CHEAP_CELLS) return [];
  const budget = { cells, pivots: Math.min(PROOF_PIVOTS, pivots), worthFraction: WORTH_FRACTION };
  return growTree(problem, sizes.whole, objective, budget, task.large) ?? [];
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
function onGrid(model: RebalanceModel, formulated: FormulatedRebalance, values: readonly number[]): number[] {
  const { columns, sizes } = formulated;
  const x = tidied(formulated, values);
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
  return settled(formulated, x);
}
