import { collect, failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { timeToExpiryYears } from '../../market/index.ts';
import {
  type AssetLine,
  type Book,
  baseRate,
  holdingOf,
  type PositionLine,
  underlyingOf,
  underlyingPrice,
  valuationOf,
} from '../../risk/index.ts';
import type { ClassRule, StrategyParameters } from './parameters.ts';
import type { Series } from './series.ts';

/** The series of each underlying, in alphabetical order of underlyings; within one in order of first appearance. */
export type SeriesByUnderlying = ReadonlyMap<string, readonly Series[]>;

/**
 * What the rule sees of a book: options and stock, each series once. Cash that no underlying moves needs nothing and open orders
 * aren't seen.
 *
 * @returns `not-applicable` naming every holding of which the rule says nothing: futures, perpetuals, inverse options, and what
 *   follows an underlying whose asset class has no rule
 */
export function readSeries(book: Book, parameters: StrategyParameters): Outcome<SeriesByUnderlying> {
  const found = collect([...linesOfHoldings(book).values()].map((lines) => seriesOf(book, lines, parameters)));
  if (!found.ok) return found;
  const byUnderlying = new Map<string, Series[]>();
  for (const { underlying, series } of found.value.toSorted((a, b) => (a.underlying < b.underlying ? -1 : 1))) {
    const group = byUnderlying.get(underlying);
    if (group === undefined) byUnderlying.set(underlying, [series]);
    else group.push(series);
  }
  return succeed(byUnderlying);
}

type HoldingLine = PositionLine | AssetLine;
type Found = { readonly underlying: string; readonly series: Series };
type Placed = { readonly line: HoldingLine; readonly index: number };

function linesOfHoldings(book: Book): ReadonlyMap<string, readonly Placed[]> {
  const groups = new Map<string, Placed[]>();
  for (const [index, line] of book.lines.entries()) {
    if (line.kind === 'order' || underlyingOf(book, line) === null) continue;
    const key = `${line.kind}:${holdingOf(line)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ line, index }]);
    else group.push({ line, index });
  }
  return groups;
}

function seriesOf(book: Book, placed: readonly Placed[], parameters: StrategyParameters): Outcome<Found> {
  const { line } = placed[0]!;
  const underlying = underlyingOf(book, line)!;
  const rule = ruleOf(book, underlying, parameters);
  if (rule === undefined) return refuse(line, `no rule covers the asset class of ${underlying}`);
  const facts = {
    id: holdingOf(line),
    lines: placed.map((each) => each.index),
    spot: underlyingPrice(book, underlying),
    rule,
  };
  if (line.kind === 'asset') {
    return succeed({
      underlying,
      series: { ...facts, kind: 'stock', multiplier: 1, price: baseRate(book, line.asset) },
    });
  }
  const { instrument } = line.contract;
  const rate = baseRate(book, instrument.settlementCurrency);
  const { mark, spot } = valuationOf(book, instrument.id);
  const { multiplier } = instrument;
  const priced = { ...facts, multiplier, spot: spot * rate, price: mark * rate };
  if (instrument.kind === 'spot') return succeed({ underlying, series: { ...priced, kind: 'stock' } });
  if (instrument.kind !== 'option') return refuse(line, `the rule covers options and stock, not a ${instrument.kind}`);
  if (instrument.payoff === 'inverse') return refuse(line, 'the rule does not cover options that pay in coin');
  const { right, expiryMs } = instrument;
  return succeed({
    underlying,
    series: {
      ...priced,
      kind: 'option',
      right,
      expiryMs,
      strike: instrument.strike * rate,
      isLongTerm: timeToExpiryYears(book.market, expiryMs) > parameters.longTermYears,
      leverageFactor: book.market.underlyings.get(underlying)?.leverageFactor ?? 1,
    },
  });
}

function ruleOf(book: Book, underlying: string, { classes }: StrategyParameters): ClassRule | undefined {
  const assetClass = book.market.underlyings.get(underlying)?.assetClass;
  return assetClass === undefined ? undefined : classes.find((each) => each.assetClasses.includes(assetClass));
}

function refuse(line: HoldingLine, reason: string): Outcome<never> {
  const pointer = line.kind === 'asset' ? '/portfolio/collateral' : '/portfolio/positions';
  return failAt('not-applicable', pointer, `${holdingOf(line)}: ${reason}`);
}
