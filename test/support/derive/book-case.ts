import type { MarketSnapshot, QuotedInstrument } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { black76Value } from '../../../shared/pricing/index.ts';
import { instrument, marketSnapshot } from '../markets.ts';
import { AS_OF, after } from './instants.ts';

/** What the venue's older suites state of a market and an account, in plain numbers. */
export type BookCase = {
  readonly underlyings: readonly {
    id: string;
    spot: number;
    spotConfidence: number;
    perpetual: number;
    perpetualConfidence: number;
  }[];
  readonly expiries: readonly {
    underlying: string;
    seconds: number;
    forward: number;
    rate: number;
    forwardConfidence: number;
    rateConfidence: number;
    /** what has been fixed of the settlement price, as the average so far and its weight */
    settled: { average: number; fraction: number } | null;
  }[];
  /** held or only in the feed (amount 0) */
  readonly options: readonly {
    underlying: string;
    seconds: number;
    strike: number;
    right: 'call' | 'put';
    vol: number;
    confidence: number;
    amount: number;
  }[];
  readonly perpetuals: readonly { underlying: string; amount: number; gain: number }[];
  readonly bases: readonly { underlying: string; amount: number }[];
  readonly cash: number;
  readonly stablePrice: number;
};

/** The venue's older managers take the stable coin for a dollar; its price only matters for the peg. */
const CASH = 'USD';

export function bookMarket(each: BookCase): MarketSnapshot {
  return marketSnapshot({
    asOf: AS_OF,
    baseCurrency: CASH,
    underlyings: each.underlyings.map(({ id, spot, spotConfidence }) => ({
      id,
      price: spot,
      assetClass: 'crypto-major',
      rate: 0,
      dividendYield: 0,
      confidence: spotConfidence,
    })),
    expiries: each.expiries.map(({ seconds, settled, ...expiry }) => ({
      ...expiry,
      expiry: after(seconds),
      settlementAverage: settled?.average ?? null,
    })),
    instruments: [...each.underlyings.map(perpetualOf), ...each.options.map((_, i) => optionOf(each, i))],
    currencies: [{ id: 'USDC', price: each.stablePrice }],
  });
}

export function bookPortfolio({ options, perpetuals, bases, cash, ...rest }: BookCase): Portfolio {
  const prices = new Map(rest.underlyings.map(({ id, perpetual }) => [id, perpetual]));
  return {
    baseCurrency: CASH,
    positions: [
      ...perpetuals.map(({ underlying, amount, gain }) => ({
        instrument: `${underlying}-PERP`,
        quantity: String(amount),
        averagePrice: String(prices.get(underlying)),
        unrealisedFunding: String(gain),
        venue: 'main',
      })),
      ...options.flatMap(({ amount }, i) =>
        amount === 0 ? [] : [{ instrument: `OPTION-${i}`, quantity: String(amount), venue: 'main' }],
      ),
    ],
    collateral: [
      { asset: CASH, quantity: String(cash), venue: 'main' },
      ...bases.map(({ underlying, amount }) => ({ asset: underlying, quantity: String(amount), venue: 'main' })),
    ],
    orders: [],
  };
}

function perpetualOf({ id, perpetual, perpetualConfidence }: BookCase['underlyings'][number]): QuotedInstrument {
  return instrument({
    id: `${id}-PERP`,
    kind: 'perpetual',
    underlying: id,
    mark: perpetual,
    confidence: perpetualConfidence,
  });
}

/** The API takes no quote below this but 0. */
const LEAST_QUOTE = 1e-12;

/** Marked by the venue's own model: Black-76 without discount, on a forward that is in part settled. */
function optionOf({ options, expiries }: BookCase, i: number): QuotedInstrument {
  const { underlying, seconds, strike, right, vol, confidence } = options[i]!;
  const expiry = expiries.find((each) => each.underlying === underlying && each.seconds === seconds)!;
  const { average, fraction } = expiry.settled ?? { average: 0, fraction: 0 };
  const forward = expiry.forward * (1 - fraction) + average * fraction;
  const terms = { type: right, strike, timeYears: seconds / 31_536_000, volAnnual: vol, discount: 1 };
  const mark = black76Value({ ...terms, forward });
  return instrument({
    id: `OPTION-${i}`,
    kind: 'option',
    underlying,
    expiry: after(seconds),
    strike,
    right,
    impliedVol: vol,
    confidence,
    mark: mark < LEAST_QUOTE ? 0 : mark,
  });
}
