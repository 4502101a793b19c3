import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { Book, Line } from '../../risk/index.ts';
import { underlyingOf } from '../../risk/index.ts';
import { DOLLAR } from '../dollars.ts';
import { linesWhere } from '../pools.ts';
import { type DeribitPair, type DeribitParameters, pairOf } from './parameters.ts';

export const CROSS_POOL = 'CROSS';

/** The lines of a pool on one underlying. */
export type PairLines = {
  readonly underlying: string;
  readonly pair: DeribitPair;
  /** what is held and enters the matrix: contracts, and in mode `cross` balances of the coin */
  readonly held: readonly number[];
  readonly orders: readonly number[];
};

/** What is margined together. */
export type PoolPlan = {
  readonly id: string;
  /** in which gains are measured */
  readonly currency: string;
  /** whether the currency is the coin that the contracts are on */
  readonly inCoin: boolean;
  readonly pairs: readonly PairLines[];
};

/** Sorts a book into pools, or says which holding the rule does not cover. */
export function planPools(book: Book, parameters: DeribitParameters): Outcome<readonly PoolPlan[]> {
  for (const line of book.lines) {
    const reason = uncovered(book, line, parameters);
    const pointer = `/portfolio/${line.kind === 'order' ? 'orders' : 'positions'}`;
    if (reason !== null) return failAt('not-applicable', pointer, reason);
  }
  if (parameters.mode === 'cross') {
    const lines = [...book.lines.keys()];
    return succeed([poolPlan(book, lines, { id: CROSS_POOL, currency: DOLLAR, parameters })]);
  }
  const settled = new Set(book.lines.flatMap((line) => (line.kind === 'asset' ? [] : [settlementOf(line)])));
  return succeed(
    [...settled].toSorted().map((currency) => {
      const lines = linesWhere(book, (line) => line.kind !== 'asset' && settlementOf(line) === currency);
      return poolPlan(book, lines, { id: currency, currency, parameters });
    }),
  );
}

type PoolSpec = Pick<PoolPlan, 'id' | 'currency'> & { readonly parameters: DeribitParameters };

function poolPlan(book: Book, lines: readonly number[], { id, currency, parameters }: PoolSpec): PoolPlan {
  const underlyings = new Set(lines.flatMap((index) => underlyingOf(book, book.lines[index]!) ?? []));
  const pairs = [...underlyings].toSorted().flatMap((underlying): PairLines[] => {
    const pair = pairOf(parameters, underlying);
    if (pair === null) return [];
    const own = lines.filter((index) => underlyingOf(book, book.lines[index]!) === underlying);
    const balancesCount = parameters.mode === 'cross' && pair.equitySideImpact === 'both';
    const enters = (line: Line) => line.kind !== 'order' && (!isBalance(line) || balancesCount);
    const held = own.filter((index) => enters(book.lines[index]!));
    const orders = own.filter((index) => book.lines[index]!.kind === 'order');
    return held.length + orders.length === 0 ? [] : [{ underlying, pair, held, orders }];
  });
  return { id, currency, inCoin: id === currency && book.currencies.get(currency)!.movesWith !== null, pairs };
}

/** Spot and coins held as such are equity, not contracts. */
export function isBalance(line: Line): boolean {
  return line.kind === 'asset' || line.contract.instrument.kind === 'spot';
}

function settlementOf(line: Exclude<Line, { kind: 'asset' }>): string {
  return line.contract.instrument.settlementCurrency;
}

/** Why the rule does not cover a line; null where it does. */
function uncovered(book: Book, line: Line, parameters: DeribitParameters): string | null {
  if (line.kind === 'asset') return null;
  const { instrument } = line.contract;
  const pair = pairOf(parameters, instrument.underlying);
  if (pair === null) return `no parameters of the underlying ${instrument.underlying}, which ${instrument.id} is on`;
  const coin = book.currencies.get(instrument.settlementCurrency)!.movesWith;
  if (coin !== (instrument.payoff === 'inverse' ? instrument.underlying : null)) {
    return `${instrument.id} is ${instrument.payoff} and settles in ${instrument.settlementCurrency}, as no contract of the venue does`;
  }
  const unknown = unknownParameter(line, pair);
  return unknown === null
    ? null
    : `${instrument.id} needs ${unknown} of ${instrument.underlying}, which this version does not know: state parameters/assumed/${unknown}`;
}

function unknownParameter({ contract }: Exclude<Line, { kind: 'asset' }>, pair: DeribitPair): string | null {
  const { kind } = contract.instrument;
  if (kind === 'option' && pair.minVolUpAnnual === null) return 'minVolUpAnnual';
  const isDated = kind === 'option' || kind === 'future';
  return isDated && pair.annualisedMoveRiskFraction === null ? 'annualisedMoveRiskFraction' : null;
}
