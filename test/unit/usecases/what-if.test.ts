import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { calculateMargin, calculateWhatIf, type Trade, type WhatIfAnswer } from '../../../shared/usecases/index.ts';
import { scaleOf, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_IDS, MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';

const MARKET = marketOf(MIXED_MARKET);
const EMPTY: Portfolio = { baseCurrency: 'USD', positions: [], collateral: [], orders: [] };

function whatIf(portfolio: Portfolio, trades: readonly Trade[]): WhatIfAnswer {
  return valueIn(calculateWhatIf({ portfolio, market: MARKET, marketDigest: 'mixed' }, { trades }));
}

function equityChange(trade: Trade): number {
  return whatIf(EMPTY, [trade]).changes[0]!.change.equity;
}

/** Collateral of a book that holds no derivative is margined in the account that the trade opens. */
const OPENS_ACCOUNTS = 'derive-pmrm-style';

describe('what-if', () => {
  it('of a trade and its reverse changes nothing', () => {
    const trades = fc.array(
      fc.record({
        instrument: fc.constantFrom(...MIXED_IDS),
        quantity: fc.integer({ min: -80, max: 80 }).map((eighths) => eighths / 8),
        venue: fc.constantFrom('main', 'third'),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(randomBook({ orders: true, assets: true }), trades, (portfolio, there) => {
        const andBack = [...there, ...there.map((each) => ({ ...each, quantity: -each.quantity }))];
        const sent = andBack.map((each) => ({ ...each, quantity: String(each.quantity) }));
        for (const { before, after, change } of whatIf(portfolio, sent).changes) {
          const tolerance = 1e-12 * (scaleOf(before) + Math.abs(before.equity) + 1e7);
          expect(Math.abs(after.initial - before.initial)).toBeLessThanOrEqual(tolerance);
          expect(Math.abs(after.equity - before.equity)).toBeLessThanOrEqual(tolerance);
          expect(change.initial).toBe(after.initial - before.initial);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('starts from what /margin says of the book', () => {
    fc.assert(
      fc.property(randomBook({ orders: true, assets: true }), (portfolio) => {
        const subject = { portfolio, market: MARKET, marketDigest: 'mixed' };
        const { margins } = valueIn(calculateMargin(subject, {}));
        const { changes } = whatIf(portfolio, [{ instrument: 'SOL-PERP', quantity: '1' }]);
        expect(changes.length).toBeGreaterThanOrEqual(5);
        for (const { method, before } of changes) {
          if (method === OPENS_ACCOUNTS && !portfolio.positions.some(({ instrument }) => instrument !== 'BTC-SPOT'))
            continue;
          const now = margins.find((margin) => margin.method === method)!;
          const tolerance = 1e-12 * scaleOf(before);
          expect(Math.abs(before.initial - now.initial)).toBeLessThanOrEqual(tolerance);
          expect(Math.abs(before.equity - now.equity)).toBeLessThanOrEqual(1e-12 * (1e7 + Math.abs(before.equity)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('leaves equity where it was at the mark, and moves it by the gain at another price', () => {
    for (const instrument of MIXED_IDS) {
      expect(equityChange({ instrument, quantity: '2.5' })).toBeCloseTo(0, 6);
    }
    expect(equityChange({ instrument: 'BTC-PERP', quantity: '2', price: 80_000 })).toBeCloseTo(80, 8);
    expect(equityChange({ instrument: 'BTC-PERP', quantity: '-2', price: 80_000 })).toBeCloseTo(-80, 8);
    expect(equityChange({ instrument: 'BTC-70-P', quantity: '3', price: 2_400 })).toBeCloseTo(150, 8);
    expect(equityChange({ instrument: 'BTC-SPOT', quantity: '1', price: 80_000 })).toBeCloseTo(-10, 8);
    expect(equityChange({ instrument: 'BTC-75-P-COIN', quantity: '10', price: 0.05 })).toBeCloseTo(-0.02 * 80_000, 6);
    const coinGain = 1_000 * 10 * (1 / 80_000 - 1 / 80_010);
    expect(equityChange({ instrument: 'BTC-INV', quantity: '1000', price: 80_000 })).toBeCloseTo(coinGain * 80_000, 8);
  });

  it('says whether the book still fits', () => {
    const cash = { ...EMPTY, collateral: [{ asset: 'USD', quantity: '15000', venue: 'main' }] };
    const fits = (quantity: string) =>
      whatIf(cash, [{ instrument: 'BTC-PERP', quantity }])
        .changes.filter(({ method }) => ['delta', 'paradex-style', 'scenario-grid'].includes(method))
        .map((each) => each.fits);
    expect(fits('1')).toEqual([true, true, true]);
    expect(fits('2')).toEqual([false, false, false]);
  });

  it('names a trade in an instrument that the market does not have', () => {
    const subject = { portfolio: EMPTY, market: MARKET, marketDigest: 'mixed' };
    const answer = calculateWhatIf(subject, { trades: [{ instrument: 'NOTHING', quantity: '1' }] });
    expect(answer).toMatchObject({
      ok: false,
      failure: { reason: 'unknown-instrument', errors: [{ pointer: '/trades/0/instrument' }] },
    });
  });
});
