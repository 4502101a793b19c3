import { powerOfTen } from './pa2-columns.ts';

/** Ticks per point: 32nds and 64ths. */
const TICKS: Readonly<Record<string, number>> = { C: 32, K: 64 };
/** The last digit stands for eighths of a tick by the first decimal of k/8. */
const EIGHTHS: Readonly<Record<number, number>> = { 0: 0, 1: 1, 2: 2, 3: 3, 5: 4, 6: 5, 7: 6, 8: 7 };

/**
 * A price as it stands in the file, in its product's format.
 *
 * - blank: `raw / 10^decimals`
 * - `0`: decimal, the last digit eighths: 4472 with 3 decimals is 4.4725
 * - `C`, `K`: points, two digits of 32nds or 64ths, a digit of eighths: 117130 is 117 + 13/32
 *
 * Source: the positional layouts of CME Group; tradfi-margin.md §2.3.
 *
 * @returns null for a format or a last digit that doesn't exist
 */
export function alignedPrice(raw: number, decimals: number, alignment: string): number | null {
  if (alignment === '' || raw === 0) return raw / powerOfTen(decimals);
  const sign = raw < 0 ? -1 : 1;
  const size = Math.abs(raw);
  const eighths = EIGHTHS[size % 10];
  if (eighths === undefined) return null;
  if (alignment === '0') {
    return decimals < 1 ? null : (sign * (Math.trunc(size / 10) + eighths / 8)) / powerOfTen(decimals - 1);
  }
  const ticks = TICKS[alignment];
  if (ticks === undefined || decimals !== 3) return null;
  return sign * (Math.trunc(size / 1000) + (Math.trunc((size % 1000) / 10) + eighths / 8) / ticks);
}
