import type { ExerciseStyle, OptionRight, Payoff } from '../instruments/index.ts';

export const ASSET_CLASSES = [
  'equity',
  'index-broad-high-cap',
  'index-broad',
  'index-narrow',
  'crypto-major',
  'crypto-other',
  'commodity',
  'fx',
] as const;
export type AssetClass = (typeof ASSET_CLASSES)[number];

export type Underlying = {
  readonly id: string;
  readonly price?: number | undefined;
  readonly assetClass?: AssetClass | undefined;
  /** continuous, annual; 0 unless stated */
  readonly rate: number;
  /** continuous, annual; 0 unless stated */
  readonly dividendYield: number;
  readonly dividends?: readonly { readonly exDate: string; readonly amount: number }[] | undefined;
  readonly beta?: number | undefined;
  readonly volAnnual?: number | undefined;
  readonly adv?: number | undefined;
  readonly leverageFactor?: number | undefined;
  readonly confidence?: number | undefined;
};

export type ExpiryPoint = {
  readonly underlying: string;
  readonly expiry: string;
  readonly forward?: number | undefined;
  readonly rate?: number | undefined;
  readonly forwardConfidence?: number | undefined;
  readonly rateConfidence?: number | undefined;
  readonly settlementAverage?: number | null | undefined;
  /** final price of the underlying, once it has expired: what is still held then is settled at it */
  readonly settlementPrice?: number | null | undefined;
};

/** One instrument as the market states it: contract facts and quotes together. */
export type QuotedInstrument = {
  readonly id: string;
  readonly kind: 'spot' | 'perpetual' | 'future' | 'option';
  readonly underlying: string;
  readonly underlyingInstrument?: string | null | undefined;
  readonly expiry?: string | undefined;
  readonly strike?: number | undefined;
  readonly right?: OptionRight | undefined;
  readonly exercise?: ExerciseStyle | undefined;
  readonly payoff?: Payoff | undefined;
  readonly settlementCurrency?: string | undefined;
  readonly multiplier: number;
  readonly lotSize: number;
  readonly forward?: number | undefined;
  readonly impliedVol?: number | undefined;
  readonly mark?: number | undefined;
  readonly bid?: number | null | undefined;
  readonly ask?: number | null | undefined;
  readonly feeFraction?: number | undefined;
  readonly fundingRate?: number | undefined;
  readonly confidence?: number | undefined;
};

export type CurrencyPrice = { readonly id: string; readonly price: number; readonly confidence?: number | undefined };

export type PriceHistory = {
  readonly dates: readonly string[];
  readonly closes: Readonly<Record<string, readonly (number | null)[]>>;
};

/** A market at one instant, exactly as it is sent and stored. */
export type MarketSnapshot = {
  readonly asOf: string;
  readonly baseCurrency: string;
  readonly underlyings: readonly Underlying[];
  readonly expiries: readonly ExpiryPoint[];
  readonly instruments: readonly QuotedInstrument[];
  readonly currencies: readonly CurrencyPrice[];
  readonly history?: PriceHistory | undefined;
};
