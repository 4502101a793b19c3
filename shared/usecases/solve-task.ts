import { type Outcome, succeed } from '../foundation/index.ts';
import type { LargeSolver } from '../optimise/index.ts';
import { type Measure, type RebalanceLimits, type RebalanceResult, solveRebalance } from '../rebalance/index.ts';
import { applyTrades, type Book } from '../risk/index.ts';
import { basisOf, measuresOf } from './measures.ts';
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
  /** the book may be left as it is */
  readonly mayStay: boolean;
};

/** Most programs of one answer. */
const MOST_PROGRAMS = 24;

/**
 * Solves a program so that its margins are those of what its trades leave.
 *
 * A margin by history is measured on the days that the underlyings held share: it is another function of the quantities for each set of
 * underlyings that trades leave, and a program is of one of them. All that make a difference are solved, or of many the universe's, that of what
 * is held, and those that their trades lead to. An answer is the best of those whose trades leave what they were measured by; of a set whose
 * trades leave less, it is looked for again a lot short of that.
 *
 * @param first of the whole universe
 */
export function solveTask(asked: Asked, first: RebalanceTask): Outcome<SolvedTask> {
  const solved = solveRebalance(first.model, asked.limits, asked.large);
  if (!solved.ok) return solved;
  const { measure } = first.model;
  if (measure === null) return succeed({ task: first, result: solved.value });
  const search = new MeasureSearch(asked, { task: first, result: solved.value });
  search.follow(measuresOf(first.methods, first.book));
  return succeed(search.answer(asked.mayStay));
}

/** Programs of one request by what their trades are to leave. */
class MeasureSearch {
  readonly #asked: Asked;
  readonly #solved: SolvedTask[] = [];
  readonly #known = new Set<string>();
  readonly #pending: Measure[] = [];

  constructor(asked: Asked, first: SolvedTask) {
    this.#asked = asked;
    this.#known.add(keyOf(first.task));
    this.#keep(first);
  }

  follow(measures: readonly Measure[]): void {
    this.#pending.push(...measures);
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      if (this.#solved.length >= MOST_PROGRAMS) return;
      this.#solve(next);
    }
  }

  /** A measure by which nothing can be written or solved has no trades of its own. */
  #solve(measure: Measure): void {
    const { subject, request, limits, large } = this.#asked;
    const task = rebalanceTask(subject, request, measure);
    if (!task.ok || this.#known.has(keyOf(task.value))) return;
    this.#known.add(keyOf(task.value));
    const { pivots, nodes } = this.#work();
    const left = { ...limits, pivots: Math.max(0, limits.pivots - pivots) };
    const solved = solveRebalance(
      task.value.model,
      limits.nodes === undefined ? left : { ...left, nodes: Math.max(0, limits.nodes - nodes) },
      large,
    );
    if (solved.ok) this.#keep({ task: task.value, result: solved.value });
  }

  #keep(solved: SolvedTask): void {
    this.#solved.push(solved);
    const { model, book } = solved.task;
    const left = leftBy(solved);
    if (left === null || isOwn(solved.task, left)) return;
    this.#pending.push({ underlyings: left.moving, kept: [] });
    const lost = book.moving.filter((id) => !left.moving.includes(id));
    if (model.measure!.kept.length === 0) this.#pending.push({ underlyings: book.moving, kept: lost });
  }

  /** The best whose trades leave what they are measured by; else what may be settled as no trades, or why there are none. */
  answer(mayStay: boolean): SolvedTask {
    const own = this.#solved.filter((each) => {
      const left = leftBy(each);
      return left !== null && isOwn(each.task, left);
    });
    const best = own.toSorted((a, b) => objectiveOf(a) - objectiveOf(b))[0];
    const { task, result } =
      best ?? this.#solved.find((each) => (each.result.trades !== null) === mayStay) ?? this.#solved[0]!;
    const isKnown = best !== undefined || mayStay || result.trades === null;
    const said: RebalanceResult = isKnown
      ? ofItsMeasure(result)
      : { ...result, termination: 'work-limit', trades: null };
    return { task, result: { ...said, ...this.#work() } };
  }

  #work() {
    return this.#solved.reduce(
      (sum, { result }) => ({
        pivots: sum.pivots + result.pivots,
        nodes: sum.nodes + result.nodes,
        reproducible: sum.reproducible && result.reproducible,
      }),
      { pivots: 0, nodes: 0, reproducible: true },
    );
  }
}

/** What is proven of one measure is proven of no other. */
function ofItsMeasure(result: RebalanceResult): RebalanceResult {
  if (result.termination === 'infeasible') return { ...result, isIrreducible: false, isSmallest: false };
  return result.termination === 'optimal' ? { ...result, termination: 'local-optimum' } : result;
}

function objectiveOf({ result }: SolvedTask): number {
  return result.trades === null ? Infinity : result.objective;
}

/** The trades leave what they were measured by. */
function isOwn({ methods, book }: RebalanceTask, left: Book): boolean {
  return basisOf(methods, left) === basisOf(methods, book);
}

function leftBy({ task, result }: SolvedTask): Book | null {
  return result.trades === null ? null : applyTrades(task.book, doneTrades(task.tradables, result.trades));
}

function keyOf({ methods, book, model }: RebalanceTask): string {
  return `${basisOf(methods, book)} ${model.measure?.kept.join()}`;
}
