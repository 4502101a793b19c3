import type { Instrument } from '../instruments/index.ts';
import { underlyingPriceIn } from '../market/index.ts';
import {
  americanGreeks,
  type Black76Greeks,
  type Black76Option,
  black76Delta,
  black76Greeks,
} from '../pricing/index.ts';
import { type Book, valuationOf } from './book.ts';
import type { Line } from './line.ts';
import type { Valuation } from './valuation.ts';

export const GREEKS = [
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'vanna',
  'volga',
  'charm',
  'speed',
  'zomma',
  'colour',
] as const;
export type Greek = (typeof GREEKS)[number];

/**
 * Sensitivities of one contract's value to its underlying, forwards and marks moving in proportion with spot
 * (`F′ = F·(1+s)`, as in the scenarios; a perpetual tracks spot one for one).
 *
 * delta in units of the underlying; gamma per unit of money, speed per unit of money squared; vega, vanna, volga and zomma per 1.00
 * of vol; theta, charm and colour per year (what a year's passing would add at today's rate, the forward staying where it is); rho per 1.00 of rate. Money is the
 * book's base currency.
 */
export type Greeks = Readonly<Record<Greek, number>>;

const NONE: Greeks = {
  delta: 0,
  gamma: 0,
  vega: 0,
  theta: 0,
  rho: 0,
  vanna: 0,
  volga: 0,
  charm: 0,
  speed: 0,
  zomma: 0,
  colour: 0,
};

/**
 * Greeks of one contract.
 *
 * With φ = F/S a linear option has `delta = m·φ·V_F`, `gamma = m·φ²·V_FF`, `vanna = m·φ·V_Fσ`, the others as Black-76. An
 * inverse option is worth `V/F` coin, so its money value is the linear one over φ: its delta is `N(d1)`, the venue's own. Where
 * the forward is carried over cash dividends, which keep their amounts, φ = ∂F/∂S. An American option's are by the price of what
 * exercise delivers, rho at constant yield.
 */
export function greeksPerContract(book: Book, instrumentId: string): Greeks {
  const valuation = valuationOf(book, instrumentId);
  const { instrument } = valuation.contract;
  return valuation.option === null
    ? { ...NONE, delta: deltaOfPrice(book, instrument, valuation) }
    : optionGreeks(book, instrument, valuation, valuation.option);
}

/** Delta of one contract in units of its underlying, the same bits as among its Greeks. */
export function deltaPerContract(book: Book, instrumentId: string): number {
  const valuation = valuationOf(book, instrumentId);
  const { instrument } = valuation.contract;
  if (valuation.option === null) return deltaOfPrice(book, instrument, valuation);
  if (valuation.american !== null) return greeksPerContract(book, instrumentId).delta;
  const { perValue, carry } = spotScale(book, instrument, valuation, valuation.option);
  return perValue * carry * black76Delta(valuation.option);
}

/** Delta of one unit of a line: a coin held as an asset has delta 1, cash and orders none. */
export function deltaOfLine(book: Book, line: Line): number {
  switch (line.kind) {
    case 'order':
      return 0;
    case 'position':
      return deltaPerContract(book, line.contract.instrument.id);
    case 'asset': {
      const { price, movesWith } = book.currencies.get(line.asset)!;
      return movesWith === null ? 0 : price / underlyingPriceIn(book.market, movesWith)!;
    }
  }
}

/** Delta of what has no option in it: an inverse contract pays in coin, the price of a future or spot moves with its underlying's. */
function deltaOfPrice(book: Book, instrument: Instrument, { mark, spot }: Valuation): number {
  const { kind, payoff, multiplier, settlementCurrency } = instrument;
  if (payoff === 'inverse') return multiplier / mark;
  if (kind === 'perpetual') return multiplier;
  return (multiplier * mark * book.currencies.get(settlementCurrency)!.price) / spot;
}

function optionGreeks(book: Book, instrument: Instrument, valuation: Valuation, option: Black76Option): Greeks {
  const { american } = valuation;
  const greeks =
    american === null
      ? black76Greeks(option)
      : americanGreeks({ ...american.terms, spot: american.spot, volAnnual: option.volAnnual });
  return scaleToSpot(greeks, spotScale(book, instrument, valuation, option));
}

function spotScale(book: Book, instrument: Instrument, valuation: Valuation, option: Black76Option): SpotScale {
  const { spot, dividendsPaid, american } = valuation;
  const settlementPrice = book.currencies.get(instrument.settlementCurrency)!.price;
  return {
    carry: (american === null ? option.forward + dividendsPaid : american.spot) / spot,
    perValue: (instrument.multiplier * settlementPrice) / (instrument.payoff === 'inverse' ? option.forward : 1),
    basePrice: book.currencies.get(book.baseCurrency)!.price,
  };
}

type SpotScale = {
  /** ∂F/∂S, or of what exercise delivers */
  readonly carry: number;
  /** money of the market's base currency per unit of the Black-76 value */
  readonly perValue: number;
  /** price of the book's base currency in the market's */
  readonly basePrice: number;
};

function scaleToSpot(greeks: Black76Greeks, { carry, perValue, basePrice }: SpotScale): Greeks {
  const money = perValue / basePrice;
  return {
    delta: perValue * carry * greeks.delta,
    gamma: perValue * carry * carry * greeks.gamma * basePrice,
    vega: money * greeks.vega,
    theta: money * greeks.theta,
    rho: money * greeks.rho,
    vanna: perValue * carry * greeks.vanna,
    volga: money * greeks.volga,
    charm: perValue * carry * greeks.charm,
    speed: perValue * carry * carry * carry * greeks.speed * basePrice * basePrice,
    zomma: perValue * carry * carry * greeks.zomma * basePrice,
    colour: perValue * carry * carry * greeks.colour * basePrice,
  };
}
