import { type Outcome, succeed } from '../foundation/index.ts';
import { isMeasuredAlike } from '../margin/index.ts';
import { isOutOfTime, type LargeSolver } from '../optimise/index.ts';
import { type Measure, type RebalanceLimits, type RebalanceResult, solveRebalance } from '../rebalance/index.ts';
import { leftBy, measuresOf } from './measures.ts';
import { type RebalanceTask, rebalanceTask } from './rebalance-model.ts';
import type { RebalanceRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

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
  /** of them those whose trades leave what they are measured by */
  readonly #own: SolvedTask[] = [];
  readonly #known = new Set<string>();
  readonly #pending: Measure[] = [];
  #inTime = true;

  constructor(asked: Asked, first: SolvedTask) {
    this.#asked = asked;
    this.#known.add(keyOf({ underlyings: first.task.book.moving, kept: [] }));
    this.#keep(first);
  }

  follow(measures: readonly Measure[]): void {
    this.#pending.push(...measures);
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      if (this.#solved.length >= MOST_PROGRAMS || this.#isSpent()) return;
      this.#solve(next);
    }
  }

  /** A measure by which nothing can be written or solved has no trades of its own. */
  #solve(measure: Measure): void {
    const { subject, request, limits, large } = this.#asked;
    if (!this.#isNew(measure)) return;
    const task = rebalanceTask(subject, request, measure);
    if (!task.ok) return;
    const read = { underlyings: task.value.book.moving, kept: measure.kept };
    if (keyOf(read) !== keyOf(measure) && !this.#isNew(read)) return;
    const { pivots, nodes } = this.#work();
    const left = { ...limits, pivots: Math.max(0, limits.pivots - pivots) };
    const solved = solveRebalance(
      task.value.model,
      limits.nodes === undefined ? left : { ...left, nodes: Math.max(0, limits.nodes - nodes) },
      large,
    );
    if (solved.ok) this.#keep({ task: task.value, result: solved.value });
  }

  #isNew(measure: Measure): boolean {
    const key = keyOf(measure);
    const isNew = !this.#known.has(key);
    this.#known.add(key);
    return isNew;
  }

  #keep(solved: SolvedTask): void {
    this.#solved.push(solved);
    const { task, result } = solved;
    if (result.trades === null) return;
    const { model, methods, book } = task;
    const left = leftBy(task, result.trades);
    if (isMeasuredAlike(methods, left, book)) {
      this.#own.push(solved);
      return;
    }
    this.#pending.push({ underlyings: left.moving, kept: [] });
    const lost = book.moving.filter((id) => !left.moving.includes(id));
    if (model.measure!.kept.length === 0) this.#pending.push({ underlyings: book.moving, kept: lost });
  }

  /** The best whose trades leave what they are measured by; else why there are none, unless the book may stay as it is. */
  answer(mayStay: boolean): SolvedTask {
    const best = this.#own.toSorted((a, b) => objectiveOf(a) - objectiveOf(b))[0];
    const none = mayStay ? undefined : this.#solved.find(({ result }) => result.trades === null);
    const { task, result } = best ?? none ?? this.#solved[0]!;
    const said: RebalanceResult =
      (best ?? none) === undefined ? { ...result, termination: 'work-limit', trades: null } : ofItsMeasure(result);
    return { task, result: { ...said, ...this.#work() } };
  }

  #isSpent(): boolean {
    const { limits } = this.#asked;
    if (!isOutOfTime(limits)) return this.#work().pivots >= limits.pivots;
    this.#inTime = false;
    return true;
  }

  #work() {
    return this.#solved.reduce(
      (sum, { result }) => ({
        pivots: sum.pivots + result.pivots,
        nodes: sum.nodes + result.nodes,
        reproducible: sum.reproducible && result.reproducible,
      }),
      { pivots: 0, nodes: 0, reproducible: this.#inTime },
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

function keyOf({ underlyings, kept }: Measure): string {
  return JSON.stringify([underlyings, kept]);
}
