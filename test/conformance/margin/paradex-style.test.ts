import { afterAll, describe, expect, it } from 'vitest';
import { chooseMethod, type MarginResult, marginOf } from '../../../shared/margin/index.ts';
import type { QuotedInstrument } from '../../../shared/market/index.ts';
import type { OpenOrder, Portfolio } from '../../../shared/portfolio/index.ts';
import { readBook } from '../../../shared/risk/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { marketOf, marketSnapshot } from '../../support/markets.ts';
import { ownVectors } from '../../support/vectors.ts';

type Leg = { market: string; side: 'BUY' | 'SELL'; size: number; price?: number };
type Quote = {
  mark_price: number;
  mark_iv: number | null;
  underlying_price: number;
  funding_rate: number;
  interest_rate: number;
  fee_rate: number;
};
type Case = {
  name: string;
  now: string;
  positions: Leg[];
  orders: Leg[];
  market_data: Record<string, Quote>;
  expected: Record<string, number> & { worst_scenario: [number, number, number] };
};

const CASES = (JSON.parse(ownVectors('margin/paradex/pm_vectors_generated.json')) as { cases: Case[] }).cases;

const RECORD = {
  method: 'paradex-style',
  set: "portfolio margin of the venue's engine",
  unit: 'USD',
  tolerance: "0.03 USD or 2e-5: the venue's normal cdf is Abramowitz–Stegun 7.1.26",
  source: 'tradeparadex/paradex-py @334a7f8 (MIT), run on our own inputs',
};

describe("paradex-style reproduces the venue's own engine", () => {
  it('reads all 20 portfolios', () => expect(CASES).toHaveLength(20));

  let largestError = 0;
  let cases = 0;
  afterAll(() => {
    if (cases === CASES.length) recordConformance({ ...RECORD, cases, largestError });
  });

  it.each(CASES.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const margin = marginOfCase(each);
    const { expected } = each;
    expectNear(margin.initial, expected['IMR']!);
    expectNear(margin.maintenance, expected['MMR']!);
    expectNear(component(margin, 'scan').initial, expected['worst_loss']!);
    expectNear(component(margin, 'min-delta').initial, expected['delta_min']!);
    expectNear(component(margin, 'funding').initial, expected['fund_p']!);
    expectNear(component(margin, 'fees').initial, expected['fee_provision_imr']!);
    expectNear(component(margin, 'fees').maintenance, expected['fee_provision_mmr']!);
    if (component(margin, 'scan').counted) {
      const [spotShockFraction, volShockFraction] = expected.worst_scenario;
      const binding = margin.scenarios.filter((row) => margin.bindingScenarios.some((bound) => bound.id === row.id));
      expect(binding).toContainEqual(expect.objectContaining({ spotShockFraction, volShockFraction }));
    }
    cases += 1;
    largestError = Math.max(largestError, Math.abs(margin.initial - expected['IMR']!));
    largestError = Math.max(largestError, Math.abs(margin.maintenance - expected['MMR']!));
  });

  it('explains each margin: contributions and unallocated add up', () => {
    for (const each of CASES) {
      const margin = marginOfCase(each);
      const sum = margin.contributions.reduce((total, { amount }) => total + amount, margin.unallocated);
      expect(Math.abs(sum - margin.initial)).toBeLessThanOrEqual(1e-12 * Math.abs(margin.initial));
    }
  });
});

/** The tolerance of the vectors: the vendor's normal cdf is an approximation. */
function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.max(2e-5 * Math.abs(expected), 0.03));
}

function component(margin: MarginResult, id: string) {
  return margin.components.find((each) => each.id === id)!;
}

function marginOfCase(each: Case): MarginResult {
  const quotes = Object.entries(each.market_data);
  const [, first] = quotes[0]!;
  const market = marketOf(
    marketSnapshot({
      asOf: each.now.replace('+00:00', 'Z'),
      underlyings: [
        {
          id: 'BTC',
          price: first.underlying_price,
          assetClass: 'crypto-major',
          rate: first.interest_rate,
          dividendYield: 0,
        },
      ],
      instruments: quotes.map(([id, quote]) => instrumentOf(id, quote)),
    }),
  );
  const portfolio: Portfolio = {
    baseCurrency: 'USD',
    positions: each.positions.map((leg) => ({
      instrument: leg.market,
      quantity: String(leg.side === 'BUY' ? leg.size : -leg.size),
      venue: 'main',
    })),
    collateral: [],
    orders: each.orders.map(orderOf),
  };
  const book = readBook(portfolio, market);
  const method = chooseMethod({ id: 'paradex-style', version: '2026-04-22' }, '/methods/0');
  if (!book.ok || !method.ok) throw new Error('case does not read');
  const margin = marginOf(book.value, method.value);
  if (!margin.ok) throw new Error(margin.failure.detail);
  return margin.value;
}

function orderOf(leg: Leg): OpenOrder {
  const side = leg.side === 'BUY' ? 'buy' : 'sell';
  return { instrument: leg.market, side, quantity: String(leg.size), price: leg.price!, venue: 'main' };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `BTC-USD-8MAY26-80000-C` expires at 08:00 UTC. */
function instrumentOf(id: string, quote: Quote): QuotedInstrument {
  const common = {
    id,
    underlying: 'BTC',
    multiplier: 1,
    lotSize: 0.001,
    mark: quote.mark_price,
    feeFraction: quote.fee_rate,
  };
  const parts = /^BTC-USD-(\d+)([A-Z]{3})(\d\d)-(\d+)-([CP])$/.exec(id);
  if (parts === null) return { ...common, kind: 'perpetual', fundingRate: quote.funding_rate };
  const [, day, month, year, strike, right] = parts;
  const monthNumber = String(MONTHS.indexOf(month!) + 1).padStart(2, '0');
  return {
    ...common,
    kind: 'option',
    expiry: `20${year}-${monthNumber}-${day!.padStart(2, '0')}T08:00:00Z`,
    strike: Number(strike),
    right: right === 'C' ? 'call' : 'put',
    impliedVol: quote.mark_iv!,
  };
}
