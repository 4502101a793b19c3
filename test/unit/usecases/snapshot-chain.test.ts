import { describe, expect, test } from 'vitest';
import { chained } from '../../../shared/usecases/index.ts';
import { isIntact } from '../../../shared/usecases/snapshot-chain.ts';

const SUMMARY = {
  revision: 1,
  marketVersion: 1,
  policyVersion: 0,
  sid: '1-1-0',
  marketId: 'default',
  computedAt: '2026-02-05T09:36:47Z',
  status: 'computed',
  inputs: { portfolioDigest: 'p', marketDigest: 'm', policyDigest: 'q' },
  resultDigest: 'r',
} as const;

describe('the chain of snapshots', () => {
  const first = chained(SUMMARY, null);
  const second = chained({ ...SUMMARY, revision: 2, sid: '2-1-0' }, first);

  test('each names the one before by its digest', () => {
    expect(first).toMatchObject({ sequence: 1, previous: null });
    expect(second).toMatchObject({ sequence: 2, previous: { sid: '1-1-0', digest: first.digest } });
    expect([first, second].map(isIntact)).toEqual([true, true]);
  });

  test('shows every later change, also of one before', () => {
    expect(isIntact({ ...first, resultDigest: 'other' })).toBe(false);
    expect(isIntact({ ...first, inputs: { ...SUMMARY.inputs, portfolioDigest: 'other' } })).toBe(false);
    const forged = chained({ ...SUMMARY, resultDigest: 'other' }, null);
    expect(isIntact(forged)).toBe(true);
    expect(second.previous?.digest).not.toBe(forged.digest);
  });
});
