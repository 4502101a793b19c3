import { describe, expect, it } from 'vitest';
import { DEMO_AS_OF, demoMarket } from '../../../../../infra/local/demo/index.ts';
import { demoHistory } from '../../../../../infra/local/demo/price-history.ts';
import { DEMO_CORRELATIONS, DEMO_UNDERLYINGS } from '../../../../../infra/local/demo/venue.ts';

const HISTORY = demoHistory(Date.parse(DEMO_AS_OF));
const isWeekend = (date: string) => [0, 6].includes(new Date(date).getUTCDay());

/** Log returns over the days that all three have a close. */
const RETURNS = DEMO_UNDERLYINGS.map(({ id }) => {
  const shared = HISTORY.closes[id]!.filter((_, t) => HISTORY.closes['SPY']![t] !== null) as number[];
  return shared.slice(1).map((close, t) => Math.log(close / shared[t]!));
});

function covariance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, t) => sum + value * b[t]!, 0) / a.length;
}

describe('the history of the demo market', () => {
  it('has two years of days, the last of them the eve of the market', () => {
    expect(HISTORY.dates).toHaveLength(730);
    expect(HISTORY.dates.at(-1)).toBe('2026-03-01');
    expect(HISTORY.dates).toEqual(HISTORY.dates.toSorted());
    expect(demoMarket(DEMO_AS_OF).history).toEqual(HISTORY);
  });

  it('has a close of each coin on every day, of shares on weekdays', () => {
    for (const { id, assetClass } of DEMO_UNDERLYINGS) {
      for (const [t, close] of HISTORY.closes[id]!.entries()) {
        const isClosed = assetClass !== 'crypto-major' && isWeekend(HISTORY.dates[t]!);
        expect(close === null).toBe(isClosed);
        if (close !== null) expect(close).toBeGreaterThan(0);
      }
    }
  });

  it('ends near today’s prices, with the vols and correlations that the demo states', () => {
    for (const [i, { id, price, surface }] of DEMO_UNDERLYINGS.entries()) {
      expect(Math.abs(HISTORY.closes[id]!.findLast((close) => close !== null)! / price - 1)).toBeLessThan(0.1);
      const variance = covariance(RETURNS[i]!, RETURNS[i]!) * 261;
      expect(variance / surface.varianceLong).toBeGreaterThan(0.6);
      expect(variance / surface.varianceLong).toBeLessThan(1.7);
      for (const [j, other] of RETURNS.entries()) {
        const scale = Math.sqrt(covariance(RETURNS[i]!, RETURNS[i]!) * covariance(other, other));
        expect(Math.abs(covariance(RETURNS[i]!, other) / scale - DEMO_CORRELATIONS[i]![j]!)).toBeLessThan(0.12);
      }
    }
  });
});
