import { describe, expect, test } from 'vitest';
import { succeed } from '../../../shared/foundation/index.ts';
import { attempt, retryContention } from '../../../shared/usecases/attempt.ts';
import { StoreFailure } from '../../../shared/usecases/index.ts';

describe('retrying under contention', () => {
  test('waits longer and longer, up to half a second, with full jitter, and then gives up', async () => {
    const waits: number[] = [];
    const pacing = { sleep: async (ms: number) => void waits.push(ms), jitter: () => 0.5 };
    const outcome = await retryContention(pacing, async () => null);
    expect(outcome).toMatchObject({ ok: false, failure: { reason: 'unavailable' } });
    expect(waits.slice(0, 8)).toEqual([5, 10, 20, 40, 80, 160, 250, 250]);
    expect(waits).toHaveLength(20);
  });

  test('answers as soon as nobody else was first', async () => {
    let left = 3;
    const pacing = { sleep: async () => {}, jitter: () => 0 };
    const outcome = await retryContention(pacing, async () => (left-- === 0 ? succeed('done') : null));
    expect(outcome).toEqual(succeed('done'));
    expect(left).toBe(-1);
  });
});

describe('an attempt', () => {
  test('turns what a store expects to go wrong into its failure and lets defects pass', async () => {
    const failure = { reason: 'unavailable' as const, detail: 'busy' };
    expect(await attempt(() => Promise.reject(new StoreFailure(failure)))).toEqual({ ok: false, failure });
    await expect(attempt(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  });
});
