import { notionalPerContract } from '../../instruments/index.ts';
import { SIGN } from '../../portfolio/index.ts';
import { gross, line, long, named } from '../../requirement/index.ts';
import { type Book, baseRate, type Line, valuationOf } from '../../risk/index.ts';
import type { Component } from '../method.ts';
import { valuePerUnit } from '../unit-value.ts';
import type { ParadexParameters } from './parameters.ts';

/**
 * Funding of the next eight hours, where it is owed: `max(0, Σ f·q·S)`. A buy order reduces it and a sell order raises it,
 * as in the venue's engine.
 */
export function fundingProvision(
  book: Book,
  id: string,
  traded: readonly number[],
  held: readonly number[],
): Component {
  const charge = (name: string, lines: readonly number[]) =>
    named(
      `${id}/${name}`,
      long(
        line(
          lines,
          lines.map((index) => fundingPerUnit(book, book.lines[index]!)),
        ),
      ),
    );
  return {
    id: 'funding',
    label: 'Funding provision',
    initial: charge('funding', traded),
    maintenance: charge('funding-held', held),
  };
}

function fundingPerUnit(book: Book, each: Line): number {
  if (each.kind === 'asset' || each.contract.instrument.kind !== 'perpetual') return 0;
  const { instrument, quoted } = each.contract;
  const notional = notionalPerContract(instrument, valuationOf(book, instrument.id).spot);
  const sign = each.kind === 'order' ? -SIGN[each.side] : 1;
  return sign * (quoted.fundingRate ?? 0) * notional * baseRate(book, instrument.settlementCurrency);
}

/** Fees to close: `f·mark` a future or perpetual, `min(f·S, cap·mark)` an option; a rebate is not counted on. */
export function feeProvision(
  book: Book,
  id: string,
  traded: readonly number[],
  held: readonly number[],
  parameters: ParadexParameters,
): Component {
  const charge = (name: string, lines: readonly number[]) =>
    named(
      `${id}/${name}`,
      gross(
        lines,
        lines.map((index) => feePerUnit(book, book.lines[index]!, parameters)),
      ),
    );
  const initial = charge('fees', traded);
  const maintenance = held.length === traded.length ? initial : charge('fees-held', held);
  return { id: 'fees', label: 'Fee provision', initial, maintenance };
}

/** What closing one unit of a line would cost. */
export function feePerUnit(book: Book, each: Line, parameters: ParadexParameters): number {
  if (each.kind === 'asset') return 0;
  const { instrument, quoted } = each.contract;
  const { mark, spot } = valuationOf(book, instrument.id);
  const rate = baseRate(book, instrument.settlementCurrency);
  const feeFraction = Math.max(0, quoted.feeFraction ?? parameters.defaultFeeFraction);
  if (instrument.kind !== 'option') return feeFraction * notionalPerContract(instrument, mark) * rate;
  const underlyingInQuote = instrument.payoff === 'inverse' ? 1 : spot;
  return (
    Math.min(feeFraction * underlyingInQuote, parameters.optionFeeCapFraction * mark) * instrument.multiplier * rate
  );
}

/** Spot and coin balances need their full value, open orders for spot only initially; cash needs nothing. */
export function spotRequirement(
  book: Book,
  id: string,
  lines: readonly number[],
  parameters: ParadexParameters,
): Component {
  const charged = lines.filter((index) => !isCash(book, book.lines[index]!, parameters));
  const held = charged.filter((index) => book.lines[index]!.kind !== 'order');
  const charge = (name: string, chosen: readonly number[]) =>
    named(
      `${id}/${name}`,
      gross(
        chosen,
        chosen.map((index) => valuePerUnit(book, book.lines[index]!)),
      ),
    );
  return {
    id: 'spot',
    label: 'Spot balances at full value',
    initial: charge('spot', charged),
    maintenance: charge('spot-held', held),
  };
}

/** Cash needs no margin itself: the assets that the parameters name, and the book's own currency. */
export function isCash(book: Book, each: Line, parameters: ParadexParameters): boolean {
  return each.kind === 'asset' && (parameters.cashAssets.includes(each.asset) || each.asset === book.baseCurrency);
}
