import { fail, type Outcome, succeed } from '../foundation/index.ts';
import type { Option } from '../instruments/index.ts';
import {
  forwardOf,
  type Market,
  type QuotedContract,
  rateToExpiry,
  timeToExpiryYears,
  underlyingPriceIn,
} from '../market/index.ts';
import { exp } from '../numerics/index.ts';
import { type Black76Option, black76Value, coinPrice, impliedVol } from '../pricing/index.ts';

/** One contract at the market: prices are in quote units (money; coin for an inverse option). */
export type Valuation = {
  readonly contract: QuotedContract;
  /** S, the price of the underlying */
  readonly spot: number;
  /** the market's mark, else the model's price */
  readonly mark: number;
  /** the model's price; equal to the mark for all but options */
  readonly model: number;
  /** what Black-76 needs, at the market's instant; null for all but options */
  readonly option: Black76Option | null;
};

/** Values a contract at the market, or says what the market lacks. */
export function valueContract(market: Market, contract: QuotedContract): Outcome<Valuation> {
  const { instrument } = contract;
  const spot = underlyingPriceIn(market, instrument.underlying);
  if (spot === undefined) return fail('missing-market-data', `no price of the underlying ${instrument.underlying}`);
  if ('expiryMs' in instrument && instrument.expiryMs < market.asOfMs) {
    return fail('invalid-input', `${instrument.id} expired before the market's ${market.snapshot.asOf}`);
  }
  return instrument.kind === 'option'
    ? valueOption(market, contract, instrument, spot)
    : valueDeltaOne(market, contract, spot);
}

function valueDeltaOne(market: Market, contract: QuotedContract, spot: number): Outcome<Valuation> {
  const { instrument, quoted } = contract;
  if (quoted.mark !== undefined) return succeed(atMark(contract, spot, quoted.mark));
  if (instrument.kind !== 'future') return succeed(atMark(contract, spot, spot));
  const forward = forwardOf(market, instrument, quoted);
  return forward.ok ? succeed(atMark(contract, spot, forward.value)) : forward;
}

function atMark(contract: QuotedContract, spot: number, mark: number): Valuation {
  return { contract, spot, mark, model: mark, option: null };
}

function valueOption(market: Market, contract: QuotedContract, option: Option, spot: number): Outcome<Valuation> {
  if (option.exercise === 'american') {
    return fail('unsupported', `${option.id}: American exercise is not priced in this version`);
  }
  const forward = forwardOf(market, option, contract.quoted);
  if (!forward.ok) return forward;
  const timeYears = timeToExpiryYears(market, option.expiryMs);
  const state = {
    forward: forward.value,
    strike: option.strike,
    type: option.right,
    timeYears,
    discount: exp(-rateToExpiry(market, option) * timeYears),
  };
  const volAnnual = volOf(contract, option, state);
  if (!volAnnual.ok) return volAnnual;
  const priced = { ...state, volAnnual: volAnnual.value };
  const model = option.payoff === 'inverse' ? coinPrice(priced) : black76Value(priced);
  return succeed({ contract, spot, mark: contract.quoted.mark ?? model, model, option: priced });
}

function volOf(contract: QuotedContract, option: Option, state: Omit<Black76Option, 'volAnnual'>): Outcome<number> {
  const { impliedVol: quotedVol, mark } = contract.quoted;
  if (quotedVol !== undefined) return succeed(quotedVol);
  if (mark === undefined) return fail('missing-market-data', `${option.id}: neither impliedVol nor mark`);
  const price = option.payoff === 'inverse' ? mark * state.forward : mark;
  const implied = impliedVol({ ...state, price });
  return implied.ok
    ? implied
    : fail('missing-market-data', `${option.id}: no vol, and none implied by its mark: ${implied.failure.detail}`);
}
