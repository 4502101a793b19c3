import type { Option } from '../../instruments/index.ts';
import { rateToExpiry, timeToExpiryYears } from '../../market/index.ts';
import { exp } from '../../numerics/index.ts';
import { type Book, baseRate, valuationOf } from '../../risk/index.ts';
import { type SettledForward, settledForward } from '../settlement-average.ts';
import type { PmrmParameters } from './parameters.ts';

/** One option line as the venue's manager sees it. */
export type OptionState = SettledForward & {
  readonly line: number;
  readonly option: Option;
  readonly seconds: number;
  readonly timeYears: number;
  readonly volAnnual: number;
  /** never below 0 */
  readonly rateAnnual: number;
  readonly discount: number;
  /** of one contract: the part of the value by which prices are multiplied, in the book's base currency */
  readonly unit: number;
  readonly mark: number;
  readonly spot: number;
};

/** The options among some position lines, by line. */
export function optionStates(book: Book, lines: readonly number[], parameters: PmrmParameters): OptionState[] {
  return lines.flatMap((line) => {
    const each = book.lines[line]!;
    const held = each.kind === 'position' && each.contract.instrument.kind === 'option';
    return held ? [optionState(book, line, each.contract.instrument, parameters)] : [];
  });
}

function optionState(book: Book, line: number, option: Option, parameters: PmrmParameters): OptionState {
  const { market } = book;
  const { option: priced, mark, spot } = valuationOf(book, option.id);
  const timeYears = timeToExpiryYears(market, option.expiryMs);
  const rateAnnual = Math.max(0, rateToExpiry(market, option));
  const seconds = (option.expiryMs - market.asOfMs) / 1000;
  const { forward, volAnnual } = priced!;
  return {
    line,
    option,
    seconds,
    timeYears,
    ...settledForward(market, option, forward, parameters.settlementWindowSeconds),
    volAnnual,
    rateAnnual,
    discount: parameters.discounting === 'rate' ? exp(-rateAnnual * timeYears) : 1,
    unit: option.multiplier * baseRate(book, option.settlementCurrency),
    mark,
    spot,
  };
}
