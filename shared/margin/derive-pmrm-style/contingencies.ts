import { absolute, type Expression, gross, line, short, sum } from '../../requirement/index.ts';
import { type Book, baseRate, holdingOf, valuationOf } from '../../risk/index.ts';
import { linesByInstrument } from '../lines-by-instrument.ts';
import { valuePerUnit } from '../unit-value.ts';
import type { OptionState } from './option-state.ts';
import type { PmrmParameters } from './parameters.ts';

/** `|net perpetual| · spot` in the book's base currency. */
export function perpetualNotional(book: Book, perpetuals: readonly number[]): Expression {
  return absolute(
    line(
      perpetuals,
      perpetuals.map((index) => spotNotional(book, index)),
    ),
  );
}

/** `Σ_strikes max(−(calls + puts), 0) · spot`: what is short at a strike after longs at the same strike. */
export function nakedNotional(options: readonly OptionState[]): Expression {
  const strikes = Map.groupBy(options, ({ option }) => `${option.expiryMs}@${option.strike}`);
  return sum(
    [...strikes.values()].map((states) =>
      short(
        line(
          states.map((state) => state.line),
          states.map(optionNotional),
        ),
      ),
    ),
  );
}

/** `Σ |contracts| · spot` of the options, by instrument. */
export function optionsNotional(book: Book, options: readonly OptionState[]): Expression {
  const notional = new Map(options.map((state) => [state.line, optionNotional(state)]));
  const lines = options.map((state) => state.line);
  return sum(
    linesByInstrument(book, lines).map((group) =>
      absolute(
        line(
          group,
          group.map((index) => notional.get(index)!),
        ),
      ),
    ),
  );
}

/** Haircuts of collateral, `Σ fraction · |value|`; what isn't accepted counts nothing, so all its value is charged. */
export function collateralCharge(
  book: Book,
  lines: readonly number[],
  fractionOf: (asset: string) => number,
): Expression {
  return gross(
    lines,
    lines.map((index) => fractionOf(holdingOf(book.lines[index]!)) * valuePerUnit(book, book.lines[index]!)),
  );
}

export type HaircutPart = 'maintenanceFraction' | 'initialFraction';

/** An asset that the venue doesn't take has no value at maintenance already, so nothing is left to add initially. */
export function haircutOf({ collateral }: PmrmParameters, part: HaircutPart): (asset: string) => number {
  const fractions = new Map(collateral.map((each) => [each.asset, each[part]]));
  return (asset) => fractions.get(asset) ?? (part === 'maintenanceFraction' ? 1 : 0);
}

function optionNotional({ spot, unit }: OptionState): number {
  return spot * unit;
}

function spotNotional(book: Book, index: number): number {
  const each = book.lines[index]!;
  if (each.kind === 'asset') return 0;
  const { instrument } = each.contract;
  return instrument.multiplier * valuationOf(book, instrument.id).spot * baseRate(book, instrument.settlementCurrency);
}
