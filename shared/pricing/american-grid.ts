import { exp, log, logRatio } from '../numerics/index.ts';
import type { AmericanTerms } from './american-terms.ts';
import { escrowedDividends } from './cash-dividend.ts';
import type { PremiumSlopes } from './early-exercise.ts';
import { ObstacleStepper } from './obstacle-step.ts';

/** What early exercise adds, on a uniform grid of ln S*, S* the spot less the dividends still to come. */
export type AmericanGrid = {
  readonly logFirst: number;
  readonly logStep: number;
  readonly premiums: Float64Array;
};

const N_NODES_MAX = 4001;
/** Nodes per σ√T, and the largest step of ln S*. */
const DENSITY = 24;
const LOG_STEP_MAX = 0.03;
const N_STEPS = 100;
/** The least steps between two ex-dates. */
const N_STEPS_LEAST = 10;
/** How many standard deviations the grid reaches beyond the strike, each way. */
const REACH = 7;
/** Where dividends take nearly the whole price, the grid reaches down to this part of the strike. */
const LEAST_PART = 0.05;
/** Implicit Euler steps that make the first step after each kink. */
const N_FIRST_PARTS = 4;

/**
 * Value of an American option on a whole grid of spots at once: for cash dividends, and for the two boundaries of q < r < 0, where
 * the integral method has no answer.
 *
 * Escrowed model: S_t = S*_t + PV_t, S* lognormal with drift r − q and vol σ, PV_t the dividends still to come. The inequality
 * V_t + ½σ²·V_yy + (r − q − ½σ²)·V_y − r·V ≤ 0, V ≥ payoff(S* + PV_t), one of them an equality, is solved backwards by
 * second-order backward differences (BDF2), which damp the kinks. Steps end at the ex-dates: the payoff just before is an obstacle there.
 *
 * Accuracy: 1e-4·K; without dividends against the integral method, with one against Roll-Geske-Whaley —
 * test/property/pricing/american-grid.test.ts.
 * Source: Brennan & Schwartz, J. Finance 32 (1977); Rannacher, Numerische Mathematik 43 (1984).
 *
 * @param terms with dividends as from `dividendsUntil`
 * @param volAnnual with σ√T > 0
 */
export function solveAmericanGrid(terms: AmericanTerms, volAnnual: number): AmericanGrid {
  const { rateContinuous, yieldContinuous, timeYears } = terms;
  const carryRate = rateContinuous - yieldContinuous;
  const { logFirst, logStep, count } = extentOf(terms, volAnnual);
  const spots = Float64Array.from({ length: count }, (_, i) => exp(logFirst + i * logStep));
  const diffusion = 0.5 * volAnnual * volAnnual;
  const stepper = new ObstacleStepper({
    diffusion,
    drift: carryRate - diffusion,
    carryRate,
    rate: rateContinuous,
    logStep,
    count,
  });
  const values = payoffs({ ...terms, dividends: [] }, spots, timeYears).map((payoff) => Math.max(0, payoff));
  const european = values.slice();
  const never = new Float64Array(count).fill(-Infinity);
  const dates = [...new Set([0, ...terms.dividends.map((each) => each.timeYears), timeYears])];
  for (let i = dates.length - 1; i > 0; i--) {
    const [late, early] = [dates[i]!, dates[i - 1]!];
    const coming = { ...terms, dividends: terms.dividends.filter((each) => each.timeYears >= late) };
    const obstacleAt = (time: number) => payoffs(coming, spots, time);
    takeLarger(values, obstacleAt(late));
    const nSteps = Math.max(N_STEPS_LEAST, Math.ceil((N_STEPS * (late - early)) / timeYears));
    stepBack(stepper, { values, obstacleAt }, late, early, nSteps);
    stepBack(stepper, { values: european, obstacleAt: () => never }, late, early, nSteps);
  }
  return { logFirst, logStep, premiums: values.map((value, i) => value - european[i]!) };
}

/** ln K stands on a node. */
function extentOf(terms: AmericanTerms, volAnnual: number): { logFirst: number; logStep: number; count: number } {
  const { strike, timeYears, rateContinuous, yieldContinuous, dividends } = terms;
  const carryRate = rateContinuous - yieldContinuous;
  const deviation = volAnnual * Math.sqrt(timeYears);
  const reach = REACH * deviation + Math.abs(carryRate) * timeYears;
  const part = 1 - escrowedDividends(dividends, carryRate) / strike;
  const lower = reach - log(Math.max(LEAST_PART, part));
  const logStep = Math.max(Math.min(deviation / DENSITY, LOG_STEP_MAX), (lower + reach) / (N_NODES_MAX - 1));
  const nBelow = Math.ceil(lower / logStep);
  return { logFirst: log(strike) - nBelow * logStep, logStep, count: nBelow + Math.ceil(reach / logStep) + 1 };
}

/** What exercise brings, a loss where it is out of the money. */
function payoffs(terms: AmericanTerms, spots: Float64Array, time: number): Float64Array {
  const { type, strike, rateContinuous, yieldContinuous, dividends } = terms;
  const still = escrowedDividends(dividends, rateContinuous - yieldContinuous, time);
  return spots.map((spot) => (type === 'call' ? spot + still - strike : strike - (spot + still)));
}

function takeLarger(values: Float64Array, others: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i]!, others[i]!);
}

type Path = { readonly values: Float64Array; readonly obstacleAt: (time: number) => Float64Array };

/** BDF2: V − ⅔dt·A·V = (4·V₁ − V₂)/3 of the two values before; its first step is made of implicit Euler steps. */
function stepBack(
  stepper: ObstacleStepper,
  { values, obstacleAt }: Path,
  late: number,
  early: number,
  count: number,
): void {
  const duration = (late - early) / count;
  let before = values.slice();
  for (let part = 1; part <= N_FIRST_PARTS; part++) {
    const time = late - (part * duration) / N_FIRST_PARTS;
    stepper.advance(values, values.slice(), obstacleAt(time), duration / N_FIRST_PARTS);
  }
  for (let step = 2; step <= count; step++) {
    const last = values.slice();
    const known = last.map((value, i) => (4 * value - before[i]!) / 3);
    stepper.advance(values, known, obstacleAt(late - step * duration), (2 / 3) * duration);
    before = last;
  }
}

/**
 * Premium and its derivatives by S* through four neighbouring nodes (Lagrange in ln S*); null beyond the grid.
 *
 * @param escrowedSpot S* ≥ 0
 */
export function gridPremiumAt(grid: AmericanGrid, escrowedSpot: number): PremiumSlopes | null {
  const { logFirst, logStep, premiums } = grid;
  const last = premiums.length - 1;
  const place = escrowedSpot > 0 ? (logRatio(escrowedSpot, 1) - logFirst) / logStep : -Infinity;
  if (!(place > 1 && place < last - 1)) return null;
  const i = Math.floor(place);
  const u = place - i;
  const [a, b, c, d] = [premiums[i - 1]!, premiums[i]!, premiums[i + 1]!, premiums[i + 2]!];
  const third = (d - 3 * c + 3 * b - a) / 6;
  const second = (c - 2 * b + a) / 2;
  const first = (-2 * a - 3 * b + 6 * c - d) / 6;
  const byLog = (first + u * (2 * second + 3 * u * third)) / logStep;
  const byLogTwice = (2 * second + 6 * u * third) / (logStep * logStep);
  return {
    value: b + u * (first + u * (second + u * third)),
    slope: byLog / escrowedSpot,
    curvature: (byLogTwice - byLog) / (escrowedSpot * escrowedSpot),
  };
}
