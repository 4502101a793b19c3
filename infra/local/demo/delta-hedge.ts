import { ensureThat } from '../../../shared/foundation/index.ts';
import type { ExpiryPoint, MarketSnapshot, QuotedInstrument } from '../../../shared/market/index.ts';
import { exp } from '../../../shared/numerics/index.ts';
import { black76Greeks } from '../../../shared/pricing/index.ts';
import { findInstrument } from './chain.ts';

export type Holding = { readonly instrument: string; readonly quantity: number };

const YEAR_MS = 365 * 86_400_000;

/** Quantity of `hedge` (a linear contract on one unit), on its lot, that leaves the least delta in the underlying. */
export function hedgeQuantity(market: MarketSnapshot, holdings: readonly Holding[], hedge: string): number {
  const { underlying, lotSize } = findInstrument(market, hedge);
  const delta = holdings
    .map(({ instrument, quantity }) => ({ quoted: findInstrument(market, instrument), quantity }))
    .filter(({ quoted }) => quoted.underlying === underlying)
    .reduce((sum, { quoted, quantity }) => sum + quantity * deltaPerContract(market, quoted), 0);
  return -Math.round(delta / lotSize) * lotSize;
}

/** In units of the underlying, forwards moving in proportion with spot: m·(F/S)·∂V/∂F. */
function deltaPerContract(market: MarketSnapshot, quoted: QuotedInstrument): number {
  if (quoted.expiry === undefined) return quoted.multiplier;
  const spot = market.underlyings.find((each) => each.id === quoted.underlying)?.price;
  const point = market.expiries.find((each) => each.underlying === quoted.underlying && each.expiry === quoted.expiry);
  ensureThat(spot !== undefined && point?.forward !== undefined, 'the demo market has a spot and a forward');
  const perForward = quoted.kind === 'option' ? optionDelta(market, quoted, point) : 1;
  return (quoted.multiplier * perForward * point.forward) / spot;
}

function optionDelta({ asOf }: MarketSnapshot, quoted: QuotedInstrument, point: ExpiryPoint): number {
  const timeYears = (Date.parse(point.expiry) - Date.parse(asOf)) / YEAR_MS;
  const discount = exp(-point.rate! * timeYears);
  const { strike, right, impliedVol } = quoted;
  return black76Greeks({
    forward: point.forward!,
    strike: strike!,
    type: right!,
    timeYears,
    volAnnual: impliedVol!,
    discount,
  }).delta;
}
