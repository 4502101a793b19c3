/** A quantity or amount as sent: an exact decimal in text. */
export type DecimalText = string;

export type Position = {
  readonly instrument: string;
  /** signed, + long */
  readonly quantity: DecimalText;
  readonly averagePrice?: DecimalText | undefined;
  readonly unrealisedFunding?: DecimalText | undefined;
  readonly venue: string;
};

/** Cash, coins or securities; a negative quantity is a debt. */
export type CollateralHolding = { readonly asset: string; readonly quantity: DecimalText; readonly venue: string };

export type OpenOrder = {
  readonly instrument: string;
  readonly side: Side;
  /** positive */
  readonly quantity: DecimalText;
  readonly price: number;
  readonly venue: string;
};

export type Side = 'buy' | 'sell';

/** Whether a lending protocol owes the client (`lend`) or is owed (`borrow`). */
export type LoanSide = 'lend' | 'borrow';

/** One leg of a lending position. The legs of one account at a venue go together: what is lent secures what is borrowed. */
export type Loan = {
  readonly side: LoanSide;
  readonly asset: string;
  /** positive; at `accruedSince`, else at the market's instant */
  readonly quantity: DecimalText;
  /** annual, ACT/365 */
  readonly rate: number;
  readonly compounding: 'simple' | 'continuous';
  /** from when on interest has not been added to the quantity yet */
  readonly accruedSince?: string | undefined;
  /** of what is lent: how much may be borrowed against it, as a fraction of its value */
  readonly ltv: number;
  /** of what is lent: the debt against it at which it is liquidated, as a fraction of its value */
  readonly liquidationThreshold: number;
  /** of what is lent: how much more than the debt repaid a liquidator takes of it, as a fraction of that debt */
  readonly liquidationPenalty: number;
  readonly account: string;
  readonly venue: string;
};

/** A book, exactly as it is sent: what a client holds, owes and has on order. */
export type Portfolio = {
  readonly id?: string | undefined;
  readonly baseCurrency: string;
  readonly marketId?: string | undefined;
  readonly positions: readonly Position[];
  readonly collateral: readonly CollateralHolding[];
  readonly orders: readonly OpenOrder[];
  readonly loans?: readonly Loan[] | undefined;
};

/** Where a holding sits when the client doesn't say. */
export const DEFAULT_VENUE = 'main';

/** The lending account of a leg that names none. */
export const DEFAULT_ACCOUNT = 'main';

export const SIGN: Readonly<Record<Side, 1 | -1>> = { buy: 1, sell: -1 };
