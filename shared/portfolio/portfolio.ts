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

/** A book, exactly as it is sent: what a client holds, owes and has on order. */
export type Portfolio = {
  readonly id?: string | undefined;
  readonly baseCurrency: string;
  readonly marketId?: string | undefined;
  readonly positions: readonly Position[];
  readonly collateral: readonly CollateralHolding[];
  readonly orders: readonly OpenOrder[];
};

/** Where a holding sits when the client doesn't say. */
export const DEFAULT_VENUE = 'main';

export const SIGN: Readonly<Record<Side, 1 | -1>> = { buy: 1, sell: -1 };
