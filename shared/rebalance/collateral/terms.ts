/** What may be posted: an asset where it now lies, worth money. */
export type CollateralSource = {
  readonly asset: string;
  /** the venue that holds it now; null: none of them, so that posting it anywhere is a transfer */
  readonly heldAt: string | null;
  /** in the base currency */
  readonly value: number;
};

/** What a venue needs, in the base currency after haircuts. */
export type VenueNeed = { readonly id: string; readonly requirement: number };

/** That a venue takes an asset, and how. What has no such entry isn't accepted there. */
export type AcceptedCollateral = {
  readonly asset: string;
  /** default: every venue; an entry that names the venue goes before one that doesn't */
  readonly venue?: string | undefined;
  /** share of the value that doesn't count */
  readonly haircutFraction: number;
  /** most of it that counts, after the haircut, as a share of the venue's requirement */
  readonly maxShareOfRequirement?: number | undefined;
  /** most of it, in money before the haircut */
  readonly maxAmount?: number | undefined;
};

/** Costs as fractions of the value posted; what is not named applies to all, and all entries that apply are added. */
export type CollateralCost = {
  readonly asset?: string | undefined;
  readonly venue?: string | undefined;
  /** of what is posted there */
  readonly holdingFraction?: number | undefined;
  /** of what is brought there from elsewhere */
  readonly transferFraction?: number | undefined;
};
