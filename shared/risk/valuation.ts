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
import {
  americanImpliedVol,
  americanValue,
  type Black76Option,
  black76Value,
  coinPrice,
  impliedVol,
} from '../pricing/index.ts';
import { type AmericanState, americanState } from './american-state.ts';

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
  /** what the cash dividends inside the option's forward are worth at expiry; 0 where the forward is stated */
  readonly dividendsPaid: number;
  /** how the option may be exercised before its expiry; null for all but American options */
  readonly american: AmericanState | null;
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
  return forward.ok ? succeed(atMark(contract, spot, forward.value.price)) : forward;
}

function atMark(contract: QuotedContract, spot: number, mark: number): Valuation {
  return { contract, spot, mark, model: mark, option: null, dividendsPaid: 0, american: null };
}

function valueOption(market: Market, contract: QuotedContract, option: Option, spot: number): Outcome<Valuation> {
  const forward = forwardOf(market, option, contract.quoted);
  if (!forward.ok) return forward;
  const timeYears = timeToExpiryYears(market, option.expiryMs);
  const { price, dividendsPaid } = forward.value;
  const state = {
    forward: price,
    strike: option.strike,
    type: option.right,
    timeYears,
    discount: exp(-rateToExpiry(market, option) * timeYears),
  };
  const american = option.exercise === 'american' ? americanState(market, contract, option, spot) : succeed(null);
  if (!american.ok) return american;
  const pricing = { option, state, american: american.value };
  const volAnnual = volOf(contract, pricing);
  if (!volAnnual.ok) return volAnnual;
  const priced = { ...state, volAnnual: volAnnual.value };
  const model = modelPrice(pricing, volAnnual.value);
  return succeed({
    contract,
    spot,
    mark: contract.quoted.mark ?? model,
    model,
    option: priced,
    dividendsPaid,
    american: american.value,
  });
}

type Pricing = {
  readonly option: Option;
  readonly state: Omit<Black76Option, 'volAnnual'>;
  readonly american: AmericanState | null;
};

function modelPrice({ option, state, american }: Pricing, volAnnual: number): number {
  if (american !== null) return americanValue({ ...american.terms, spot: american.spot, volAnnual });
  return option.payoff === 'inverse' ? coinPrice({ ...state, volAnnual }) : black76Value({ ...state, volAnnual });
}

function volOf(contract: QuotedContract, pricing: Pricing): Outcome<number> {
  const { impliedVol: quotedVol, mark } = contract.quoted;
  const { id } = pricing.option;
  if (quotedVol !== undefined) return succeed(quotedVol);
  if (mark === undefined) return fail('missing-market-data', `${id}: neither impliedVol nor mark`);
  const implied = impliedBy(pricing, mark);
  return implied.ok
    ? implied
    : fail('missing-market-data', `${id}: no vol, and none implied by its mark: ${implied.failure.detail}`);
}

function impliedBy({ option, state, american }: Pricing, mark: number): Outcome<number> {
  if (american !== null) return americanImpliedVol({ ...american.terms, spot: american.spot, price: mark });
  return impliedVol({ ...state, price: option.payoff === 'inverse' ? mark * state.forward : mark });
}
