import type { CashMovement } from './balances.ts';
import type { ContractTerms } from './contract-terms.ts';
import type { DecimalText, Side } from './portfolio.ts';
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
  /** the earlier fill that this one takes the place of */
  readonly corrects?: string | undefined;
};

/** A venue's word that an earlier fill never was. */
export type Bust = {
  readonly fillId: string;
  /** the earlier fill */
  readonly busts: string;
  /** when the venue took it back */
  readonly executedAt: string;
};

type CashAdjustmentKind = 'deposit' | 'withdrawal' | 'transfer' | 'correction';

/** A change of an asset balance that no trade made. */
export type CashAdjustment = {
  readonly adjustmentId: string;
  readonly kind: CashAdjustmentKind;
  readonly asset: string;
  /** above zero, but signed for a correction */
  readonly quantity: DecimalText;
  readonly venue: string;
  /** of a transfer only */
  readonly toVenue?: string | undefined;
  readonly effectiveAt: string;
  readonly note?: string | undefined;
};

/** The end of a position whose contract has expired: it is closed at what the underlying's final price makes of it. */
export type SettlementAdjustment = {
  readonly adjustmentId: string;
  readonly kind: 'settlement';
  readonly instrument: string;
  readonly venue: string;
  /** of the underlying */
  readonly settlementPrice: DecimalText;
  readonly effectiveAt: string;
  readonly note?: string | undefined;
  /** the earlier settlement that this one takes the place of */
  readonly corrects?: string | undefined;
};

export type Adjustment = CashAdjustment | SettlementAdjustment;

/** The place of an entry in the ledger. */
export type BookedAt = { readonly revision: number; readonly recordedAt: string };

type Booked = BookedAt & {
  /** what the entry did to the balances */
  readonly cash: readonly CashMovement[];
};

/** One holding that the portfolio began with: a position under its terms, or (in `cash`) an asset. */
export type OpeningEntry = Booked & {
  readonly kind: 'opening';
  readonly position: ({ readonly instrument: string; readonly venue: string } & PositionOpening) | null;
  readonly terms: ContractTerms | null;
};

/** An earlier fill that a bust or correction takes back: where it stands, and what it had booked. */
export type Reversal = {
  readonly fillId: string;
  readonly revision: number;
  readonly instrument: string;
  readonly venue: string;
  readonly executedAt: string;
  readonly fee: DecimalText;
  readonly feeCurrency: string;
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
  /** of a correction: `cash` holds the way back of the earlier fill too */
  readonly reverses: Reversal | null;
};

export type BustEntry = Booked & {
  readonly kind: 'bust';
  readonly fillId: string;
  readonly executedAt: string;
  readonly reverses: Reversal;
};

export type AdjustmentEntry = Booked & {
  readonly kind: 'adjustment';
  readonly adjustmentId: string;
  readonly adjustment: CashAdjustmentKind;
  readonly asset: string;
  readonly quantity: DecimalText;
  readonly venue: string;
  readonly toVenue: string | null;
  readonly effectiveAt: string;
  readonly note: string | null;
};

/** Moves no balance: what was paid follows from the position, whatever fills are still to come. */
export type SettlementEntry = Booked & {
  readonly kind: 'settlement';
  readonly adjustmentId: string;
  readonly instrument: string;
  readonly venue: string;
  readonly settlementPrice: DecimalText;
  /** of the contract, as it is quoted */
  readonly price: DecimalText;
  readonly effectiveAt: string;
  readonly note: string | null;
  readonly corrects: string | null;
};

/** One line of the append-only ledger. */
export type LedgerEntry = OpeningEntry | FillEntry | BustEntry | AdjustmentEntry | SettlementEntry;
