import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import {
  type Book,
  deltaOfLine,
  type Greek,
  gainsMatrix,
  greeksPerContract,
  underlyingOf,
  underlyingPrice,
} from '../../../shared/risk/index.ts';
import type { Shock } from '../../../shared/scenarios/index.ts';
import { bookOf } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';

const MARKET = marketOf(MIXED_MARKET);
const UNDERLYINGS = ['BTC', 'ETH'];
const BASES = ['USD', 'EUR'];
const HELD = randomBook({ orders: false, assets: true });

/** P&L of each line of the book when one underlying is shocked and the others stand still. */
function gainsOf(book: Book, shocks: readonly Shock[], underlying: string): number[][] {
  const scenarios = shocks.map((shock, k) => ({
    id: String(k),
    spotShockFraction: 0,
    weight: 1,
    underlyings: { [underlying]: shock },
  }));
  const lines = [...book.lines.keys()];
  const { rowOf, matrix } = gainsMatrix(book, lines, { scenarios, volRule: { kind: 'flat' } }, { start: 'model' });
  const width = shocks.length;
  return lines.map((i) => {
    const row = rowOf.get(i)! * width;
    return Array.from(matrix.subarray(row, row + width), (gain) => gain * book.lines[i]!.quantity);
  });
}

const H = 1e-3;
const STEPS = [-2, -1, 0, 1, 2];

/** Five-point central differences: error of the fourth order in the step. */
function firstDerivative([a, b, , d, e]: readonly number[]): number {
  return (a! - 8 * b! + 8 * d! - e!) / (12 * H);
}

function secondDerivative([a, b, c, d, e]: readonly number[]): number {
  return (-a! + 16 * b! - 30 * c! + 16 * d! - e!) / (12 * H * H);
}

function sums(perLine: readonly number[][]): number[] {
  return STEPS.map((_, k) => perLine.reduce((total, gains) => total + gains[k]!, 0));
}

/** A perpetual's delta is that of the coin by definition, its P&L that of its mark: the basis between them is left out. */
function withoutPerpetuals(portfolio: Portfolio, baseCurrency: string): Portfolio {
  return {
    ...portfolio,
    baseCurrency,
    positions: portfolio.positions.filter((each) => !each.instrument.endsWith('-PERP')),
  };
}

function greekOf(book: Book, underlying: string, greek: Greek): { total: number; gross: number } {
  const terms = book.lines.flatMap((line) => {
    if (underlyingOf(book, line) !== underlying) return [];
    if (line.kind === 'position') return [line.quantity * greeksPerContract(book, line.contract.instrument.id)[greek]];
    return greek === 'delta' ? [line.quantity * deltaOfLine(book, line)] : [];
  });
  return {
    total: terms.reduce((total, each) => total + each, 0),
    gross: terms.reduce((total, each) => total + Math.abs(each), 0),
  };
}

describe('Greeks of a book', () => {
  const cases = fc.tuple(HELD, fc.constantFrom(...BASES), fc.constantFrom(...UNDERLYINGS));

  it('delta is the slope of the P&L in spot', () => {
    let seen = 0;
    fc.assert(
      fc.property(cases, ([portfolio, base, underlying]) => {
        const book = bookOf(withoutPerpetuals(portfolio, base), MARKET);
        const gains = gainsOf(
          book,
          STEPS.map((k) => ({ spotShockFraction: k * H })),
          underlying,
        );
        const { total, gross } = greekOf(book, underlying, 'delta');
        const slope = firstDerivative(sums(gains)) / underlyingPrice(book, underlying);
        expect(Math.abs(slope - total)).toBeLessThanOrEqual(1e-6 * gross);
        if (gross > 0) seen += 1;
      }),
      { numRuns: 200 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  it('gamma is its curvature, and 0 where nothing is an option', () => {
    let seen = 0;
    fc.assert(
      fc.property(cases, ([portfolio, base, underlying]) => {
        const book = bookOf(withoutPerpetuals(portfolio, base), MARKET);
        const spot = underlyingPrice(book, underlying);
        const gains = gainsOf(
          book,
          STEPS.map((k) => ({ spotShockFraction: k * H })),
          underlying,
        );
        const { total, gross } = greekOf(book, underlying, 'gamma');
        const rounding = (1e-8 * greekOf(book, underlying, 'delta').gross) / spot;
        expect(Math.abs(secondDerivative(sums(gains)) / spot ** 2 - total)).toBeLessThanOrEqual(
          1e-6 * gross + rounding,
        );
        if (gross > 0) seen += 1;
      }),
      { numRuns: 200 },
    );
    expect(seen).toBeGreaterThan(80);
  });

  it('vega and volga are slope and curvature in vol', () => {
    fc.assert(
      fc.property(cases, ([portfolio, base, underlying]) => {
        const book = bookOf({ ...portfolio, baseCurrency: base }, MARKET);
        const shocks = STEPS.map((k) => ({ spotShockFraction: 0, volShockPoints: k * H }));
        const values = sums(gainsOf(book, shocks, underlying));
        const [vega, volga] = [greekOf(book, underlying, 'vega'), greekOf(book, underlying, 'volga')];
        expect(Math.abs(firstDerivative(values) - vega.total)).toBeLessThanOrEqual(1e-6 * vega.gross);
        expect(Math.abs(secondDerivative(values) - volga.total)).toBeLessThanOrEqual(1e-6 * (volga.gross + vega.gross));
      }),
      { numRuns: 150 },
    );
  });

  it('theta is the slope in time, vanna the slope of delta in vol', () => {
    fc.assert(
      fc.property(cases, ([portfolio, base, underlying]) => {
        const book = bookOf(withoutPerpetuals(portfolio, base), MARKET);
        const days = sums(
          gainsOf(
            book,
            STEPS.map((k) => ({ spotShockFraction: 0, daysForward: 365 * k * H })),
            underlying,
          ),
        );
        const theta = greekOf(book, underlying, 'theta');
        expect(Math.abs(firstDerivative(days) - theta.total)).toBeLessThanOrEqual(1e-5 * theta.gross);

        const slopeAt = (volShockPoints: number) =>
          firstDerivative(
            sums(
              gainsOf(
                book,
                STEPS.map((k) => ({ spotShockFraction: k * H, volShockPoints })),
                underlying,
              ),
            ),
          );
        const slopes = STEPS.map((k) => slopeAt(k * H));
        const [vanna, delta] = [greekOf(book, underlying, 'vanna'), greekOf(book, underlying, 'delta')];
        const slope = firstDerivative(slopes) / underlyingPrice(book, underlying);
        expect(Math.abs(slope - vanna.total)).toBeLessThanOrEqual(1e-6 * (vanna.gross + delta.gross));
      }),
      { numRuns: 60 },
    );
  });
});

describe('inverse contracts', () => {
  it('gain in money what they gain in coin at the new price, and what the coins already there gain', () => {
    const ids = ['BTC-85-C-COIN', 'BTC-75-P-COIN', 'BTC-INV'];
    const held = (baseCurrency: string): Portfolio => ({
      baseCurrency,
      positions: ids.map((instrument) => ({ instrument, quantity: '1', venue: 'main' })),
      collateral: [],
      orders: [],
    });
    const [money, coin] = ['USD', 'BTC'].map((base) => bookOf(held(base), MARKET)) as [Book, Book];
    fc.assert(
      fc.property(
        fc.double({ min: -0.9, max: 5, noNaN: true }),
        fc.double({ min: -0.5, max: 2, noNaN: true }),
        (s, v) => {
          const shocks = [{ spotShockFraction: s, volShockFraction: v }];
          const [dollars, coins] = [money, coin].map((book) => gainsOf(book, shocks, 'BTC')) as [
            number[][],
            number[][],
          ];
          for (const [i, id] of ids.entries()) {
            const { model } = money.valuations.get(id)!;
            const worth = id === 'BTC-INV' ? 0 : model;
            const expected = coins[i]![0]! * 80_000 * (1 + s) + worth * 80_000 * s;
            expect(Math.abs(dollars[i]![0]! - expected)).toBeLessThanOrEqual(
              1e-9 * (1 + Math.abs(expected) + 80_000 * worth),
            );
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
