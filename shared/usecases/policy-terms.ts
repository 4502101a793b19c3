import type { GreekBand, RebalanceConstraints, RebalanceCosts } from '../rebalance/index.ts';
import type { MethodChoice, NamesFile, RebalanceRequest, RequirementName } from './requests.ts';
import type { Schedule } from './schedule.ts';

/** How far maintenance may go: `maintenance ÷ equity` above `utilisation` is a breach. */
export type UtilisationLimit = { readonly method: string; readonly utilisation: number };

/** Where a requirement of one method is meant to stay, in the portfolio's base currency. */
export type MarginBand = {
  readonly method: string;
  readonly requirement: RequirementName;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
};

export type PolicyGreekBand = Omit<GreekBand, 'unchanged'>;

/** What the trades of a suggestion may cost. */
export type PolicyCosts = Omit<RebalanceCosts, 'hedgeIntervalDays' | 'impact'> & {
  readonly costBudget?: number | undefined;
  readonly turnoverBudget?: number | undefined;
};

/** What sizes the trades of a suggestion may have, and how many there may be. */
export type PolicySizes = Pick<RebalanceRequest, 'lots'> & Pick<RebalanceConstraints, 'minTicket' | 'maxTrades'>;

/** How a stored portfolio is margined and watched. */
export type Policy = NamesFile & {
  /** each id once; versions are named, so that a newer engine does not move the figure of a policy */
  readonly methods: readonly MethodChoice[];
  readonly limits: readonly UtilisationLimit[];
  readonly bands: { readonly margin: readonly MarginBand[]; readonly greeks: readonly PolicyGreekBand[] };
  readonly schedule: Schedule | null;
  /** no second suggestion within this time of the last */
  readonly cooldownSeconds: number;
  /** once outside, how far inside a limit or band a book has to come back to count as inside, as a fraction of it */
  readonly hysteresisFraction: number;
  readonly costs: PolicyCosts;
  /** of any size and number unless stated */
  readonly sizes?: PolicySizes | undefined;
};
