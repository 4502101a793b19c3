import { type Expression, grossLong, grossShort, named, sum } from '../../requirement/index.ts';
import { type Book, baseRate, type Line, valuationOf } from '../../risk/index.ts';
import type { TimsParameters } from './parameters.ts';

/**
 * `Σ |q| · minimumPerUnit · multiplier` over options and futures, no netting; of a long option not more than its market value. An
 * open order counts as if it were filled.
 */
export function minimumCharge(
  book: Book,
  name: string,
  lines: readonly number[],
  parameters: TimsParameters,
): Expression {
  const charged = lines.filter((index) => isContract(book.lines[index]!));
  const orders = charged.filter((index) => isSale(book.lines[index]!));
  const others = charged.filter((index) => !orders.includes(index));
  const rates = (chosen: readonly number[], bought: boolean) =>
    chosen.map((index) => ratePerContract(book, index, bought, parameters));
  return named(
    name,
    sum([
      grossLong(others, rates(others, true)),
      grossShort(others, rates(others, false)),
      grossLong(orders, rates(orders, false)),
    ]),
  );
}

/** An order's quantity is its size: what is sold is short. */
function isSale(line: Line): boolean {
  return line.kind === 'order' && line.side === 'sell';
}

/** Shares, coins and cash have no minimum. */
function isContract(line: Line): boolean {
  return line.kind !== 'asset' && line.contract.instrument.kind !== 'spot';
}

function ratePerContract(book: Book, index: number, bought: boolean, parameters: TimsParameters): number {
  const line = book.lines[index]!;
  if (line.kind === 'asset') return 0;
  const { instrument } = line.contract;
  const { mark } = valuationOf(book, instrument.id);
  const isCapped = bought && instrument.kind === 'option' && parameters.longMinimum === 'market-value';
  const perUnit = isCapped ? Math.min(parameters.minimumPerUnit, mark) : parameters.minimumPerUnit;
  return perUnit * instrument.multiplier * baseRate(book, instrument.settlementCurrency);
}
