import { type Decimal, decimal, decimalText } from '../foundation/index.ts';
import { type ContractTerms, isInverseDeltaOneTerms, isSettledInCash } from './contract-terms.ts';
import { type Execution, executionKey, inExecutionOrder } from './execution.ts';
import type { DecimalText } from './portfolio.ts';
import type { Settlement } from './settlement.ts';

/** What a position began with, before any fill; null where the entry price isn't known. */
export type PositionOpening = {
  readonly quantity: DecimalText;
  readonly averagePrice: DecimalText | null;
  readonly unrealisedFunding: DecimalText;
};

/** One instrument at one venue as the ledger has it. */
export type LedgerPosition = {
  readonly instrument: string;
  readonly venue: string;
  readonly terms: ContractTerms;
  readonly opening: PositionOpening;
  /** signed, + long; zero stays */
  readonly quantity: DecimalText;
  /** null at quantity 0 and where the opening price isn't known */
  readonly averagePrice: DecimalText | null;
  /** in settlement currency; null once a part of unknown entry price was closed */
  readonly realised: DecimalText | null;
  readonly unrealisedFunding: DecimalText;
  /** how many executions are folded in */
  readonly executionCount: number;
  /** of the last execution folded in; null before the first */
  readonly lastExecution: string | null;
  /** what an expired contract was settled at: whatever was executed is closed at it */
  readonly settlement: Settlement | null;
  /** what the contract paid at expiry, in settlement currency; that of a future is in `realised` */
  readonly paidAtExpiry: DecimalText;
};

export const NO_OPENING: PositionOpening = { quantity: '0', averagePrice: null, unrealisedFunding: '0' };

export function openPosition(
  instrument: string,
  venue: string,
  terms: ContractTerms,
  opening: PositionOpening,
): LedgerPosition {
  const { quantity, averagePrice, unrealisedFunding } = opening;
  const state = { quantity, averagePrice: quantity === '0' ? null : averagePrice, unrealisedFunding };
  const untraded = { realised: '0', executionCount: 0, lastExecution: null, settlement: null, paidAtExpiry: '0' };
  return { instrument, venue, terms, opening, ...state, ...untraded };
}

/**
 * True when one of `executions` belongs before one that was folded in already, or before the settlement: the position is
 * then to be refolded.
 */
export function isLate(position: LedgerPosition, executions: readonly Execution[]): boolean {
  const { lastExecution, settlement } = position;
  if (settlement !== null) return true;
  return lastExecution !== null && executions.some((execution) => executionKey(execution) < lastExecution);
}

/** The position after later executions, in `(executedAt, fillId)` order whatever the order given. */
export function foldOnto(position: LedgerPosition, executions: readonly Execution[]): LedgerPosition {
  return inExecutionOrder(executions).reduce(foldExecution, position);
}

/** As `foldOnto`, the position after each of them. */
export function foldStates(position: LedgerPosition, executions: readonly Execution[]): LedgerPosition[] {
  let state = position;
  return inExecutionOrder(executions).map((execution) => {
    state = foldExecution(state, execution);
    return state;
  });
}

/**
 * The position once its contract has expired: what is held is closed at the settlement's price. An option pays
 * `quantity·price·multiplier`; the gain of a future is realised. Settlement comes last, whatever was executed when.
 */
export function settle(position: LedgerPosition, settlement: Settlement): LedgerPosition {
  const { quantity, terms, executionCount, lastExecution } = position;
  if (quantity === '0') return { ...position, settlement };
  const held = decimal(quantity);
  const closing = { fillId: '', executedAt: settlement.settledAt, quantity: decimalText(held.times(-1)) };
  const closed = foldExecution(position, { ...closing, price: settlement.price });
  const worth = held.times(decimal(settlement.price)).times(decimal(terms.multiplier));
  const paidAtExpiry = isSettledInCash(terms) ? '0' : decimalText(worth);
  return { ...closed, executionCount, lastExecution, settlement, paidAtExpiry };
}

/**
 * One execution. An addition averages the price by quantity (harmonically for inverse futures and perpetuals, so that the
 * gain in coin is kept), a reduction keeps it and realises the gain of what it closes, a flip starts anew at its price.
 * Any trade settles the funding accrued so far. The average price is rounded to 34 decimals, half to even.
 */
function foldExecution(position: LedgerPosition, execution: Execution): LedgerPosition {
  const held = decimal(position.quantity);
  const traded = decimal(execution.quantity);
  const price = decimal(execution.price);
  const quantity = held.plus(traded);
  const entry = position.averagePrice === null ? null : decimal(position.averagePrice);
  const closed = closedQuantity(held, traded);
  const average = averageAfter(position.terms, { held, traded, entry, price });
  return {
    ...position,
    quantity: decimalText(quantity),
    averagePrice: average === null ? null : decimalText(average),
    realised: realisedAfter(position, closed, entry, price),
    unrealisedFunding: '0',
    executionCount: position.executionCount + 1,
    lastExecution: executionKey(execution),
  };
}

/** The part of `held`, with its sign, that an opposite trade closes. */
function closedQuantity(held: Decimal, traded: Decimal): Decimal {
  if (held.s === traded.s || held.eq(0)) return decimal(0);
  return traded.abs().lt(held.abs()) ? traded.times(-1) : held;
}

type Averaging = { held: Decimal; traded: Decimal; entry: Decimal | null; price: Decimal };

function averageAfter(terms: ContractTerms, { held, traded, entry, price }: Averaging): Decimal | null {
  const after = held.plus(traded);
  if (after.eq(0)) return null;
  if (held.eq(0) || after.s !== held.s) return price;
  if (traded.s !== held.s || entry === null) return entry;
  if (!isInverseDeltaOneTerms(terms)) return held.times(entry).plus(traded.times(price)).div(after);
  // (h+t)/(h/e + t/p) with one division only
  return after
    .times(entry)
    .times(price)
    .div(held.times(price).plus(traded.times(entry)));
}

function realisedAfter(
  { terms, realised, unrealisedFunding }: LedgerPosition,
  closed: Decimal,
  entry: Decimal | null,
  price: Decimal,
): DecimalText | null {
  if (realised === null || (entry === null && !closed.eq(0))) return null;
  const settled = decimal(realised).plus(decimal(unrealisedFunding));
  if (entry === null || closed.eq(0)) return decimalText(settled);
  const size = closed.times(decimal(terms.multiplier));
  const move = price.minus(entry);
  const gain = isInverseDeltaOneTerms(terms) ? size.times(move).div(entry.times(price)) : size.times(move);
  return decimalText(settled.plus(gain));
}
