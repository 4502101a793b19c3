import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../../shared/exposure/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { GREEKS } from '../../../shared/risk/index.ts';
import { bookOf } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';

const MARKET = marketOf(MIXED_MARKET);
const ANY = randomBook({ orders: true, assets: true });
const RUNS = { numRuns: 200 };

function exposure(portfolio: Portfolio) {
  return exposureOf(bookOf(portfolio, MARKET));
}

function near(actual: number, expected: number, gross: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * (gross + Math.abs(expected)));
}

describe('exposure of random books', () => {
  it('has cells that add up to the underlyings, and underlyings that add up to the total, in money', () => {
    fc.assert(
      fc.property(ANY, (portfolio) => {
        const { cells, byUnderlying, total } = exposure(portfolio);
        for (const greek of GREEKS) {
          for (const each of byUnderlying) {
            const own = cells.filter((cell) => cell.underlying === each.underlying);
            const gross = own.reduce((sum, cell) => sum + Math.abs(cell.raw[greek]), 0);
            near(
              own.reduce((sum, cell) => sum + cell.raw[greek], 0),
              each.raw[greek],
              gross,
            );
          }
          const gross = cells.reduce((sum, cell) => sum + Math.abs(cell.cash[greek]), 0);
          near(
            cells.reduce((sum, cell) => sum + cell.cash[greek], 0),
            total.cash[greek],
            gross,
          );
        }
        const gross = cells.reduce((sum, cell) => sum + Math.abs(cell.gammaExposure), 0);
        near(
          cells.reduce((sum, cell) => sum + cell.gammaExposure, 0),
          total.gammaExposure,
          gross,
        );
        for (const { cash, gammaExposure: each } of cells) expect(each).toBeCloseTo(cash.gamma / 100, 5);
      }),
      RUNS,
    );
  });

  it('has one cell for each underlying, expiry and venue, in that order', () => {
    fc.assert(
      fc.property(ANY, (portfolio) => {
        const keys = exposure(portfolio).cells.map(({ underlying, expiry, venue }) =>
          [underlying, expiry ?? '', venue].join(' '),
        );
        expect(keys).toEqual([...new Set(keys)].toSorted());
      }),
      RUNS,
    );
  });

  it('does not change by underlying when a holding moves to another venue', () => {
    fc.assert(
      fc.property(ANY, fc.nat(), (portfolio, choice) => {
        fc.pre(portfolio.positions.length > 0);
        const chosen = choice % portfolio.positions.length;
        const positions = portfolio.positions.map((each, i) => (i === chosen ? { ...each, venue: 'third' } : each));
        const [before, after] = [portfolio, { ...portfolio, positions }].map((each) => exposure(each).byUnderlying);
        expect(after!.map((each) => each.underlying)).toEqual(before!.map((each) => each.underlying));
        for (const [i, { raw }] of before!.entries()) {
          const gross = portfolio.positions.length * 80 * 10;
          for (const greek of GREEKS) {
            const scale = Math.abs(raw[greek]) + (greek === 'delta' ? gross : gross * 1e5);
            expect(Math.abs(after![i]!.raw[greek] - raw[greek])).toBeLessThanOrEqual(1e-12 * scale);
          }
        }
      }),
      RUNS,
    );
  });

  it('does not see open orders', () => {
    fc.assert(
      fc.property(ANY, (portfolio) => {
        expect(exposure(portfolio)).toEqual(exposure({ ...portfolio, orders: [] }));
      }),
      RUNS,
    );
  });
});
