import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarginResult } from '../../shared/margin/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import type { MarginAnswer } from '../../shared/usecases/index.ts';
import { marginUnder, scaleOf } from '../support/margins.ts';
import { marketOf } from '../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../support/mixed-market.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();

const MARKET = marketOf(MIXED_MARKET);
/** Held books: an order needs only what it would lose, which may be next to nothing, so its error is no part of that. */
const ANY = randomBook({ orders: false, assets: true });
const CROSS_TERMS = ['vanna', 'volga', 'charm'];
/** Moves under 2 %, of a vol point, over a day. */
const SMALL = {
  spotShockFractions: [-0.0199, -0.01, 0, 0.01, 0.0199],
  volShockPoints: [-0.01, 0, 0.01],
  daysForward: [0, 1],
};
/** Of the sum of what the holdings need apart: with all second-order terms, and with delta, gamma, vega and theta alone. */
const TOLERANCE = { withCrossTerms: 0.02, without: 0.1 };

function greeks(portfolio: Portfolio, box: typeof SMALL, crossTerms: readonly string[]): MarginResult {
  return marginUnder(portfolio, MARKET, { id: 'greeks', parameters: { box, crossTerms } });
}

/** The same shocks by full revaluation. */
function revalued(portfolio: Portfolio, box: typeof SMALL): MarginResult {
  const scenarios = box.spotShockFractions.flatMap((spotShockFraction) =>
    box.volShockPoints.flatMap((volShockPoints) =>
      box.daysForward.map((daysForward) => ({ spotShockFraction, volShockPoints, daysForward })),
    ),
  );
  return marginUnder(portfolio, MARKET, { id: 'scenario-grid', parameters: { scenarios, pooling: 'underlying' } });
}

function errorOf(margin: MarginResult): number {
  return margin.details!['approximationError'] as number;
}

function holding(quantities: Record<string, number>): Portfolio {
  return {
    baseCurrency: 'USD',
    positions: Object.entries(quantities).map(([id, quantity]) => ({
      instrument: id,
      quantity: String(quantity),
      venue: 'main',
    })),
    collateral: [],
    orders: [],
  };
}

/** One move of spot and vol at once. */
function losing(spotShockFraction: number, volShockPoints: number): typeof SMALL {
  return { spotShockFractions: [spotShockFraction], volShockPoints: [volShockPoints], daysForward: [0] };
}

describe('3 Greeks Based Portfolio Margin', () => {
  it('agrees with full revaluation for shocks under 2 %, and says by how much it differs', () => {
    const largest = { withCrossTerms: 0, without: 0 };
    fc.assert(
      fc.property(ANY, (portfolio) => {
        const full = revalued(portfolio, SMALL);
        for (const [name, terms] of [
          ['withCrossTerms', CROSS_TERMS],
          ['without', []],
        ] as const) {
          const margin = greeks(portfolio, SMALL, terms);
          const difference = margin.initial - full.initial;
          expect(Math.abs(difference - errorOf(margin))).toBeLessThanOrEqual(1e-11 * (scaleOf(margin) + scaleOf(full)));
          expect(Math.abs(difference)).toBeLessThanOrEqual(TOLERANCE[name] * full.standalone + 1e-9);
          if (full.standalone > 0) largest[name] = Math.max(largest[name], Math.abs(difference) / full.standalone);
        }
      }),
      { numRuns: 200 },
    );
    console.log(`greeks: 200 books, largest error ${largest.withCrossTerms.toPrecision(2)} of the gross margin`);
    expect(largest.withCrossTerms).toBeGreaterThan(0);
  });

  it.each(['BTC-80-C', 'BTC-70-P', 'BTC-90-C', 'BTC-85-C-COIN', 'BTC-75-P-COIN', 'ETH-2600-C'])(
    'is an expansion of %s to second order: half the moves leave an eighth of the error',
    (id) => {
      for (const quantity of [1, -1]) {
        const direction = id.includes('-P') ? quantity : -quantity;
        const errors = [0.005, 0.0025].map((move) =>
          errorOf(greeks(holding({ [id]: quantity }), losing(direction * move, -quantity * move), CROSS_TERMS)),
        );
        expect(Math.abs(errors[0]! / errors[1]! - 8)).toBeLessThan(0.2);
      }
    },
  );

  it('needs less for a hedged vertical than for its legs', () => {
    const vertical = marginUnder(holding({ 'BTC-80-C': -1, 'BTC-85-C-COIN': 1 }), MARKET, { id: 'greeks' });
    const legs = [{ 'BTC-80-C': -1 }, { 'BTC-85-C-COIN': 1 }].map((leg) =>
      marginUnder(holding(leg), MARKET, { id: 'greeks' }),
    );
    const sum = legs.reduce((total, leg) => total + leg.initial, 0);
    expect(vertical.initial).toBeGreaterThan(0);
    expect(vertical.initial).toBeLessThan(0.6 * sum);
    expect(vertical.standalone).toBeCloseTo(sum, 8);
  });

  it('sees the convexity that net delta does not', () => {
    const straddle = { 'BTC-80-C': -1, 'BTC-80-P': -1 };
    const { initial } = marginUnder(holding(straddle), MARKET, { id: 'greeks' });
    const delta = marginUnder(holding(straddle), MARKET, { id: 'delta' });
    expect(initial).toBeGreaterThan(2 * delta.initial);
  });

  it('is asked for over the API, which carries its error beside the scenario margin of the same moves', async () => {
    const portfolio = holding({ 'BTC-80-C': -3, 'BTC-70-P': -2 });
    const scenarios = SMALL.spotShockFractions.flatMap((spotShockFraction) =>
      SMALL.volShockPoints.flatMap((volShockPoints) =>
        SMALL.daysForward.map((daysForward) => ({ spotShockFraction, volShockPoints, daysForward })),
      ),
    );
    const methods = [
      { id: 'greeks', parameters: { box: SMALL } },
      { id: 'scenario-grid', parameters: { scenarios, pooling: 'underlying' } },
    ];
    const { margins } = await post<MarginAnswer>('/margin', { portfolio, market: MIXED_MARKET, methods });
    const [expanded, full] = [margins[0]!, margins[1]!];
    expect(errorOf(expanded)).not.toBe(0);
    expect(errorOf(expanded)).toBeCloseTo(expanded.initial - full.initial, 8);
  });
});
