import { describe, expect, it } from 'vitest';
import { recordConformance } from '../../support/conformance-record.ts';
import { AS_OF, after } from '../../support/derive/instants.ts';
import { marginOfCase } from '../../support/derive/margin-of-case.ts';
import { instrument, marketSnapshot } from '../../support/markets.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type Example = { readonly id: string; readonly expected: { readonly IM: number; readonly MM: number } };

const DOCS = sharedVectors('margin/derive/docs_worked_examples.json');

const MONTH_SECONDS = 30 * 86_400;

/** The documentation's prices: one ETH expiry with the mark of the short call, and a BTC perpetual. */
function market(ethPrice: number, calls: readonly { strike: number; mark: number }[], doubts: Doubts) {
  return marketSnapshot({
    asOf: AS_OF,
    underlyings: [
      { id: 'ETH', price: ethPrice, assetClass: 'crypto-major', rate: 0, dividendYield: 0 },
      { id: 'BTC', price: 28_000, assetClass: 'crypto-major', rate: 0, dividendYield: 0 },
    ],
    expiries: [{ underlying: 'ETH', expiry: after(MONTH_SECONDS), forward: ethPrice * 1.0024 }],
    instruments: [
      ...calls.map(({ strike, mark }) =>
        instrument({
          id: `ETH-${strike}-C`,
          kind: 'option',
          underlying: 'ETH',
          expiry: after(MONTH_SECONDS),
          strike,
          right: 'call',
          impliedVol: 0.6,
          mark,
        }),
      ),
      instrument({
        id: 'BTC-PERP',
        kind: 'perpetual',
        underlying: 'BTC',
        mark: 28_000,
        confidence: doubts.perpetualConfidence,
      }),
    ],
    currencies: [{ id: 'USDC', price: doubts.stablePrice }],
  });
}

type Doubts = { readonly perpetualConfidence: number; readonly stablePrice: number };
const NONE: Doubts = { perpetualConfidence: 1, stablePrice: 1 };

/** Longs count nothing, so the mark of the long call is of no matter. */
const SPREADS = { 'ETH-1700-C': -8, 'ETH-1900-C': 8 };
const SPREAD_CALLS = [
  { strike: 1700, mark: 425 },
  { strike: 1900, mark: 260 },
];

/** Each example by its id; the third and fourth go on with the spreads of the second. Cash is what an account holds with the marks taken out. */
const BOOKS = {
  'SRM-1': { prices: market(1900, [{ strike: 1800, mark: 120 }], NONE), held: { 'ETH-1800-C': -3 }, cash: 2000 },
  'SRM-2': { prices: market(2100, SPREAD_CALLS, NONE), held: SPREADS, cash: 2000 },
  'SRM-3': { prices: market(2100, SPREAD_CALLS, NONE), held: { ...SPREADS, 'BTC-PERP': 7 }, cash: 25_000 },
  'SRM-4': {
    prices: market(2100, SPREAD_CALLS, { perpetualConfidence: 0.5, stablePrice: 0.7 }),
    held: { ...SPREADS, 'BTC-PERP': 7 },
    cash: 25_000,
  },
} as const;

/** Of the configuration, as in the documentation when it was read. */
const PERPETUALS = [{ underlyings: ['BTC', 'ETH'], maintenanceFraction: 0.065, initialFraction: 0.1 }];

function excessOf(id: keyof typeof BOOKS) {
  const { prices, held, cash } = BOOKS[id];
  const portfolio = {
    baseCurrency: 'USD',
    positions: Object.entries(held).map(([name, quantity]) => ({
      instrument: name,
      quantity: String(quantity),
      averagePrice: '28000',
      venue: 'main',
    })),
    collateral: [{ asset: 'USD', quantity: String(cash), venue: 'main' }],
    orders: [],
  };
  const selection = { id: 'derive-standard-style', parameters: { perpetuals: PERPETUALS } };
  return marginOfCase(prices, portfolio, selection).excess;
}

describe("derive-standard-style reproduces the documentation's worked examples", () => {
  it.skipIf(DOCS === null)('of standard margin, all four', () => {
    const examples = (JSON.parse(DOCS!) as { cases: Example[] }).cases.filter(({ id }) => id in BOOKS);
    const errors = examples.map(({ id, expected }) => {
      const excess = excessOf(id as keyof typeof BOOKS);
      return Math.max(Math.abs(excess.initial - expected.IM), Math.abs(excess.maintenance - expected.MM));
    });
    const largestError = Math.max(...errors);
    expect(errors).toHaveLength(4);
    expect(largestError).toBeLessThanOrEqual(1e-6);
    recordConformance({
      method: 'derive-standard-style',
      set: 'documented examples',
      cases: errors.length,
      largestError,
      unit: 'USD',
      tolerance: '1e-6',
      source: 'docs.derive.xyz (beside the repository)',
    });
  });
});
