import type { WorkBudget } from '../work-budget.ts';
import type { Dictionary } from './dictionary.ts';
import { dualStep, strayest } from './dual-step.ts';
import { HOME_WITHIN, type KinkedProgram, type Side, strayOf } from './kinked-program.ts';
import { COST_WITHIN, primalStep, steepestEdge } from './primal-step.ts';
import { RatioQueue } from './ratio-queue.ts';
import { resetReducedCosts } from './reduced-costs.ts';
import { RowActivities } from './row-activities.ts';

/** Dual steps between two looks at the rows that are out. */
const STEPS_PER_LOOK = 20;
/** Of the rows outside of their sides, the worst so many are put in at a look. */
const ROWS_PER_LOOK = 8;
/** Kinks are looked for up to so many times the length of the step before, at first. */
const LONGER = 4;
/** Rows that are in without need where an optimum is far: they show how steep an edge is. */
const ROWS_SAMPLED = 64;
/** Primal steps in a row that lead nowhere: more are going round, most likely. */
const STEPS_STALLED = 50;

/**
 * `optimal`: as far as the dictionary's rounding shows; `stuck`: infeasible or unbounded, most likely; `stalled`: at a corner where many
 * kinks meet; `work-limit`: out of steps, or of time.
 */
export type SimplexEnd = 'optimal' | 'stuck' | 'stalled' | 'work-limit';

/** How near to an optimum the dictionary is: `at` one, the sides of the rows that are out are kept where two ends meet. */
export type Start = 'far' | 'near' | 'at';

/**
 * Simplex on a kinked program. First the limits, by dual steps, with costs moved to where all reduced costs are admissible; rows are
 * put into the dictionary when they are broken and taken out when they are kept. Then the true costs and the charges of all other
 * rows, by primal steps. Each kind passes the many breakpoints of its ratio test in one step: bounds here, scenarios there.
 */
export class KinkedSimplex {
  readonly dictionary: Dictionary;
  readonly #activities: RowActivities;
  readonly #queue = new RatioQueue();
  readonly #limits: Int32Array;
  readonly #kinks: Int32Array;
  readonly #start: Start;

  /** @param dictionary to start from */
  constructor(dictionary: Dictionary, start: Start) {
    const { program } = dictionary;
    this.dictionary = dictionary;
    this.#start = start;
    this.#activities = new RowActivities(program);
    const rows = new Int32Array(program.nRows).map((_, i) => i);
    this.#limits = rows.filter((i) => isLimit(program, i));
    this.#kinks = rows.filter((i) => !isLimit(program, i));
  }

  solve(budget: WorkBudget): SimplexEnd {
    const moved = this.#admitCosts();
    const end = this.#meetLimits(budget);
    if (end !== 'optimal') return end;
    if (moved || this.#kinks.length > 0) this.#chargeAll();
    return this.#descend(budget);
  }

  /** Moves reduced costs that aren't admissible to the nearest that are. */
  #admitCosts(): boolean {
    const { reducedCosts, floors, ceilings } = this.dictionary;
    let moved = false;
    for (let k = 0; k < reducedCosts.length; k += 1) {
      const admissible = Math.min(ceilings[k]!, Math.max(floors[k]!, reducedCosts[k]!));
      if (Math.abs(admissible - reducedCosts[k]!) <= COST_WITHIN) continue;
      moved = true;
      reducedCosts[k] = admissible;
    }
    return moved;
  }

  #meetLimits(budget: WorkBudget): SimplexEnd {
    for (;;) {
      for (let left = STEPS_PER_LOOK; left > 0; left -= 1) {
        const b = strayest(this.dictionary);
        if (b < 0) break;
        if (budget.isSpent()) return 'work-limit';
        budget.spend(1);
        if (!dualStep(this.dictionary, b, this.#queue)) return 'stuck';
      }
      this.#excludeKept();
      if (!this.#includeBroken() && strayest(this.dictionary) < 0) return 'optimal';
    }
  }

  #excludeKept(): void {
    const { dictionary } = this;
    for (let b = dictionary.height - 1; b >= 0; b -= 1)
      if (dictionary.basic[b]! >= dictionary.program.nColumns && this.#strayAt(b) === 0) dictionary.exclude(b);
  }

  #strayAt(b: number): number {
    const { program, basic, side, value } = this.dictionary;
    return strayOf(program, basic[b]!, side[basic[b]!] as Side, value[basic[b]!]!);
  }

  /** Puts in the limits that are broken most. */
  #includeBroken(): boolean {
    const { program, side, value } = this.dictionary;
    this.#activities.refresh(value);
    const broken: { readonly i: number; readonly stray: number }[] = [];
    for (const i of this.#limits) {
      if (!this.#isOut(i)) continue;
      const variable = program.nColumns + i;
      const stray = strayOf(program, variable, side[variable] as Side, this.#activities.values[i]!);
      if (stray !== 0) broken.push({ i, stray: Math.abs(stray) });
    }
    const worst = broken.toSorted((a, b) => b.stray - a.stray).slice(0, ROWS_PER_LOOK);
    for (const { i } of worst) {
      this.dictionary.include(i);
      this.#activities.values[i] = value[program.nColumns + i]!;
    }
    return worst.length > 0;
  }

  /** Puts the rows on the sides where they are, some of them into the dictionary, and all charges into the costs. */
  #chargeAll(): void {
    const { dictionary } = this;
    const { program, side } = dictionary;
    this.#activities.refresh(dictionary.value);
    const out = this.#kinks.filter((i) => this.#isOut(i));
    for (const i of out) {
      const variable = program.nColumns + i;
      const activity = this.#activities.values[i]!;
      if (this.#start === 'at' && strayOf(program, variable, side[variable] as Side, activity) === 0) continue;
      side[variable] = activity < program.lower[variable]! ? -1 : activity > program.upper[variable]! ? 1 : 0;
    }
    const stride = Math.max(1, Math.floor(out.length / ROWS_SAMPLED));
    if (this.#start === 'far') for (let at = 0; at < out.length; at += stride) dictionary.include(out[at]!);
    resetReducedCosts(dictionary);
  }

  /** Whether the row is neither basic nor nonbasic in the dictionary. */
  #isOut(i: number): boolean {
    const variable = this.dictionary.program.nColumns + i;
    return this.dictionary.rowOf[variable]! < 0 && this.dictionary.columnOf[variable]! < 0;
  }

  #descend(budget: WorkBudget): SimplexEnd {
    const { dictionary } = this;
    let lengthBefore = Infinity;
    let stalled = 0;
    for (;;) {
      const edge = steepestEdge(dictionary);
      if (edge === null) return 'optimal';
      if (budget.isSpent()) return 'work-limit';
      budget.spend(1);
      const moved = dictionary.nonbasic[edge.k]!;
      const length = primalStep(dictionary, this.#activities, edge, LONGER * lengthBefore, this.#queue);
      if (length === null) return 'stuck';
      if (length > 0) lengthBefore = length;
      stalled = length > HOME_WITHIN ? 0 : stalled + 1;
      if (stalled > STEPS_STALLED) return 'stalled';
      const b = dictionary.rowOf[moved]!;
      if (b >= 0 && moved >= dictionary.program.nColumns) dictionary.exclude(b);
    }
  }
}

/** Whether leaving the row's interval is forbidden, on one side at least. */
function isLimit({ nColumns, lower, upper, below, above }: KinkedProgram, i: number): boolean {
  const variable = nColumns + i;
  const low = lower[variable]! > -Infinity && below[variable] === Infinity;
  const high = upper[variable]! < Infinity && above[variable] === Infinity;
  return low || high;
}
