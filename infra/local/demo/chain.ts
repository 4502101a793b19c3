import { requireThat } from '../../../shared/foundation/index.ts';
import type { MarketSnapshot, QuotedInstrument } from '../../../shared/market/index.ts';

/** An option by what a trader would ask for: which expiry of the underlying, counted from 0, and strike ÷ forward. */
export type OptionWanted = {
  readonly underlying: string;
  readonly iExpiry: number;
  readonly right: 'call' | 'put';
  readonly moneyness: number;
};

/** The listed option nearest to what is wanted. */
export function findOption(market: MarketSnapshot, wanted: OptionWanted): QuotedInstrument {
  const point = market.expiries.filter((each) => each.underlying === wanted.underlying)[wanted.iExpiry];
  const strikeWanted = wanted.moneyness * (point?.forward ?? Number.NaN);
  const listed = market.instruments.filter(
    (each) => each.underlying === wanted.underlying && each.expiry === point?.expiry && each.right === wanted.right,
  );
  requireThat(listed.length > 0, 'a listed expiry', { underlying: wanted.underlying, iExpiry: wanted.iExpiry });
  return listed.reduce((best, each) =>
    Math.abs(each.strike! - strikeWanted) < Math.abs(best.strike! - strikeWanted) ? each : best,
  );
}

export function findInstrument(market: MarketSnapshot, id: string): QuotedInstrument {
  const found = market.instruments.find((each) => each.id === id);
  requireThat(found !== undefined, 'an instrument of the demo market', { id });
  return found;
}
