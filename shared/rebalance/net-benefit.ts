/** What capital costs that is tied up as margin, and for how long a rebalance is expected to hold. */
export type FundingTerms = { readonly rateAnnual: number; readonly horizonDays: number };

const DAYS_YEAR = 365;

/** Cost of one unit of margin over the horizon: rate · days / 365. */
export function fundingPerMargin({ rateAnnual, horizonDays }: FundingTerms): number {
  return (rateAnnual * horizonDays) / DAYS_YEAR;
}

/** What trades are worth: `margin freed · rate · horizon − cost`, in the base currency. */
export type NetBenefit = {
  readonly marginFreed: number;
  readonly fundingSaved: number;
  readonly netBenefit: number;
};

export function netBenefit(funding: FundingTerms, marginFreed: number, cost: number): NetBenefit {
  const fundingSaved = marginFreed * fundingPerMargin(funding);
  return { marginFreed, fundingSaved, netBenefit: fundingSaved - cost };
}
