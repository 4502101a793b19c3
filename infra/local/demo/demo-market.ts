import { requireThat } from '../../../shared/foundation/index.ts';
import type { MarketSnapshot, QuotedInstrument, Underlying } from '../../../shared/market/index.ts';
import { exp, log } from '../../../shared/numerics/index.ts';
import { black76Value } from '../../../shared/pricing/index.ts';
import { cryptoExpiriesMs, equityExpiriesMs, expiryName } from './expiries.ts';
import { demoHistory } from './price-history.ts';
import { quoteDeltaOne, quoteOption, roundTo } from './quotes.ts';
import { listStrikes } from './strikes.ts';
import { DEMO_UNDERLYINGS, type DemoUnderlying } from './venue.ts';
import { impliedVolAnnual } from './vol-surface.ts';

export const DEMO_MARKET_ID = 'demo';
/** The instant of the market that `npm start` loads: every run shows the same figures. */
export const DEMO_AS_OF = '2026-03-02T10:00:00Z';

const YEAR_MS = 365 * 86_400_000;

/**
 * An invented market: forwards carried at a stated rate and yield, F = S·e^((r−q)·T), options marked by Black-76 on the
 * stated surface (vol-surface.ts), two years of closes behind it (price-history.ts). Equal instants give equal bytes.
 */
export function demoMarket(asOf: string): MarketSnapshot {
  const asOfMs = Date.parse(asOf);
  requireThat(Number.isFinite(asOfMs), 'an ISO-8601 instant', { asOf });
  return {
    asOf: new Date(asOfMs).toISOString(),
    baseCurrency: 'USD',
    underlyings: DEMO_UNDERLYINGS.map(describeUnderlying),
    expiries: DEMO_UNDERLYINGS.flatMap((each) =>
      expiriesMs(each, asOfMs).map((expiryMs) => expiryPoint(each, asOfMs, expiryMs)),
    ),
    instruments: DEMO_UNDERLYINGS.flatMap((each) => deltaOne(each, asOfMs).concat(options(each, asOfMs))),
    currencies: [{ id: 'USDC', price: 1 }],
    history: demoHistory(asOfMs),
  };
}

function describeUnderlying({ id, assetClass, price, rate, dividendYield, surface }: DemoUnderlying): Underlying {
  return { id, price, assetClass, rate, dividendYield, volAnnual: roundTo(Math.sqrt(surface.varianceNow), 0.0001) };
}

function expiriesMs({ assetClass, optionExpiries }: DemoUnderlying, asOfMs: number): number[] {
  return assetClass === 'crypto-major'
    ? cryptoExpiriesMs(asOfMs, optionExpiries)
    : equityExpiriesMs(asOfMs, optionExpiries);
}

function expiryPoint(underlying: DemoUnderlying, asOfMs: number, expiryMs: number) {
  const forward = forwardOf(underlying, (expiryMs - asOfMs) / YEAR_MS);
  return { underlying: underlying.id, expiry: new Date(expiryMs).toISOString(), forward, rate: underlying.rate };
}

function forwardOf({ price, rate, dividendYield }: DemoUnderlying, timeYears: number): number {
  return roundTo(price * exp((rate - dividendYield) * timeYears), 0.01);
}

/** A coin has perpetuals and dated futures, a share is itself. */
function deltaOne(underlying: DemoUnderlying, asOfMs: number): QuotedInstrument[] {
  const { id, price, assetClass } = underlying;
  if (assetClass !== 'crypto-major') {
    return [{ ...linearFacts(id), id, kind: 'spot', lotSize: 1, ...quoteDeltaOne(price) }];
  }
  const futures = expiriesMs(underlying, asOfMs).map((expiryMs) => future(underlying, asOfMs, expiryMs));
  return [...perpetuals(underlying), ...futures];
}

function linearFacts(underlying: string) {
  return { underlying, payoff: 'linear', settlementCurrency: 'USD', multiplier: 1 } as const;
}

/** A linear perpetual of one coin; BTC also has one of ten dollars that settles in coin. */
function perpetuals({ id, price }: DemoUnderlying): QuotedInstrument[] {
  const quotes = { ...quoteDeltaOne(price * 1.0003), feeFraction: 0.0005, fundingRate: 0.0001 };
  const linear = { ...linearFacts(id), id: `${id}-PERP`, kind: 'perpetual', lotSize: 0.001, ...quotes } as const;
  const inverse = { payoff: 'inverse', settlementCurrency: id, multiplier: 10, lotSize: 1 } as const;
  return id === 'BTC' ? [linear, { ...linear, ...inverse, id: `${id}-PERP-INVERSE` }] : [linear];
}

function future(underlying: DemoUnderlying, asOfMs: number, expiryMs: number): QuotedInstrument {
  const { forward, expiry } = expiryPoint(underlying, asOfMs, expiryMs);
  const id = `${underlying.id}-${expiryName(expiryMs)}`;
  const terms = { id, kind: 'future', expiry, lotSize: 0.01, feeFraction: 0.0005 } as const;
  return { ...linearFacts(underlying.id), ...terms, ...quoteDeltaOne(forward) };
}

function options(underlying: DemoUnderlying, asOfMs: number): QuotedInstrument[] {
  return expiriesMs(underlying, asOfMs).flatMap((expiryMs) => {
    const timeYears = (expiryMs - asOfMs) / YEAR_MS;
    const forward = forwardOf(underlying, timeYears);
    const strikes = listStrikes(forward, impliedVolAnnual(underlying.surface, 0, timeYears), timeYears);
    return strikes.flatMap((strike) => [
      option(underlying, { expiryMs, timeYears, forward, strike, right: 'call' }),
      option(underlying, { expiryMs, timeYears, forward, strike, right: 'put' }),
    ]);
  });
}

type OptionTerms = {
  readonly expiryMs: number;
  readonly timeYears: number;
  readonly forward: number;
  readonly strike: number;
  readonly right: 'call' | 'put';
};

function option(underlying: DemoUnderlying, terms: OptionTerms): QuotedInstrument {
  const { expiryMs, timeYears, forward, strike, right } = terms;
  const impliedVol = roundTo(impliedVolAnnual(underlying.surface, log(strike / forward), timeYears), 0.0001);
  const discount = exp(-underlying.rate * timeYears);
  const value = black76Value({ type: right, forward, strike, timeYears, volAnnual: impliedVol, discount });
  return {
    id: `${underlying.id}-${expiryName(expiryMs)}-${strike}-${right === 'call' ? 'C' : 'P'}`,
    kind: 'option',
    underlying: underlying.id,
    expiry: new Date(expiryMs).toISOString(),
    strike,
    right,
    exercise: 'european',
    payoff: 'linear',
    settlementCurrency: 'USD',
    multiplier: underlying.optionMultiplier,
    lotSize: underlying.optionLot,
    impliedVol,
    ...quoteOption(value, underlying.tick),
    feeFraction: underlying.optionFee,
  };
}
