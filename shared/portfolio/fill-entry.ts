import { decimal, decimalText, requireThat } from '../foundation/index.ts';
import type { CashMovement, FeeTotal } from './balances.ts';
import { type ContractTerms, isSettledInCash } from './contract-terms.ts';
import type { Execution } from './execution.ts';
import { canonicalInstant } from './instant.ts';
import type { BookedAt, Bust, BustEntry, Fill, FillEntry, LedgerEntry, Reversal } from './ledger.ts';
import { type DecimalText, SIGN } from './portfolio.ts';

/**
 * The ledger entry of a fill. Options and spot move the premium `−signed·price·multiplier` in their settlement currency,
 * futures and perpetuals none; the fee leaves in its own currency. A correction moves what the fill in `corrected` moved
 * back as well.
 */
export function fillEntry(fill: Fill, terms: ContractTerms, at: BookedAt, corrected: FillEntry | null): FillEntry {
  requireThat(decimal(fill.quantity).gt(0), 'a fill has a quantity above zero', { quantity: fill.quantity });
  const facts = {
    kind: 'fill' as const,
    revision: at.revision,
    recordedAt: at.recordedAt,
    fillId: fill.fillId,
    instrument: fill.instrument,
    side: fill.side,
    quantity: decimalText(decimal(fill.quantity)),
    price: decimalText(decimal(fill.price)),
    fee: decimalText(decimal(fill.fee ?? '0')),
    feeCurrency: fill.feeCurrency ?? terms.settlementCurrency,
    venue: fill.venue,
    executedAt: canonicalInstant(fill.executedAt),
    terms,
  };
  const back = corrected === null ? [] : movementsOf(corrected, 1);
  return { ...facts, reverses: reversalOf(corrected), cash: [...back, ...movementsOf(facts, -1)] };
}

/** The ledger entry of a bust: the fill's premium and fee come back. */
export function bustEntry({ fillId, executedAt }: Bust, busted: FillEntry, at: BookedAt): BustEntry {
  return {
    kind: 'bust',
    revision: at.revision,
    recordedAt: at.recordedAt,
    fillId,
    executedAt: canonicalInstant(executedAt),
    reverses: reversalOf(busted),
    cash: movementsOf(busted, 1),
  };
}

/** What an entry adds to the fees paid, by currency. */
export function feesOf(entry: LedgerEntry): FeeTotal[] {
  const paid = entry.kind === 'fill' ? [{ currency: entry.feeCurrency, amount: entry.fee }] : [];
  const reverses = entry.kind === 'fill' || entry.kind === 'bust' ? entry.reverses : null;
  const back = reverses === null ? [] : [{ currency: reverses.feeCurrency, amount: scaled(reverses.fee, -1) }];
  return [...paid, ...back].filter(({ amount }) => amount !== '0');
}

export function executionOf({ fillId, executedAt, side, quantity, price }: FillEntry): Execution {
  return { fillId, executedAt, quantity: scaled(quantity, SIGN[side]), price };
}

function reversalOf(entry: FillEntry): Reversal;
function reversalOf(entry: FillEntry | null): Reversal | null;
function reversalOf(entry: FillEntry | null): Reversal | null {
  if (entry === null) return null;
  const { fillId, revision, instrument, venue, executedAt, fee, feeCurrency } = entry;
  return { fillId, revision, instrument, venue, executedAt, fee, feeCurrency };
}

type Booking = Pick<FillEntry, 'side' | 'quantity' | 'price' | 'fee' | 'feeCurrency' | 'venue' | 'terms'>;

/** Premium and fee of a fill: paid with −1, given back with 1. */
function movementsOf(entry: Booking, direction: 1 | -1): CashMovement[] {
  const { venue, feeCurrency, terms } = entry;
  const movements = [
    { asset: terms.settlementCurrency, venue, amount: scaled(premiumOf(entry), direction) },
    { asset: feeCurrency, venue, amount: scaled(entry.fee, direction) },
  ];
  return movements.filter(({ amount }) => amount !== '0');
}

/** Above zero where it is paid. */
function premiumOf({ side, quantity, price, terms }: Booking): DecimalText {
  if (isSettledInCash(terms)) return '0';
  const amount = decimal(quantity).times(decimal(price)).times(decimal(terms.multiplier));
  return decimalText(amount.times(SIGN[side]));
}

function scaled(amount: DecimalText, sign: 1 | -1): DecimalText {
  return decimalText(decimal(amount).times(sign));
}
