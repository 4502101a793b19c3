import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseMethod, type MethodSelection, marginOf } from '../../../shared/margin/index.ts';
import type { Market } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { evaluate, graphOf, valueOf } from '../../../shared/requirement/index.ts';
import { linesByHolding, quantitiesOf, selectLines } from '../../../shared/risk/index.ts';
import { EQUITY_MARKET } from '../../support/equity-market.ts';
import { bookOf, scaleOf, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';

/** Variants that the laws of random books, which ask each method at its defaults, don't reach. */
const CROSS: MethodSelection = {
  id: 'deribit-style',
  parameters: {
    mode: 'cross',
    assumed: {
      minVolUpAnnual: 0.4,
      annualisedMoveRiskFraction: 0.1,
      pnlOffsetFraction: 0.5,
      maxOffsetablePnlUsd: 30_000,
      deltaShockPerCoin: 0.001,
      deltaShockThresholdUsd: 100_000,
      maxDeltaShockFraction: 0.1,
    },
  },
};
const TIMS: MethodSelection = {
  id: 'tims-style',
  parameters: {
    productGroups: [
      { id: 'indices', classGroups: ['SPX', 'NDX', 'INVERSE'], offsetFraction: 0.9 },
      { id: 'shares', classGroups: ['IBM', 'XYZ', 'DOUBLE'], offsetFraction: 0.5 },
    ],
    portfolioGroups: [{ id: 'all', productGroups: ['indices', 'shares'], offsetFraction: 0.3 }],
  },
};

const EQUITY_IDS = EQUITY_MARKET.instruments.map(({ id }) => id).filter((id) => id !== 'BTC-shares');
const equities = fc
  .uniqueArray(fc.record({ id: fc.constantFrom(...EQUITY_IDS), size: fc.integer({ min: -40, max: 40 }) }), {
    maxLength: 8,
    selector: (each) => each.id,
  })
  .map((held): Portfolio => {
    const positions = held.map(({ id, size }) => ({ instrument: id, quantity: String(size), venue: 'main' }));
    return { baseCurrency: 'USD', positions, collateral: [], orders: [] };
  });
const coins = randomBook({ orders: true, assets: true }).map((each) => {
  return { ...each, positions: each.positions.filter(isListed), orders: each.orders.filter(isListed) };
});

/** The venue has no parameters of SOL. */
function isListed({ instrument }: { readonly instrument: string }): boolean {
  return !instrument.startsWith('SOL');
}

function apart(portfolio: Portfolio, market: Market, selection: MethodSelection): number {
  const { formulate } = valueIn(chooseMethod(selection, ''));
  const book = bookOf(portfolio, market);
  return [...linesByHolding(book).values()].reduce((total, lines) => {
    const alone = selectLines(book, lines);
    const { initial } = valueIn(formulate(alone));
    return total + valueOf(evaluate(graphOf([initial]), quantitiesOf(alone)), initial);
  }, 0);
}

describe('standalone read off the whole book', () => {
  it.each([
    ['deribit-style (cross)', CROSS, coins, marketOf(MIXED_MARKET)],
    ['tims-style', TIMS, equities, marketOf(EQUITY_MARKET)],
  ] as const)('is what the holdings need formulated by themselves: %s', (_, selection, books, market) => {
    let offsets = 0;
    fc.assert(
      fc.property(books, (portfolio) => {
        const result = valueIn(marginOf(bookOf(portfolio, market), valueIn(chooseMethod(selection, ''))));
        const expected = apart(portfolio, market, selection);
        expect(Math.abs(result.standalone - expected)).toBeLessThanOrEqual(1e-12 * scaleOf(result));
        if (result.offset > 1) offsets++;
      }),
      { numRuns: 100 },
    );
    expect(offsets).toBeGreaterThan(20);
  });
});
