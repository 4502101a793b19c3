const FIRST_SECONDS = 2;
const LONGEST_SECONDS = 3600;

/**
 * How long after an attempt the next one is made: four times as long each time, of which the second half is left to chance, so that what
 * failed together does not come back together.
 *
 * @param attemptNumber from 1
 * @param jitter uniform in [0, 1)
 */
export function backoffSeconds(attemptNumber: number, jitter: number): number {
  const fullSeconds = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (2 * (attemptNumber - 1)));
  return Math.ceil(fullSeconds * (0.5 + 0.5 * jitter));
}
