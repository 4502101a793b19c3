import { type Failure, type Outcome, once } from '../foundation/index.ts';
import type { RebalanceModel } from './model.ts';
import { keepsChargeLimits, objectiveOf } from './objective.ts';
import type { Price } from './prices.ts';
import type { RebalanceResult } from './result.ts';
import { stepModel } from './step-model.ts';

/** Most steps from one start. */
const STEPS = 24;
/** How far a step may go, as parts of each trade's range: where it doesn't help, the next is shorter. */
const REACH_FRACTIONS = [1, 1 / 4, 1 / 16, 1 / 64, 1 / 256, 1 / 1024];
/** Of the objective: less isn't worth a step. */
const LEAST_GAIN_FRACTION = 1e-6;

export type Candidate = {
  readonly trades: readonly number[];
  readonly objective: number;
  /** of the convex program that it is an optimum of; none where it is of none */
  readonly prices: readonly Price[];
};

/** Where a convex step leads, what is minimised there, and what the step's own charges say of it: what no shorter step will be below. */
type Step = { readonly trades: readonly number[]; readonly objective: number; readonly promised: number };

/** Solves a model whose charges are convex. */
export type SolveStep = (
  model: RebalanceModel,
  spent: { readonly pivots: number; readonly nodes: number },
) => Outcome<RebalanceResult>;

/**
 * Sequential convex programming for charges that aren't convex: from each start, the convex step of the model there is solved, and gone to
 * where the charges' own objective is lower and the limits on charges hold by the charges themselves. Keeps the best that it comes by; of
 * equals the first.
 */
export class LocalSearch {
  best: Candidate | null = null;
  pivots = 0;
  nodes = 0;
  reproducible = true;
  /** what ended a step before its optimum; without time left none is taken */
  cutShort: 'work-limit' | 'time-limit' | null = null;
  /** why a step could not be solved at all, as long as none could */
  failure: Failure | null = null;
  readonly #model: RebalanceModel;
  readonly #solve: SolveStep;
  readonly #walkedIn = once((_range: RebalanceModel) => new Set<string>());
  #solved = 0;

  constructor(model: RebalanceModel, solve: SolveStep) {
    this.#model = model;
    this.#solve = solve;
  }

  /** @param trades that keep every limit but those on charges */
  consider(trades: readonly number[], prices: readonly Price[] = []): number {
    const objective = keepsChargeLimits(this.#model, trades) ? objectiveOf(this.#model, trades) : Infinity;
    if (objective < (this.best?.objective ?? Infinity)) this.best = { trades, objective, prices };
    return objective;
  }

  /** Solves a convex model, considers what comes of it, and walks on from there. */
  walkFrom(range: RebalanceModel, convex: RebalanceModel): void {
    const first = this.#step(convex);
    if (first !== null) this.walk(range, first.trades, first.objective);
  }

  /**
   * From a start that it has walked from already it would come by the same again: it doesn't.
   *
   * @param range the model, or one with narrower ranges, which the steps keep to
   * @param objective at the start; infinite where it breaks a limit, or its first step is to be taken whatever it brings
   */
  walk(range: RebalanceModel, start: readonly number[], objective: number): void {
    const key = `${objective}|${start.join()}`;
    const walked = this.#walkedIn(range);
    if (walked.has(key)) return;
    walked.add(key);
    let at: Pick<Step, 'trades' | 'objective'> = { trades: start, objective };
    let shortened = 0;
    for (let steps = 0; steps < STEPS && shortened < REACH_FRACTIONS.length; steps++) {
      const next = this.#step(stepModel(range, at.trades, REACH_FRACTIONS[shortened]!));
      if (next === null || !isLower(next.promised, at.objective)) return;
      const isBetter = isLower(next.objective, at.objective);
      if (isBetter) at = next;
      shortened = isBetter ? Math.max(0, shortened - 1) : shortened + 1;
    }
  }

  #step(convex: RebalanceModel): Step | null {
    if (this.cutShort === 'time-limit') return null;
    const solved = this.#solve(convex, this);
    if (!solved.ok) {
      if (this.#solved === 0) this.failure ??= solved.failure;
      if (solved.failure.reason === 'limit-exceeded') this.cutShort ??= 'work-limit';
      return null;
    }
    this.#solved += 1;
    this.failure = null;
    const { termination, trades, pivots, nodes, reproducible } = solved.value;
    if (termination === 'work-limit' || termination === 'time-limit') this.cutShort ??= termination;
    this.pivots += pivots;
    this.nodes += nodes;
    this.reproducible &&= reproducible;
    if (trades === null) return null;
    return { trades, objective: this.consider(trades, solved.value.prices), promised: solved.value.objective };
  }
}

function isLower(objective: number, than: number): boolean {
  if (than === Infinity) return true;
  return objective < than - LEAST_GAIN_FRACTION * Math.max(1, Math.abs(than));
}
