/** How a contract pays: `linear` in money per unit of price, `inverse` in coin (a Deribit or BitMEX style contract). */
export type Payoff = 'linear' | 'inverse';
export type OptionRight = 'call' | 'put';
export type ExerciseStyle = 'european' | 'american';

type ContractFacts = {
  readonly id: string;
  readonly underlying: string;
  readonly payoff: Payoff;
  readonly settlementCurrency: string;
  /** units of the underlying per contract; of quote currency for an inverse future or perpetual */
  readonly multiplier: number;
  /** quantities trade in multiples of this */
  readonly lotSize: number;
};

export type Spot = ContractFacts & { readonly kind: 'spot' };
export type Perpetual = ContractFacts & { readonly kind: 'perpetual' };
export type Future = ContractFacts & { readonly kind: 'future'; readonly expiryMs: number };
export type Option = ContractFacts & {
  readonly kind: 'option';
  readonly expiryMs: number;
  readonly strike: number;
  readonly right: OptionRight;
  readonly exercise: ExerciseStyle;
};

/** Contract facts: what a thing is, never what it costs. */
export type Instrument = Spot | Perpetual | Future | Option;

/** Futures and perpetuals carry no value of their own: their gain since entry is settled in cash. */
export function isDeltaOne(instrument: Instrument): instrument is Perpetual | Future {
  return instrument.kind === 'perpetual' || instrument.kind === 'future';
}
