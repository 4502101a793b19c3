import { describe, expect, it } from 'vitest';
import { cryptoExpiriesMs, equityExpiriesMs, expiryName } from '../../../../../infra/local/demo/expiries.ts';
import { DEMO_AS_OF, demoMarket } from '../../../../../infra/local/demo/index.ts';
import { DEMO_UNDERLYINGS } from '../../../../../infra/local/demo/venue.ts';
import { impliedVolAnnual } from '../../../../../infra/local/demo/vol-surface.ts';
import { marketSnapshot } from '../../../../../shared/contract/market.ts';
import { indexMarket, type QuotedInstrument } from '../../../../../shared/market/index.ts';

const MARKET = demoMarket(DEMO_AS_OF);
const OPTIONS = MARKET.instruments.filter((each) => each.kind === 'option');
const CHAINS = Map.groupBy(OPTIONS, (option) => `${option.underlying} ${option.expiry}`);
const DAY_MS = 86_400_000;

/** Calls and puts of one expiry by strike, lowest first, with the forward and the discount factor. */
function readChain(chain: readonly QuotedInstrument[]) {
  const [{ underlying, expiry }] = chain as readonly [QuotedInstrument];
  const point = MARKET.expiries.find((each) => each.underlying === underlying && each.expiry === expiry)!;
  const timeYears = (Date.parse(expiry!) - Date.parse(MARKET.asOf)) / (365 * DAY_MS);
  const byRight = (right: string) => chain.filter((each) => each.right === right).sort((a, b) => a.strike! - b.strike!);
  return {
    calls: byRight('call'),
    puts: byRight('put'),
    forward: point.forward!,
    discount: Math.exp(-point.rate! * timeYears),
  };
}

describe('demoMarket', () => {
  it('gives equal bytes for equal instants, and others for others', () => {
    expect(JSON.stringify(demoMarket(DEMO_AS_OF))).toBe(JSON.stringify(MARKET));
    expect(JSON.stringify(demoMarket('2026-03-02T10:00:01Z'))).not.toBe(JSON.stringify(MARKET));
    expect(() => demoMarket('now')).toThrow(/ISO-8601/);
  });

  it('has 600 to 1,000 instruments in 17 chains that the contract accepts', () => {
    expect(MARKET.instruments.length).toBeGreaterThan(600);
    expect(MARKET.instruments.length).toBeLessThan(1000);
    expect(CHAINS.size).toBe(17);
    expect(marketSnapshot.parse(MARKET)).toEqual(MARKET);
    expect(indexMarket(MARKET).ok).toBe(true);
  });

  it('quotes a bid and an ask around every mark', () => {
    for (const { id, bid, mark, ask } of MARKET.instruments) {
      expect(mark, id).toBeGreaterThan(0);
      expect(bid ?? 0, id).toBeLessThan(mark!);
      expect(ask, id).toBeGreaterThan(mark!);
    }
    expect(OPTIONS.some((option) => option.bid === null)).toBe(true);
  });

  it.each([...CHAINS])(
    '%s: keeps put-call parity, and no spread or butterfly is worth less than nothing',
    (_, chain) => {
      const { calls, puts, forward, discount } = readChain(chain);
      expect(calls.length).toBeGreaterThanOrEqual(17);
      expect(puts).toHaveLength(calls.length);
      for (const [i, call] of calls.entries()) {
        expect(Math.abs(call.mark! - puts[i]!.mark! - discount * (forward - call.strike!))).toBeLessThan(2e-4);
        if (i === 0) continue;
        expect(calls[i - 1]!.mark!).toBeGreaterThan(call.mark!);
        const next = calls[i + 1];
        if (next !== undefined) expect(calls[i - 1]!.mark! - 2 * call.mark! + next.mark!, call.id).toBeGreaterThan(0);
      }
    },
  );

  it.each(DEMO_UNDERLYINGS)('$id: total variance grows with time at every strike', ({ surface }) => {
    expect(surface.curvature * (1 + Math.abs(surface.skew))).toBeLessThanOrEqual(2);
    for (let k = -1; k <= 1; k += 0.1) {
      const variances = [0.003, 0.02, 0.1, 0.3, 0.7, 1.5, 3].map(
        (time) => impliedVolAnnual(surface, k, time) ** 2 * time,
      );
      expect(variances).toEqual(variances.toSorted((a, b) => a - b));
    }
  });

  it('has vol at the money between what it is now and what it goes back to', () => {
    const surface = { varianceNow: 0.36, varianceLong: 0.25, reversionAnnual: 4, skew: -0.2, curvature: 0.9 };
    expect(impliedVolAnnual(surface, 0, 1e-6)).toBeCloseTo(0.6, 5);
    expect(impliedVolAnnual(surface, 0, 1e4)).toBeCloseTo(0.5, 5);
    expect(impliedVolAnnual(surface, -0.3, 0.2)).toBeGreaterThan(impliedVolAnnual(surface, 0.3, 0.2));
  });
});

describe('the expiries', () => {
  it('are Fridays ahead, rising, at every hour of two years', () => {
    for (let asOfMs = Date.UTC(2026, 0, 1); asOfMs < Date.UTC(2028, 0, 1); asOfMs += 31 * 3_600_000) {
      for (const expiries of [cryptoExpiriesMs(asOfMs, 7), equityExpiriesMs(asOfMs, 3)]) {
        expect(expiries.every((expiryMs) => new Date(expiryMs).getUTCDay() === 5)).toBe(true);
        expect(expiries[0]!).toBeGreaterThan(asOfMs + DAY_MS);
        expect(new Set(expiries).size).toBe(expiries.length);
        expect(expiries).toEqual(expiries.toSorted((a, b) => a - b));
      }
    }
  });

  it('are those of the calendar on the demo’s day', () => {
    expect(cryptoExpiriesMs(Date.parse(DEMO_AS_OF), 7).map(expiryName)).toEqual([
      '6MAR26',
      '13MAR26',
      '27MAR26',
      '24APR26',
      '29MAY26',
      '26JUN26',
      '31JUL26',
    ]);
    expect(equityExpiriesMs(Date.parse(DEMO_AS_OF), 3).map(expiryName)).toEqual(['20MAR26', '17APR26', '15MAY26']);
  });
});
