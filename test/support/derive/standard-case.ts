import type { BookCase } from './book-case.ts';

type OptionArray =
  | 'OptionExpiries'
  | 'OptionStrikes'
  | 'OptionIsCall'
  | 'OptionAmounts'
  | 'OptionVols'
  | 'OptionVolConfidences'
  | 'Forwards'
  | 'ForwardConfidences'
  | 'Discounts'
  | 'DiscountConfidences';
type Coin = 'ETH' | 'BTC';

/** A case of `test-cases.json`: integers of 18 decimals, one entry of each option array per option; ETH before BTC in pairs. */
export type StandardCase = {
  readonly Scenario: Readonly<Record<OptionArray, readonly number[]>> & {
    readonly OptionUnderlying: readonly Coin[];
    readonly SpotPerpConfidences: readonly (readonly [spot: number, perpetual: number])[];
    readonly PerpPrice: readonly number[];
    readonly Cash: number;
    readonly USDCValue: number;
  } & Readonly<Record<`${'Perps_' | 'w' | 'LastEntry' | 'PercentFixed' | 'TWAP_'}${Coin}`, number | null>> &
    Readonly<Record<`${Coin}SpotPrice`, number>> &
    Readonly<Record<`${Coin}GlobalFundingIndex` | `Account${Coin}FundingIndex`, number | null>>;
  readonly Result: { readonly realIM: number; readonly realMM: number };
};

const UNIT = 1e18;
const COINS = ['ETH', 'BTC'] as const;

export function bookOfStandard({ Scenario: given }: StandardCase): BookCase {
  const at = (name: OptionArray, i: number) => given[name][i]! / UNIT;
  const amount = (value: number | null) => (value ?? 0) / UNIT;
  const perpetual = (coin: Coin) => given.PerpPrice[COINS.indexOf(coin)]! / UNIT;
  const confidences = (coin: Coin) => given.SpotPerpConfidences[COINS.indexOf(coin)]!;
  const indices = [...given.OptionExpiries.keys()];
  const key = (i: number) => `${given.OptionUnderlying[i]}@${given.OptionExpiries[i]}`;
  const oneByExpiry = indices.filter((i) => indices.findIndex((j) => key(j) === key(i)) === i);
  return {
    underlyings: COINS.map((coin) => ({
      id: coin,
      spot: given[`${coin}SpotPrice`] / UNIT,
      spotConfidence: confidences(coin)[0] / UNIT,
      perpetual: perpetual(coin),
      perpetualConfidence: confidences(coin)[1] / UNIT,
    })),
    expiries: oneByExpiry.map((i) => ({
      underlying: given.OptionUnderlying[i]!,
      seconds: given.OptionExpiries[i]!,
      forward: at('Forwards', i),
      rate: at('Discounts', i),
      forwardConfidence: at('ForwardConfidences', i),
      rateConfidence: at('DiscountConfidences', i),
      settled: settledOf(given, given.OptionUnderlying[i]!, given.OptionExpiries[i]!),
    })),
    options: indices.map((i) => ({
      underlying: given.OptionUnderlying[i]!,
      seconds: given.OptionExpiries[i]!,
      strike: at('OptionStrikes', i),
      right: given.OptionIsCall[i] === 1 ? ('call' as const) : ('put' as const),
      vol: at('OptionVols', i),
      confidence: at('OptionVolConfidences', i),
      amount: at('OptionAmounts', i),
    })),
    perpetuals: COINS.filter((coin) => given[`Perps_${coin}`] !== 0).map((coin) => {
      const size = amount(given[`Perps_${coin}`]);
      const funding = amount(given[`Account${coin}FundingIndex`]) - amount(given[`${coin}GlobalFundingIndex`]);
      const gain = size * (perpetual(coin) - amount(given[`LastEntry${coin}`]) + funding);
      return { underlying: coin, amount: size, gain };
    }),
    bases: COINS.map((coin) => ({ underlying: coin, amount: amount(given[`w${coin}`]) })),
    cash: amount(given.Cash),
    stablePrice: given.USDCValue / UNIT,
  };
}

/** The suite fixes settlement prices over a window that its own percentage tells: 0.75 at 900 s is an hour. */
export function standardWindow({ Scenario: given }: StandardCase): { settlementWindowSeconds?: number } {
  const fraction = given.PercentFixedETH ?? 0;
  return fraction === 0 ? {} : { settlementWindowSeconds: Math.min(...given.OptionExpiries) / (1 - fraction) };
}

/** The suite's percentage belongs to its nearest expiry, 900 s ahead; its others are outside the window. */
function settledOf(
  given: StandardCase['Scenario'],
  coin: Coin,
  seconds: number,
): BookCase['expiries'][number]['settled'] {
  const fraction = given[`PercentFixed${coin}`] ?? 0;
  return fraction === 0 || seconds > 3600 ? null : { average: (given[`TWAP_${coin}`] ?? 0) / UNIT, fraction };
}
