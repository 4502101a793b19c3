import type { WorkBudget } from '../work-budget.ts';
import { type BarrierProblem, toBarrierProblem } from './barrier-problem.ts';
import { stepElimination } from './barrier-system.ts';
import type { ConvexProblem, ConvexTask } from './convex-problem.ts';
import { type Found, foundAt } from './found-point.ts';
import { InteriorPoint } from './interior-point.ts';
import { magnitudesAt, magnitudesAtStart } from './magnitudes.ts';
import { withNetColumns } from './net-columns.ts';

const SOLVER_NAME = 'ballast-interior-point';

/** What ends the search. */
const ERROR_SOUGHT = 1e-15;
/** An error above it after an attempt asks for another, with the scales of the point found: multipliers are only as good as its root. */
const GOOD_ERROR = 1e-10;
/** An error that an attempt which brought nothing further leaves as it is. */
const FAIR_ERROR = 1e-9;
const ATTEMPTS_MAX = 5;
/** From which nothing came: there are no others. */
const STARTS = 2;
const STEPS_MAX = 60;
/** So many steps in which slack times multiplier doesn't halve lead nowhere: to a problem without a point, most likely. */
const STEPS_IDLE = 20;
/** A point isn't looked at before slack times multiplier is below this, nor after so many looks that brought nothing. */
const MU_LOOKED_AT = 1e-5;
const MU_LEAST = 1e-18;
const IDLE_LOOKS_MAX = 2;

type ByInteriorPoint = { readonly found: Found | null; readonly solver: string };

/**
 * The best point by Mehrotra's method, from scales that are found on the way, or the one that it is at when the work allowed ends it; not
 * certified to any accuracy, null where it brought nothing.
 *
 * @returns null where the factor of a step's system would have more than `cells` entries
 */
export function byInteriorPoint({ problem, cells, budget }: ConvexTask): ByInteriorPoint | null {
  let best: Found | null = null;
  let magnitudes = magnitudesAtStart(problem, false);
  for (let [attempt, failed] = [0, 0]; attempt < ATTEMPTS_MAX && failed < STARTS; attempt += 1) {
    const barrier = withNetColumns(toBarrierProblem(problem, magnitudes));
    const elimination = stepElimination(barrier, cells);
    if (elimination === null) return null;
    const found = attemptFrom(problem, barrier, new InteriorPoint(barrier, elimination), budget);
    const isFurther = found !== null && (best === null || found.error < best.error / 2);
    if (found !== null && (best === null || found.error < best.error)) best = found;
    const errorTaken = isFurther ? GOOD_ERROR : FAIR_ERROR;
    if ((best !== null && best.error <= errorTaken) || budget.isSpent()) break;
    if (found === null) failed += 1;
    magnitudes = found === null ? magnitudesAtStart(problem, failed === 1) : magnitudesAt(found.point.x, magnitudes);
  }
  return { found: best, solver: SOLVER_NAME };
}

function attemptFrom(
  problem: ConvexProblem,
  barrier: BarrierProblem,
  iterate: InteriorPoint,
  budget: WorkBudget,
): Found | null {
  let best: Found | null = null;
  let halved = { step: 0, mu: Infinity };
  for (let [steps, idle] = [1, 0]; !budget.isSpent(); steps += 1) {
    iterate.step();
    budget.spend(1);
    const { mu } = iterate;
    if (mu <= halved.mu / 2) halved = { step: steps, mu };
    if (mu <= MU_LOOKED_AT) {
      const found = foundAt(problem, barrier, iterate);
      const isBetter = found !== null && (best === null || found.error < best.error / 2);
      idle = isBetter ? 0 : idle + 1;
      if (found !== null && (best === null || found.error < best.error)) best = found;
    }
    const isIdle = idle >= IDLE_LOOKS_MAX && (mu <= MU_LEAST || (best !== null && best.error <= GOOD_ERROR));
    const isDone = isIdle || (best !== null && best.error <= ERROR_SOUGHT);
    if (isDone || steps >= STEPS_MAX || steps - halved.step >= STEPS_IDLE || !Number.isFinite(mu)) return best;
  }
  return best ?? foundAt(problem, barrier, iterate);
}
