import { decimal, decimalText, requireThat } from '../foundation/index.ts';
import type { CashMovement } from './balances.ts';
import { type ContractTerms, isSettledInCash } from './contract-terms.ts';
import type { Execution } from './execution.ts';
import { canonicalInstant } from './instant.ts';
import { type DecimalText, SIGN, type Side } from './portfolio.ts';
import type { PositionOpening } from './position-fold.ts';

/** A trade as a venue reports it. */
export type Fill = {
  readonly fillId: string;
  readonly instrument: string;
  readonly side: Side;
  /** above zero */
  readonly quantity: DecimalText;
  readonly price: DecimalText;
  /** 0 unless stated; negative for a rebate */
  readonly fee?: DecimalText | undefined;
  /** the settlement currency unless stated */
  readonly feeCurrency?: string | undefined;
  readonly venue: string;
  readonly executedAt: string;
};

type AdjustmentKind = 'deposit' | 'withdrawal' | 'transfer' | 'correction';

/** A change of an asset balance that no trade made. */
export type Adjustment = {
  readonly adjustmentId: string;
  readonly kind: AdjustmentKind;
  readonly asset: string;
  /** above zero, but signed for a correction */
  readonly quantity: DecimalText;
  readonly venue: string;
  /** of a transfer only */
  readonly toVenue?: string | undefined;
  readonly effectiveAt: string;
  readonly note?: string | undefined;
};

type Booked = {
  readonly revision: number;
  readonly recordedAt: string;
  /** what the entry did to the balances */
  readonly cash: readonly CashMovement[];
};

/** One holding that the portfolio began with: a position under its terms, or (in `cash`) an asset. */
export type OpeningEntry = Booked & {
  readonly kind: 'opening';
  readonly position: ({ readonly instrument: string; readonly venue: string } & PositionOpening) | null;
  readonly terms: ContractTerms | null;
};

export type FillEntry = Booked & {
  readonly kind: 'fill';
  readonly fillId: string;
  readonly instrument: string;
  readonly side: Side;
  readonly quantity: DecimalText;
  readonly price: DecimalText;
  readonly fee: DecimalText;
  readonly feeCurrency: string;
  readonly venue: string;
  readonly executedAt: string;
  readonly terms: ContractTerms;
};

export type AdjustmentEntry = Booked & {
  readonly kind: 'adjustment';
  readonly adjustmentId: string;
  readonly adjustment: AdjustmentKind;
  readonly asset: string;
  readonly quantity: DecimalText;
  readonly venue: string;
  readonly toVenue: string | null;
  readonly effectiveAt: string;
  readonly note: string | null;
};

/** One line of the append-only ledger. */
export type LedgerEntry = OpeningEntry | FillEntry | AdjustmentEntry;

type BookedAt = { readonly revision: number; readonly recordedAt: string };

/**
 * The ledger entry of a fill. Options and spot move the premium `−signed·price·multiplier` in their settlement currency,
 * futures and perpetuals none; the fee leaves in its own currency.
 */
export function fillEntry(fill: Fill, terms: ContractTerms, at: BookedAt): FillEntry {
  requireThat(decimal(fill.quantity).gt(0), 'a fill has a quantity above zero', { quantity: fill.quantity });
  const fee = decimalText(decimal(fill.fee ?? '0'));
  const feeCurrency = fill.feeCurrency ?? terms.settlementCurrency;
  const entry = {
    kind: 'fill' as const,
    ...at,
    fillId: fill.fillId,
    instrument: fill.instrument,
    side: fill.side,
    quantity: decimalText(decimal(fill.quantity)),
    price: decimalText(decimal(fill.price)),
    fee,
    feeCurrency,
    venue: fill.venue,
    executedAt: canonicalInstant(fill.executedAt),
    terms,
  };
  const movements = [
    { asset: terms.settlementCurrency, venue: fill.venue, amount: premiumOf(entry) },
    { asset: feeCurrency, venue: fill.venue, amount: decimalText(decimal(fee).times(-1)) },
  ];
  return { ...entry, cash: movements.filter(({ amount }) => amount !== '0') };
}

/** The ledger entry of an adjustment; a transfer moves cash twice. */
export function adjustmentEntry(adjustment: Adjustment, at: BookedAt): AdjustmentEntry {
  const { adjustmentId, kind, asset, venue } = adjustment;
  const quantity = decimal(adjustment.quantity);
  const leaves = kind === 'withdrawal' || kind === 'transfer';
  const first = { asset, venue, amount: decimalText(leaves ? quantity.times(-1) : quantity) };
  const toVenue = adjustment.toVenue ?? null;
  const second = toVenue === null ? [] : [{ asset, venue: toVenue, amount: decimalText(quantity) }];
  return {
    kind: 'adjustment',
    ...at,
    adjustmentId,
    adjustment: kind,
    asset,
    quantity: decimalText(quantity),
    venue,
    toVenue,
    effectiveAt: canonicalInstant(adjustment.effectiveAt),
    note: adjustment.note ?? null,
    cash: [first, ...second],
  };
}

export function executionOf({ fillId, executedAt, side, quantity, price }: FillEntry): Execution {
  return { fillId, executedAt, quantity: decimalText(decimal(quantity).times(SIGN[side])), price };
}

function premiumOf(entry: Pick<FillEntry, 'side' | 'quantity' | 'price' | 'terms'>): DecimalText {
  if (isSettledInCash(entry.terms)) return '0';
  const amount = decimal(entry.quantity).times(decimal(entry.price)).times(decimal(entry.terms.multiplier));
  return decimalText(amount.times(-SIGN[entry.side]));
}
