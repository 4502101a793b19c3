import { bracketedRoot } from './bracketed-root.ts';
import { distributionAt } from './quadratic-distribution.ts';
import { cumulantsOf, type QuadraticForm } from './quadratic-form.ts';

const TOLERANCE_FRACTION = 1e-12;

/**
 * The q with P(Q ≤ q) = p, from a bracket of two deviations about the mean that grows until it holds it.
 *
 * @param p 0 < p < 1
 */
export function formQuantile(form: QuadraticForm, p: number): number {
  const [mean, variance] = cumulantsOf(form);
  const deviation = Math.sqrt(variance);
  const excess = (q: number) => distributionAt(form, q).probability - p;
  let [low, high] = [mean - 2 * deviation, mean + 2 * deviation];
  while (excess(low) > 0) low -= 2 * (high - low);
  while (excess(high) < 0) high += 2 * (high - low);
  return bracketedRoot(excess, low, high, TOLERANCE_FRACTION * deviation);
}
