import type { AcceptedCollateral, CollateralCost } from '../rebalance/index.ts';
import type { RequirementName, Subject } from './requests.ts';
import type { OneMethod } from './stress-requests.ts';

/** What a venue needs: an amount of money, or what a method asks for the positions and orders there. */
export type CollateralVenue = {
  readonly id: string;
  readonly requirement?: number | undefined;
  readonly method?: OneMethod | undefined;
  /** of the method: `initial` unless stated */
  readonly kind?: RequirementName | undefined;
};

/** Something that may be posted. */
export type CollateralAsset = {
  readonly id: string;
  /** decimal, in units of the asset */
  readonly quantity: string;
  /** in the base currency per unit; default: the market's */
  readonly price?: number | undefined;
  /** the venue where it lies now; default: none of them */
  readonly heldAt?: string | undefined;
};

export type CollateralRequest = Subject & {
  readonly venues: readonly CollateralVenue[];
  /** default: the portfolio's collateral, where it lies */
  readonly assets?: readonly CollateralAsset[] | undefined;
  readonly haircuts: readonly AcceptedCollateral[];
  readonly costs?: readonly CollateralCost[] | undefined;
};
