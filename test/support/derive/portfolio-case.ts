import type { BookCase } from './book-case.ts';

/** A case of the integer suites: amounts, entry prices and cash in 1e-8, expected margins cut to whole dollars. */
export type PortfolioCase = {
  readonly bases: readonly { amount: number; underlying: string }[];
  readonly cash: number;
  readonly options: readonly {
    amount: number;
    expiry: string;
    strike: number;
    type: 'call' | 'put';
    underlying: string;
  }[];
  readonly perps: readonly { amount: number; entryPrice: number; underlying: string }[];
  readonly results?: { readonly im: number; readonly mm: number };
  readonly result?: { readonly im: number; readonly mm: number };
};

type Underlying = { spot: number; perp: number; forwardOffset: Readonly<Record<string, number>> };

/** The market that the integer suites share, and what single cases have otherwise. */
export type Environment = {
  readonly common: {
    readonly expiryHourUtc: number;
    readonly daysToExpiry: Readonly<Record<string, number>>;
    readonly eth: Underlying;
    readonly btc: Underlying;
    readonly rate: number;
    readonly vol: number;
    readonly stablePrice: number;
  };
} & Readonly<Record<string, { readonly parameters: Readonly<Record<string, unknown>>; readonly overrides: Overrides }>>;

type Overrides = Readonly<Record<string, Override>>;
type Override = {
  readonly stablePrice?: number;
  readonly spot?: number;
  readonly spotConfidence?: number;
  readonly perpConfidence?: number;
  readonly perp?: { price: number; confidence: number };
  readonly optionVols?: readonly {
    underlying?: string;
    expiry: string;
    strike: number;
    vol: number;
    confidence: number;
  }[];
  readonly forwards?: readonly { underlying?: string; expiry: string; offsetFromSpot: number; confidence: number }[];
};

const UNIT = 1e8;
const NAMES = ['eth', 'btc'] as const;

/** Forwards are feeds of their own: they stand on the shared spot price, whatever spot a case has. */
export function bookOfPortfolio(given: PortfolioCase, { common }: Environment, override: Override = {}): BookCase {
  const seconds = (expiry: string) => common.daysToExpiry[expiry]! * 86_400 + common.expiryHourUtc * 3600;
  const spotOf = (name: string) => (name === 'eth' ? (override.spot ?? common.eth.spot) : common.btc.spot);
  const held = given.options.map((option) => ({ ...option, amount: option.amount / UNIT }));
  const feed = (override.optionVols ?? []).map((each) => ({
    amount: 0,
    type: 'call' as const,
    underlying: 'eth',
    ...each,
  }));
  return {
    underlyings: NAMES.map((name) => ({
      id: name,
      spot: spotOf(name),
      spotConfidence: name === 'eth' ? (override.spotConfidence ?? 1) : 1,
      perpetual: name === 'eth' ? (override.perp?.price ?? common.eth.perp) : common.btc.perp,
      perpetualConfidence: name === 'eth' ? (override.perp?.confidence ?? override.perpConfidence ?? 1) : 1,
    })),
    expiries: NAMES.flatMap((name) =>
      Object.keys(common.daysToExpiry).map((expiry) => {
        const stated = override.forwards?.find((each) => each.expiry === expiry && (each.underlying ?? 'eth') === name);
        return {
          underlying: name,
          seconds: seconds(expiry),
          forward: common[name].spot + (stated?.offsetFromSpot ?? common[name].forwardOffset[expiry]!),
          rate: common.rate,
          forwardConfidence: stated?.confidence ?? 1,
          rateConfidence: 1,
          settled: null,
        };
      }),
    ),
    options: [...held, ...feed].map(({ underlying, expiry, strike, type, amount }) => {
      const stated = override.optionVols?.find(
        (each) => each.expiry === expiry && each.strike === strike && (each.underlying ?? 'eth') === underlying,
      );
      return {
        underlying,
        seconds: seconds(expiry),
        strike,
        right: type,
        vol: stated?.vol ?? common.vol,
        confidence: stated?.confidence ?? 1,
        amount,
      };
    }),
    perpetuals: given.perps.map(({ underlying, amount, entryPrice }) => {
      const price = underlying === 'eth' ? (override.perp?.price ?? common.eth.perp) : common.btc.perp;
      return { underlying, amount: amount / UNIT, gain: (amount / UNIT) * (price - entryPrice / UNIT) };
    }),
    bases: given.bases.map(({ underlying, amount }) => ({ underlying, amount: amount / UNIT })),
    cash: given.cash / UNIT,
    stablePrice: override.stablePrice ?? common.stablePrice,
  };
}
