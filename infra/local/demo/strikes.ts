import { exp } from '../../../shared/numerics/index.ts';

const STRIKES_MIN = 18;
/** no chain is narrower than ±8 % */
const WIDTH_MIN = 0.08;
const DEVIATIONS = 2.25;

/** Round strikes from about −2¼ to +2¼ standard deviations around the forward. */
export function listStrikes(forward: number, volAnnual: number, timeYears: number): number[] {
  const width = Math.max(WIDTH_MIN, DEVIATIONS * volAnnual * Math.sqrt(timeYears));
  const [low, high] = [forward * exp(-width), forward * exp(width)];
  const step = roundStep((high - low) / STRIKES_MIN);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** The largest of 1, 2, 5, 10, 20, 50… that is not above `size`, which is 1 or more. */
function roundStep(size: number): number {
  let step = 1;
  for (let decade = 1; decade <= size; decade *= 10) {
    for (const digit of [1, 2, 5]) if (digit * decade <= size) step = digit * decade;
  }
  return step;
}
