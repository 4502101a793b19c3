import { chain, type Outcome, succeed } from '../foundation/index.ts';
import { isMeasuredAlike } from '../margin/index.ts';
import type { LargeSolver } from '../optimise/index.ts';
import { type RebalanceLimits, type RebalanceResult, solveRebalance } from '../rebalance/index.ts';
import { applyTrades, asHeld } from '../risk/index.ts';
import { type RebalanceTask, rebalanceTask } from './rebalance-model.ts';
import type { RebalanceRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { doneTrades } from './settle-trades.ts';

/** A program and what solving it came to. */
export type SolvedTask = { readonly task: RebalanceTask; readonly result: RebalanceResult };

/** What is asked, and with what. */
type Asked = {
  readonly subject: ResolvedSubject;
  readonly request: RebalanceRequest;
  readonly limits: RebalanceLimits;
  readonly large: LargeSolver | null;
};

/**
 * Solves a program so that its margins are those of what its trades leave.
 *
 * A margin by history is measured on the days that the underlyings held share: it is another function of the quantities for each set of
 * underlyings that trades leave. A program is of one set, at first of the whole universe's. Where its trades leave fewer, by which a margin is
 * another, it is solved again for trades that leave no more than those; and beside it the one for what is held already, whose measure is that of
 * making no trades. The lower of the two is the answer.
 *
 * @param whole of the whole universe
 */
export function solveTask(asked: Asked, whole: RebalanceTask): Outcome<SolvedTask> {
  const fromAll = solveForLeft(asked, whole);
  if (!fromAll.ok) return fromAll;
  const held = asHeld(whole.book);
  if (isMeasuredAlike(whole.methods, fromAll.value.task.book, held)) return fromAll;
  const task = rebalanceTask(asked.subject, asked.request, held.moving);
  if (!task.ok) return task.failure.reason === 'infeasible' ? fromAll : task;
  return chain(solveForLeft(asked, task.value), (fromHeld) => {
    const [better, other] = isBetter(fromHeld.result, fromAll.value.result)
      ? [fromHeld, fromAll.value]
      : [fromAll.value, fromHeld];
    return succeed(withWorkOf(better, other.result));
  });
}

/** Solves for fewer and fewer underlyings, until the trades leave what the program was measured by. */
function solveForLeft(asked: Asked, task: RebalanceTask): Outcome<SolvedTask> {
  const { subject, request, limits, large } = asked;
  return chain(solveRebalance(task.model, limits, large), (result) => {
    const { book, methods, tradables } = task;
    if (result.trades === null) return succeed({ task, result });
    const left = applyTrades(book, doneTrades(tradables, result.trades));
    if (isMeasuredAlike(methods, book, left) || left.moving.length >= book.moving.length)
      return succeed({ task, result });
    const narrower = rebalanceTask(subject, request, left.moving);
    if (!narrower.ok) return narrower;
    return chain(solveForLeft(asked, narrower.value), (solved) => succeed(withWorkOf(solved, result)));
  });
}

function isBetter(one: RebalanceResult, other: RebalanceResult): boolean {
  return one.trades !== null && (other.trades === null || one.objective < other.objective);
}

function withWorkOf({ task, result }: SolvedTask, { pivots, nodes, reproducible }: RebalanceResult): SolvedTask {
  const work = {
    pivots: result.pivots + pivots,
    nodes: result.nodes + nodes,
    reproducible: result.reproducible && reproducible,
  };
  return { task, result: { ...result, ...work } };
}
