import { type Outcome, succeed } from '../../foundation/index.ts';
import { type Expression, grossLong, grossShort, line, local, named, sum } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import type { Component, Formulation, Pool } from '../method.ts';
import { addPools } from '../pools.ts';
import { candidatesOf } from './candidates.ts';
import { isProven, type Pairable, pairingDetails } from './details.ts';
import { lowerBound } from './lower-bound.ts';
import { pairerOf } from './pairing.ts';
import type { StrategyParameters } from './parameters.ts';
import { readSeries } from './read-series.ts';
import type { Measure, Series } from './series.ts';

/**
 * Per underlying `initial = R + V`, summed over underlyings; so for the maintenance.
 *
 * R, the component `requirement`, is the least that any pairing of stock and options into the rule's strategies needs: single
 * positions (`single-positions.ts`), offsets with stock and short straddles (`offsets.ts`) and spreads at the most that they lose
 * (`spread-loss.ts`). As in the Cboe manual it takes the short options' proceeds to be in the account and the long ones to be paid.
 * V is the market value of the options, long − short: long options have no loan value, proceeds are the customer's.
 *
 * Published figures are one of three, each a sum of components in the base currency:
 *
 * | figure | is | components |
 * |---|---|---|
 * | requirement, short options at market (manual, Lean, IB) | what must be there beside paid long options | `requirement` |
 * | with long options paid (Cboe manual for calendars) | | `requirement + long-options` |
 * | deposit net of proceeds (Cboe 2007, spreads net of credit) | what must be there beside the proceeds | `deposit = requirement + long-options − option-proceeds` |
 * | 150 % of short stock | with its proceeds | `requirement + stock-proceeds` |
 *
 * Ballast's equity counts options at their marks, so what it is compared with is the deposit: equity − deposit is the cash that is
 * free under the rule. Source: tradfi-margin.md §0, §3, §4; test/conformance/margin/strategy.test.ts.
 */
export function formulateStrategy(parameters: StrategyParameters): (book: Book) => Outcome<Formulation> {
  return (book) => formulateBook(book, parameters);
}

function formulateBook(book: Book, parameters: StrategyParameters): Outcome<Formulation> {
  const read = readSeries(book, parameters);
  if (!read.ok) return read;
  const pairable: Pairable[] = [];
  for (const [underlying, series] of read.value) {
    const candidates = candidatesOf(underlying, series, parameters);
    if (!candidates.ok) return candidates;
    pairable.push({ underlying, candidates: candidates.value, pair: pairerOf(candidates.value) });
  }
  const warnings = book.lines.some((each) => each.kind === 'order') ? ['orders-not-counted'] : [];
  return succeed({
    ...addPools(pairable.map(strategyPool)),
    scenarios: [],
    warnings,
    exactness: ({ quantities }) => (isProven(pairable, quantities) ? 'exact' : 'approximate'),
    details: { nodes: [], read: ({ quantities }) => pairingDetails(pairable, quantities) },
  });
}

function strategyPool(pairable: Pairable): Pool {
  const id = pairable.underlying;
  const { series } = pairable.candidates;
  const initialRule = pairingNode(pairable, 'initial');
  const maintenanceRule = pairingNode(pairable, 'maintenance');
  const options = optionValues(series);
  const value = line(options.lines, options.marks);
  const initial = named(`${id}/deposit`, sum([initialRule, value]));
  const maintenance = named(`${id}/deposit-maintenance`, sum([maintenanceRule, value]));
  const both = (name: string, label: string, node: Expression): Component => {
    const shown = named(`${id}/${name}`, node);
    return { id: name, label, initial: shown, maintenance: shown };
  };
  const stock = shortStockValue(series);
  return {
    id,
    initial,
    maintenance,
    components: [
      {
        id: 'requirement',
        label: 'Cheapest pairing, short options at market',
        initial: initialRule,
        maintenance: maintenanceRule,
      },
      both('long-options', 'Long options at market, paid in full', grossLong(options.lines, options.marks)),
      both('option-proceeds', 'Short options at market, taken off', grossShort(options.lines, options.marks)),
      both('stock-proceeds', 'Short stock at market, not in the requirement', stock),
      { id: 'deposit', label: 'Requirement + long options − option proceeds', initial, maintenance },
    ],
    scan: null,
  };
}

function pairingNode({ underlying, candidates, pair }: Pairable, measure: Measure): Expression {
  const children = candidates.series.map(({ lines }) =>
    line(
      lines,
      lines.map(() => 1),
    ),
  );
  const fn = (quantities: Float64Array) => {
    const { requirement, marginals } = pair(quantities, measure);
    return { value: requirement, partials: marginals };
  };
  const bound = lowerBound(candidates, measure);
  const below = bound === null ? [] : [named(`${underlying}/scan-${measure}`, bound)];
  return named(`${underlying}/pairing-${measure}`, local({ children, fn, below }));
}

type Valued = { readonly lines: readonly number[]; readonly marks: readonly number[] };

function optionValues(series: readonly Series[]): Valued {
  return valuesWhere(series, (each) => each.kind === 'option');
}

function shortStockValue(series: readonly Series[]): Expression {
  const { lines, marks } = valuesWhere(series, (each) => each.kind === 'stock');
  return grossShort(lines, marks);
}

/** Lines of the series that pass, ascending, and what one contract is worth. */
function valuesWhere(series: readonly Series[], passes: (each: Series) => boolean): Valued {
  const valued = series
    .filter(passes)
    .flatMap((each) => each.lines.map((index) => ({ index, mark: each.price * each.multiplier })))
    .toSorted((a, b) => a.index - b.index);
  return { lines: valued.map(({ index }) => index), marks: valued.map(({ mark }) => mark) };
}
