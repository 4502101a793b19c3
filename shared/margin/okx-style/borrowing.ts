import { isDeltaOne, valuePerContract } from '../../instruments/index.ts';
import { type Expression, line, marginalTiers, named, short, sum } from '../../requirement/index.ts';
import { type Book, baseRate, type Line, valuationOf } from '../../risk/index.ts';
import type { Component, Pool } from '../method.ts';
import { type OkxParameters, valueFor } from './parameters.ts';

const BORROW_POOL = 'borrow';

/** The equity of one currency: `Σ worth per unit · q + gains since entry`, in base currency. */
type CurrencyEquity = {
  readonly currency: string;
  readonly lines: readonly number[];
  readonly worthPerUnit: readonly number[];
  readonly fixed: number;
};

/** MR8: marginal rates on what is owed of each currency; a debt of one is not paid by the equity of another. */
export function borrowPool(book: Book, parameters: OkxParameters): Pool {
  const components = equitiesOf(book).flatMap((equity): Component[] => {
    const { currency } = equity;
    const tiers = valueFor(parameters.borrowTiers, currency);
    if (tiers === null) return [];
    const owed = short(line(equity.lines, equity.worthPerUnit, equity.fixed));
    const charge = (name: 'initial' | 'maintenance'): Expression => {
      const scale = tiers.map((tier) => ({
        upTo: tier.upTo === null ? Number.POSITIVE_INFINITY : tier.upTo * baseRate(book, currency),
        rate: tier[name],
      }));
      return named(`${BORROW_POOL}/${currency}/${name}`, marginalTiers(scale, owed));
    };
    const label = `MR8: borrowing of ${currency}`;
    return [{ id: `mr8:${currency}`, label, initial: charge('initial'), maintenance: charge('maintenance') }];
  });
  return {
    id: BORROW_POOL,
    initial: sum(components.map((each) => each.initial!)),
    maintenance: sum(components.map((each) => each.maintenance!)),
    components,
    scan: null,
  };
}

/** Currencies that are owed without a rate known for them. */
export function unratedDebts(book: Book, parameters: OkxParameters): string[] {
  return equitiesOf(book).flatMap(({ currency, lines, worthPerUnit, fixed }) => {
    const equity = lines.reduce((total, index, j) => total + worthPerUnit[j]! * book.lines[index]!.quantity, fixed);
    return equity < 0 && valueFor(parameters.borrowTiers, currency) === null ? [currency] : [];
  });
}

function equitiesOf(book: Book): CurrencyEquity[] {
  const currencies = new Set(book.lines.flatMap((each) => (each.kind === 'order' ? [] : [currencyOf(each)])));
  return [...currencies].toSorted().map((currency) => {
    const lines = [...book.lines.keys()].filter((index) => {
      const each = book.lines[index]!;
      return each.kind !== 'order' && currencyOf(each) === currency;
    });
    const gains = lines.map((index) => fixedGain(book, book.lines[index]!));
    return {
      currency,
      lines,
      worthPerUnit: lines.map((index) => worthOf(book, book.lines[index]!)),
      fixed: gains.reduce((total, gain) => total + gain, 0),
    };
  });
}

/** Spot is held in its coin, all else in what it settles in. */
function currencyOf(each: Line): string {
  if (each.kind === 'asset') return each.asset;
  const { instrument } = each.contract;
  return instrument.kind === 'spot' ? instrument.underlying : instrument.settlementCurrency;
}

function worthOf(book: Book, each: Line): number {
  if (each.kind === 'asset') return baseRate(book, each.asset);
  const { instrument } = each.contract;
  const { mark } = valuationOf(book, instrument.id);
  return valuePerContract(instrument, mark) * baseRate(book, instrument.settlementCurrency);
}

function fixedGain(book: Book, each: Line): number {
  if (each.kind !== 'position') return 0;
  const { instrument } = each.contract;
  return isDeltaOne(instrument) ? each.gainSinceEntry * baseRate(book, instrument.settlementCurrency) : 0;
}
