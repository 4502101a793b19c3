import type { Option } from '../../instruments/index.ts';
import { type Book, baseRate, valuationOf } from '../../risk/index.ts';
import { settledForward } from '../settlement-average.ts';

/** One option line in the book's base currency, per contract. */
export type OptionLine = {
  readonly line: number;
  readonly option: Option;
  /** by which prices are multiplied: contract size in base currency */
  readonly unit: number;
  readonly mark: number;
  /** contract size times spot */
  readonly spotValue: number;
  /** of the forward that is in part settled, inside the settlement window */
  readonly forwardValue: number;
  /** how far out of the money, as a fraction of spot */
  readonly outOfTheMoney: number;
};

/** The options among some position lines. */
export function optionLines(book: Book, lines: readonly number[], windowSeconds: number): OptionLine[] {
  return lines.flatMap((line) => {
    const each = book.lines[line]!;
    const isOption = each.kind === 'position' && each.contract.instrument.kind === 'option';
    return isOption ? [optionLine(book, line, each.contract.instrument, windowSeconds)] : [];
  });
}

function optionLine(book: Book, line: number, option: Option, windowSeconds: number): OptionLine {
  const { mark, spot, option: priced } = valuationOf(book, option.id);
  const { fixedForward, openForward } = settledForward(book.market, option, priced!.forward, windowSeconds);
  const unit = option.multiplier * baseRate(book, option.settlementCurrency);
  const distance = option.right === 'call' ? option.strike - spot : spot - option.strike;
  return {
    line,
    option,
    unit,
    mark: mark * unit,
    spotValue: spot * unit,
    forwardValue: (fixedForward + openForward) * unit,
    outOfTheMoney: Math.max(0, distance) / spot,
  };
}
