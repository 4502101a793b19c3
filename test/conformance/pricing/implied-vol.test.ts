import { describe, expect, it } from 'vitest';
import { exp } from '../../../shared/numerics/index.ts';
import { impliedVol } from '../../../shared/pricing/index.ts';
import { ownVectors } from '../../support/vectors.ts';

type Quote = { id: string; type: 'call' | 'put'; F: number; K: number; T: number; r: number; price: number };
type Solvable = Quote & { iv: number; ivAbsPerPriceUlp: number };
type Unsolvable = Quote & { reason: string };

const SOLVABLE = ownVectors('pricing/implied_vol.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Solvable);
const UNSOLVABLE = JSON.parse(ownVectors('pricing/implied_vol_no_solution.json')) as Unsolvable[];

function implied({ type, F, K, T, r, price }: Quote) {
  return impliedVol({ type, forward: F, strike: K, timeYears: T, discount: exp(-r * T), price });
}

function ulp(x: number): number {
  return 2 ** (Math.floor(Math.log2(x)) - 52);
}

describe('the implied-vol vectors', () => {
  it('are solved to machine precision', () => {
    let worst = 0;
    for (const each of SOLVABLE) {
      const outcome = implied(each);
      expect(outcome.ok, each.id).toBe(true);
      if (!outcome.ok) continue;
      const share = Math.abs(outcome.value - each.iv) / (4 * each.ivAbsPerPriceUlp + 4 * ulp(each.iv));
      expect(share, `${each.id} ${outcome.value}`).toBeLessThanOrEqual(1);
      worst = Math.max(worst, share);
    }
    console.log(`implied_vol: ${SOLVABLE.length} cases, worst at ${worst.toFixed(3)} of the tolerance`);
    expect(SOLVABLE.length).toBe(480);
  });

  const NAMED: Record<string, RegExp> = {
    'below intrinsic': /below the intrinsic value/,
    'equals intrinsic (limit vol 0)': /equals the intrinsic value/,
    negative: /negative/,
    'zero OTM price (limit vol 0)': /equals the intrinsic value/,
    'call above forward': /above the discounted forward/,
    'call equals forward (vol infinite)': /equals the discounted forward/,
    'put above strike': /above the discounted strike/,
    'put equals strike': /equals the discounted strike/,
  };

  it('without a solution are failures that say why', () => {
    for (const each of UNSOLVABLE) {
      const outcome = implied(each);
      expect(outcome.ok, each.id).toBe(false);
      if (outcome.ok) continue;
      expect(outcome.failure.reason).toBe('invalid-input');
      expect(outcome.failure.detail).toMatch(NAMED[each.reason]!);
    }
    console.log(`implied_vol_no_solution: ${UNSOLVABLE.length} cases`);
    expect(UNSOLVABLE.length).toBe(8);
  });
});
