import { describe, expect, it } from 'vitest';
import { blackScholesGreeks, blackScholesValue } from '../../../shared/pricing/index.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type Case = {
  id: string;
  kind: string;
  measure: string;
  inputs: { type: 'call' | 'put'; S: number; K: number; T: number; vol: number; r: number; q: number };
  expected: number;
  tol: number;
};

const TEXT = sharedVectors('pricing/haug_quantlib.json');
const GREEKS = { delta: 'delta', gamma: 'gamma', vega: 'vega', rho: 'rho', dividendRho: 'rhoYield' } as const;

function measured({ measure, inputs }: Case): number {
  const { type, S, K, T, vol, r, q } = inputs;
  const option = { type, spot: S, strike: K, timeYears: T, volAnnual: vol, rateContinuous: r, yieldContinuous: q };
  return measure === 'price'
    ? blackScholesValue(option)
    : blackScholesGreeks(option)[GREEKS[measure as keyof typeof GREEKS]];
}

describe.skipIf(TEXT === null)('Haug’s book values', () => {
  it('of European options are reproduced', () => {
    const cases = (JSON.parse(TEXT!) as Case[]).filter(({ kind }) => kind === 'european');
    for (const each of cases) {
      expect(Math.abs(measured(each) - each.expected), `${each.id} ${each.measure}`).toBeLessThanOrEqual(each.tol);
    }
    console.log(`haug_quantlib: ${cases.length} European values`);
    expect(cases.length).toBe(36);
  });
});
