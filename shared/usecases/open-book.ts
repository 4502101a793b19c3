import { collect, decimal, decimalText, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { findContract, type Market, type QuotedContract } from '../market/index.ts';
import {
  applyMovements,
  type CashMovement,
  type CollateralHolding,
  contractTerms,
  isInverseDeltaOneTerms,
  isSettledInCash,
  type LedgerEntry,
  type LedgerPosition,
  type OpeningEntry,
  openPosition,
  type Portfolio,
  type Position,
  type PositionOpening,
} from '../portfolio/index.ts';
import { checkSize } from './trade-size.ts';

/** The holdings a portfolio begins with, as ledger entries and what they add up to. */
export type OpenedBook = {
  readonly positions: readonly LedgerPosition[];
  readonly balances: readonly CollateralHolding[];
  readonly entries: readonly LedgerEntry[];
};

/**
 * Books the holdings of a new portfolio under the contract facts of `market` (null where it has no version yet). A future
 * or perpetual sent without an average price is opened at the market's mark, so that its gain counts from here on.
 */
export function openBook(portfolio: Portfolio, market: Market | null, at: OpenedAt): Outcome<OpenedBook> {
  const opened = collect(portfolio.positions.map((position, i) => openOne(position, market, i)));
  if (!opened.ok) return opened;
  const repeated = firstRepeated(portfolio.positions);
  if (repeated !== null)
    return failAt('invalid-input', `/positions/${repeated}`, 'this instrument and venue stand twice');
  const cash = portfolio.collateral.map(({ asset, venue, quantity }) => ({ asset, venue, amount: exact(quantity) }));
  return succeed({
    positions: opened.value,
    balances: applyMovements([], cash),
    entries: [
      ...opened.value.map((position) => positionEntry(position, at)),
      ...cash.map((each) => assetEntry(each, at)),
    ],
  });
}

type OpenedAt = { readonly revision: number; readonly recordedAt: string };

function positionEntry({ instrument, venue, opening, terms }: LedgerPosition, at: OpenedAt): OpeningEntry {
  return { kind: 'opening', ...at, cash: [], position: { instrument, venue, ...opening }, terms };
}

function assetEntry(movement: CashMovement, at: OpenedAt): OpeningEntry {
  return { kind: 'opening', ...at, cash: [movement], position: null, terms: null };
}

/** Checks that the market holds every instrument on order. */
export function checkOrders(portfolio: Portfolio, market: Market | null): Outcome<unknown> {
  return collect(
    portfolio.orders.map(({ instrument }, i) => contractOf(market, instrument, `/orders/${i}/instrument`)),
  );
}

function openOne(position: Position, market: Market | null, index: number): Outcome<LedgerPosition> {
  const pointer = `/positions/${index}`;
  const contract = contractOf(market, position.instrument, `${pointer}/instrument`);
  if (!contract.ok) return contract;
  const terms = contractTerms(contract.value.instrument);
  const funding = exact(position.unrealisedFunding ?? '0');
  if (funding !== '0' && !isSettledInCash(terms)) {
    return failAt('invalid-input', `${pointer}/unrealisedFunding`, 'only futures and perpetuals accrue funding');
  }
  const averagePrice = entryPrice(position, contract.value, `${pointer}/averagePrice`);
  if (!averagePrice.ok) return averagePrice;
  const opening: PositionOpening = {
    quantity: exact(position.quantity),
    averagePrice: averagePrice.value,
    unrealisedFunding: funding,
  };
  const size = checkSize(terms, opening.quantity, opening.averagePrice ?? '1', `${pointer}/quantity`);
  return size.ok ? succeed(openPosition(position.instrument, position.venue, terms, opening)) : size;
}

function entryPrice(
  position: Position,
  { instrument, quoted }: QuotedContract,
  pointer: string,
): Outcome<string | null> {
  const terms = contractTerms(instrument);
  const price = position.averagePrice ?? (isSettledInCash(terms) ? quoted.mark : null);
  if (price === null) return succeed(null);
  if (price === undefined) {
    return failAt(
      'invalid-input',
      pointer,
      `${instrument.id} needs an average price: the market has no mark to open it at`,
    );
  }
  const entry = decimal(price);
  if (isInverseDeltaOneTerms(terms) && !entry.gt(0)) {
    return failAt('invalid-input', pointer, 'an inverse contract has a price above zero');
  }
  return succeed(decimalText(entry));
}

function contractOf(market: Market | null, id: string, pointer: string): Outcome<QuotedContract> {
  if (market !== null) return findContract(market, id, pointer);
  return failAt('unknown-instrument', pointer, `the portfolio's market has no version yet, so ${id} is unknown`);
}

function firstRepeated(positions: readonly Position[]): number | null {
  const seen = new Set<string>();
  for (const [i, { instrument, venue }] of positions.entries()) {
    const name = `${instrument}#${venue}`;
    if (seen.has(name)) return i;
    seen.add(name);
  }
  return null;
}

function exact(quantity: string): string {
  return decimalText(decimal(quantity));
}
