import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { type Book, type Line, underlyingOf } from '../../risk/index.ts';
import { DOLLAR } from '../dollars.ts';
import { type OkxParameters, valueFor } from './parameters.ts';

/** What nets: the contracts on an underlying, or on an underlying in one settlement currency. */
export type RiskUnit = {
  readonly id: string;
  readonly underlying: string;
  /** futures, perpetuals and options */
  readonly contracts: readonly number[];
  /** coins and spot that enter the unit */
  readonly balances: readonly number[];
  readonly orders: readonly number[];
};

/** Sorts a book into risk units, or says which holding the rule does not cover. */
export function riskUnitsOf(book: Book, parameters: OkxParameters): Outcome<readonly RiskUnit[]> {
  for (const line of book.lines) {
    const reason = uncovered(book, line, parameters);
    const pointer = `/portfolio/${line.kind === 'order' ? 'orders' : 'positions'}`;
    if (reason !== null) return failAt('not-applicable', pointer, reason);
  }
  const groups = new Map<string, { underlying: string; lines: number[] }>();
  for (const [index, line] of book.lines.entries()) {
    const underlying = underlyingOf(book, line);
    if (underlying === null || !enters(line, parameters)) continue;
    const id = unitId(book, line, underlying, parameters);
    const group = groups.get(id) ?? { underlying, lines: [] };
    group.lines.push(index);
    groups.set(id, group);
  }
  return succeed(
    [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, group]) => riskUnit(book, { id, ...group })),
  );
}

function riskUnit(
  book: Book,
  { id, underlying, lines }: { id: string; underlying: string; lines: readonly number[] },
): RiskUnit {
  const these = (passes: (line: Line) => boolean) => lines.filter((index) => passes(book.lines[index]!));
  return {
    id,
    underlying,
    contracts: these((line) => line.kind !== 'order' && !isBalance(line)),
    balances: these(isBalance),
    orders: these((line) => line.kind === 'order'),
  };
}

/** Spot and coins held as such are equity; the venue lets the user say how much of them offsets. */
function isBalance(line: Line): boolean {
  return line.kind === 'asset' || (line.kind === 'position' && line.contract.instrument.kind === 'spot');
}

function enters(line: Line, { spotOffset }: OkxParameters): boolean {
  return spotOffset === 'all' || !isBalance(line);
}

function unitId(book: Book, line: Line, underlying: string, { riskUnits }: OkxParameters): string {
  return riskUnits === 'underlying' || line.kind === 'asset' ? underlying : `${underlying}-${moneyOf(book, line)}`;
}

/** The money that a contract is margined in: a coin-settled one counts as dollar-margined. */
export function moneyOf(book: Book, line: Exclude<Line, { kind: 'asset' }>): string {
  const { settlementCurrency } = line.contract.instrument;
  return book.currencies.get(settlementCurrency)!.movesWith === null ? settlementCurrency : DOLLAR;
}

/** Why the rule does not cover a line; null where it does. */
function uncovered(book: Book, line: Line, parameters: OkxParameters): string | null {
  if (line.kind === 'asset') return null;
  const { id, kind, underlying } = line.contract.instrument;
  const assetClass = book.market.underlyings.get(underlying)?.assetClass;
  const isCoin =
    assetClass === undefined ? Object.hasOwn(parameters.moves.of, underlying) : assetClass.startsWith('crypto');
  if (!isCoin) return `${id} is on ${underlying}, which is no coin that the parameters name or the market says it is`;
  if (valueFor(parameters.moves, underlying) === null) return `no parameters/moves of ${underlying}, which ${id} is on`;
  return kind === 'option' && parameters.volShocks === null
    ? `${id} needs the vol shocks of MR1, whose sizes are not public: state parameters/volShocks`
    : null;
}
