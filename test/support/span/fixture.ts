import type { Outcome } from '../../../shared/foundation/index.ts';
import { chooseMethod, type MarginResult, marginOf } from '../../../shared/margin/index.ts';
import type { Market, QuotedInstrument, Underlying } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { bookOf, valueIn } from '../margins.ts';
import { marketOf, marketSnapshot } from '../markets.ts';

/** The dates on which the synthetic file's contracts end; all have a value factor of 100 but YY's 50. */
const FUTURES = {
  'ZZ-202509': ['ZZ', '2025-09-26'],
  'ZZ-202510': ['ZZ', '2025-10-29'],
  'ZZ-202512': ['ZZ', '2025-12-29'],
  'ZZ-202602': ['ZZ', '2026-02-25'],
  'YY-202512': ['YY', '2025-12-29'],
} as const;
const OPTIONS = ['C-3600', 'C-3800', 'P-3600', 'P-3200'] as const;

const SPAN_INSTRUMENTS: readonly QuotedInstrument[] = [
  ...Object.entries(FUTURES).map(
    ([id, [underlying, date]]): QuotedInstrument => ({
      id,
      kind: 'future',
      underlying,
      expiry: `${date}T18:30:00Z`,
      multiplier: underlying === 'ZZ' ? 100 : 50,
      lotSize: 1,
      mark: underlying === 'ZZ' ? 3640 : 95.5,
    }),
  ),
  ...OPTIONS.map(
    (name): QuotedInstrument => ({
      id: `OZ-202512-${name}`,
      kind: 'option',
      underlying: 'ZZ',
      expiry: '2025-11-24T18:30:00Z',
      strike: Number(name.slice(2)),
      right: name.startsWith('C') ? 'call' : 'put',
      multiplier: 100,
      lotSize: 1,
      impliedVol: 0.15,
      mark: { 'C-3600': 120, 'C-3800': 45, 'P-3600': 95, 'P-3200': 1.5 }[name],
    }),
  ),
];

/** The market beside the synthetic file. */
export const SPAN_MARKET = marketSnapshot({
  asOf: '2025-09-12T19:00:00Z',
  underlyings: [
    { id: 'ZZ', price: 3600, assetClass: 'commodity', rate: 0.04, dividendYield: 0 },
    { id: 'YY', price: 95, assetClass: 'commodity', rate: 0.04, dividendYield: 0 },
  ],
  instruments: SPAN_INSTRUMENTS,
});

export function spanMarket(
  instruments: readonly QuotedInstrument[] = SPAN_INSTRUMENTS,
  underlyings: readonly Underlying[] = SPAN_MARKET.underlyings,
): Market {
  return marketOf({ ...SPAN_MARKET, instruments, underlyings });
}

/** @throws Error when the book doesn't read or the method fails */
export function spanMargin(
  quantities: Readonly<Record<string, number>>,
  parameters: Readonly<Record<string, unknown>>,
  market = spanMarket(),
): MarginResult {
  return valueIn(trySpanMargin(quantities, parameters, market));
}

export function trySpanMargin(
  quantities: Readonly<Record<string, number>>,
  parameters: Readonly<Record<string, unknown>>,
  market = spanMarket(),
): Outcome<MarginResult> {
  const method = chooseMethod({ id: 'span-style', parameters }, '/methods/0');
  return method.ok ? marginOf(bookOf(portfolioOf(quantities), market), method.value) : method;
}

export function portfolioOf(quantities: Readonly<Record<string, number>>): Portfolio {
  return {
    baseCurrency: 'USD',
    positions: Object.entries(quantities).map(([instrument, quantity]) => ({
      instrument,
      quantity: String(quantity),
      venue: 'main',
    })),
    collateral: [],
    orders: [],
  };
}
