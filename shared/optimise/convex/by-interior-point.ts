import { isOutOfTime, type SolveLimits } from '../solve-linear.ts';
import { toBarrierProblem } from './barrier-problem.ts';
import type { ConvexProblem } from './convex-problem.ts';
import { type Found, foundAt } from './found-point.ts';
import { InteriorPoint } from './interior-point.ts';
import { type Magnitudes, magnitudesAt, magnitudesAtStart } from './magnitudes.ts';

const SOLVER_NAME = 'ballast-interior-point';

/** What ends the search. */
const ERROR_SOUGHT = 1e-15;
/** An error above it after an attempt asks for another, with the scales of the point found: multipliers are only as good as its root. */
const GOOD_ERROR = 1e-11;
const ATTEMPTS_MAX = 5;
const STEPS_MAX = 60;
/** A point isn't looked at before slack times multiplier is below this, nor after so many looks that brought nothing. */
const MU_LOOKED_AT = 1e-5;
const MU_LEAST = 1e-18;
const IDLE_LOOKS_MAX = 2;

type Attempt = { readonly found: Found | null; readonly steps: number };

/** The best point by Mehrotra's method, from scales that are found on the way, or in the time that there is; not certified to any accuracy, null where it brought nothing. */
export function byInteriorPoint(problem: ConvexProblem, limits: SolveLimits): Attempt & { readonly solver: string } {
  let [best, total]: [Found | null, number] = [null, 0];
  let magnitudes = magnitudesAtStart(problem, false);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const { found, steps } = attemptFrom(problem, magnitudes, limits);
    total += steps;
    if (found !== null && (best === null || found.error < best.error)) best = found;
    if ((best !== null && best.error <= GOOD_ERROR) || isOutOfTime(limits)) break;
    magnitudes =
      found === null ? magnitudesAtStart(problem, attempt % 2 === 0) : magnitudesAt(found.point.x, magnitudes);
  }
  return { found: best, steps: total, solver: SOLVER_NAME };
}

function attemptFrom(problem: ConvexProblem, magnitudes: Magnitudes, limits: SolveLimits): Attempt {
  const barrier = toBarrierProblem(problem, magnitudes);
  const iterate = new InteriorPoint(barrier);
  let best: Found | null = null;
  for (let [steps, idle] = [1, 0]; ; steps += 1) {
    iterate.step();
    const { mu } = iterate;
    if (mu <= MU_LOOKED_AT) {
      const found = foundAt(problem, barrier, iterate);
      const isBetter = found !== null && (best === null || found.error < best.error / 2);
      idle = isBetter ? 0 : idle + 1;
      if (found !== null && (best === null || found.error < best.error)) best = found;
    }
    const isIdle = idle >= IDLE_LOOKS_MAX && (mu <= MU_LEAST || (best !== null && best.error <= GOOD_ERROR));
    const isDone = isIdle || (best !== null && best.error <= ERROR_SOUGHT);
    if (isDone || steps >= STEPS_MAX || !Number.isFinite(mu) || isOutOfTime(limits)) return { found: best, steps };
  }
}
