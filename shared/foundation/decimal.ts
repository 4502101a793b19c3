import Big from 'big.js';
import { requireThat } from './require.ts';

/** An exact decimal. Sums, differences and products are exact; only `divide` rounds, to 34 places, half to even. */
export type Decimal = Big;

const Exact = Big();
Exact.DP = 34;
Exact.RM = Big.roundHalfEven;
Exact.NE = -1e6;
Exact.PE = 1e6;

/** A decimal number in plain or exponent notation. */
const FORM = /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/;

/** @throws DefectError when `value` is not a finite decimal: text from outside is checked by the contract first */
export function decimal(value: string | number | Decimal): Decimal {
  requireThat(typeof value === 'object' || FORM.test(String(value)), 'a decimal number', { value });
  return new Exact(value);
}

/** Plain notation without an exponent, the form on the wire: `-0.001`. */
export function decimalText(value: Decimal): string {
  return value.eq(0) ? '0' : value.toFixed();
}

/** The nearest double, for analytics only. */
export function toNumber(value: Decimal | string): number {
  return Number(typeof value === 'string' ? value : value.toFixed());
}

const MAX_DIGITS = 34;

/** Why a number can't be an amount: below 1e15 in size, at most 34 significant digits and 34 decimals. Null where it can. */
export function problemOfAmount(value: number | string): string | null {
  const { c: digits, e: exponent } = decimal(value);
  if (exponent >= 15) return 'must be below 1e15 in size';
  if (digits.length > MAX_DIGITS) return `must have at most ${MAX_DIGITS} significant digits`;
  if (digits.length - 1 - exponent > MAX_DIGITS) return `must have at most ${MAX_DIGITS} decimals`;
  return null;
}
