import type { MarketSnapshot, QuotedInstrument } from '../../shared/market/index.ts';
import { coinPrice } from '../../shared/pricing/index.ts';
import { type DeribitBody, deribitBody } from '../support/deribit-chain.ts';
import { SPOT } from './option-market.ts';

const YEAR_MS = 365 * 86_400_000;

/** A market of options as the exchange would answer it: `POST /v1/markets/{id}/import/deribit`. */
export function deribitChainBody({ asOf, instruments }: MarketSnapshot): DeribitBody {
  return deribitBody(instruments.map((each) => chainRow(each, asOf)));
}

function chainRow({ id, strike, right, expiry, impliedVol }: QuotedInstrument, asOf: string) {
  const timeYears = (Date.parse(expiry!) - Date.parse(asOf)) / YEAR_MS;
  const priced = { type: right!, forward: SPOT, strike: strike!, timeYears, volAnnual: impliedVol!, discount: 1 };
  return {
    timestamp: asOf,
    instrument_name: id,
    currency: 'BTC',
    futures_instrument_name: `SYN.${expiry!}`,
    futures_price: SPOT,
    index_price: SPOT,
    option_type: right!,
    strike: strike!,
    expiry_datetime: expiry!,
    bid_price: null,
    ask_price: null,
    mark_price: coinPrice(priced),
    implied_volatility: impliedVol!,
    delta: 0,
    open_interest: 0,
    volume: 0,
  };
}
