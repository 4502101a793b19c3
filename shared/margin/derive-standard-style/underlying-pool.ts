import { absolute, line, named, scale, sum } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import { linesByInstrument } from '../lines-by-instrument.ts';
import type { Component, Pool } from '../method.ts';
import { valuePerUnit } from '../unit-value.ts';
import { byExpiry, expiryMargin } from './expiry-margin.ts';
import { initialCharges } from './initial-charges.ts';
import { perpetualTier, type UnderlyingHoldings } from './markets.ts';
import { type OptionLine, optionLines } from './option-line.ts';
import type { StandardParameters } from './parameters.ts';

/** Options by expiry, perpetuals, and the initial charges on doubtful prices and a lost peg, of one underlying. */
export function underlyingPool(
  book: Book,
  holdings: UnderlyingHoldings,
  parameters: StandardParameters,
  depegFraction: number,
): Pool {
  const { underlying: id } = holdings;
  const options = optionLines(book, holdings.options, parameters.settlementWindowSeconds);
  const expiries = byExpiry(options);
  const components = [
    marketValue(id, options),
    ...expiries.map((expiry) => expiryMargin(book, id, expiry, parameters)),
    perpetualMargin(book, holdings, parameters),
    ...initialCharges({ book, holdings, expiries, parameters, depegFraction }),
  ];
  return poolOf(id, components);
}

/** A pool that is the sum of its components. */
export function poolOf(id: string, components: readonly Component[]): Pool {
  const total = (part: 'initial' | 'maintenance') =>
    sum(components.map((each) => each[part]).filter((charge) => charge !== null));
  return { id, initial: total('initial'), maintenance: total('maintenance'), components, scan: null };
}

/** Options count nothing beside their margin, which has the marks of short ones in it. */
function marketValue(pool: string, options: readonly OptionLine[]): Component {
  const value = (id: string) =>
    named(
      `${pool}/${id}`,
      line(
        options.map((each) => each.line),
        options.map(({ mark }) => mark),
      ),
    );
  return {
    id: 'option-value',
    label: 'Market value of options, which does not count',
    initial: value('option-value'),
    maintenance: value('option-value-maintenance'),
  };
}

/** `fraction · |contracts| · price` by perpetual. */
function perpetualMargin(
  book: Book,
  { underlying, perpetuals }: UnderlyingHoldings,
  parameters: StandardParameters,
): Component {
  const notional = sum(
    linesByInstrument(book, perpetuals).map((lines) =>
      absolute(
        line(
          lines,
          lines.map((index) => valuePerUnit(book, book.lines[index]!)),
        ),
      ),
    ),
  );
  const tier = perpetualTier(parameters, underlying) ?? { initialFraction: 0, maintenanceFraction: 0 };
  return {
    id: 'perpetuals',
    label: 'Perpetuals',
    initial: named(`${underlying}/perpetuals`, scale(tier.initialFraction, notional)),
    maintenance: named(`${underlying}/perpetuals-maintenance`, scale(tier.maintenanceFraction, notional)),
  };
}
