import { decimal, decimalText } from '../foundation/index.ts';
import type { Instrument, OptionRight, Payoff } from '../instruments/index.ts';
import type { DecimalText } from './portfolio.ts';

/** The contract facts a ledger entry is booked under, frozen: a later market can't rewrite history. */
export type ContractTerms = {
  readonly kind: Instrument['kind'];
  readonly payoff: Payoff;
  readonly multiplier: DecimalText;
  readonly settlementCurrency: string;
  readonly underlying: string;
  readonly expiry: string | null;
  readonly strike: DecimalText | null;
  readonly right: OptionRight | null;
};

export function contractTerms(instrument: Instrument): ContractTerms {
  return {
    kind: instrument.kind,
    payoff: instrument.payoff,
    multiplier: decimalText(decimal(instrument.multiplier)),
    settlementCurrency: instrument.settlementCurrency,
    underlying: instrument.underlying,
    expiry: 'expiryMs' in instrument ? new Date(instrument.expiryMs).toISOString() : null,
    strike: instrument.kind === 'option' ? decimalText(decimal(instrument.strike)) : null,
    right: instrument.kind === 'option' ? instrument.right : null,
  };
}

const TERMS = [
  'kind',
  'payoff',
  'multiplier',
  'settlementCurrency',
  'underlying',
  'expiry',
  'strike',
  'right',
] as const;

/** The first fact in which two sets of terms differ, null when they agree. */
export function differingTerm(a: ContractTerms, b: ContractTerms): keyof ContractTerms | null {
  return TERMS.find((term) => a[term] !== b[term]) ?? null;
}

/** Futures and perpetuals move no premium: their gain is settled in cash instead. */
export function isSettledInCash(terms: ContractTerms): boolean {
  return terms.kind === 'future' || terms.kind === 'perpetual';
}

/** Coin per contract of `multiplier` quote units: `multiplier·(1/entry − 1/price)`. */
export function isInverseDeltaOneTerms(terms: ContractTerms): boolean {
  return isSettledInCash(terms) && terms.payoff === 'inverse';
}
