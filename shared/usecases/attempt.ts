import { fail, type Outcome } from '../foundation/index.ts';
import { type Pacing, StoreFailure } from './ports.ts';

/** Runs a use case on stores: what they expect to go wrong becomes its failure, anything else is a defect and passes on. */
export async function attempt<T>(run: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof StoreFailure) return { ok: false, failure: error.failure };
    throw error;
  }
}

const ATTEMPTS = 20;
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 500;

/**
 * Tries until nobody else was first: `tryOnce` answers null when the thing it read had moved on before it wrote. Waits
 * between tries are exponential with full jitter, so that rivals part.
 */
export async function retryContention<T>(
  { sleep, jitter }: Pacing,
  tryOnce: () => Promise<Outcome<T> | null>,
): Promise<Outcome<T>> {
  for (let attemptIndex = 0; attemptIndex < ATTEMPTS; attemptIndex += 1) {
    const outcome = await tryOnce();
    if (outcome !== null) return outcome;
    await sleep(jitter() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attemptIndex));
  }
  return fail('unavailable', `too many writers at once: gave up after ${ATTEMPTS} tries`);
}
