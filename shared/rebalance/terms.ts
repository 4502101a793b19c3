import type { FundingTerms } from './net-benefit.ts';

/** An instrument that may be traded, and how far. */
export type UniverseEntry = {
  readonly instrument: string;
  readonly venue?: string | undefined;
  /** signed decimals, a sale is negative; by default from closing what is held to doubling it */
  readonly minTrade?: string | undefined;
  readonly maxTrade?: string | undefined;
  /** the smallest size that is worth trading, in contracts; by default that of the constraints */
  readonly minTicket?: string | undefined;
};

/** A limit on one Greek of one underlying after the trades; units as in `Greeks`. */
export type GreekBand = {
  readonly underlying: string;
  readonly greek: 'delta' | 'gamma' | 'vega';
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly unchanged?: boolean | undefined;
};

/** The most that one method may require after the trades. */
export type MarginLimit = {
  readonly method: string;
  readonly version?: string | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly requirement?: 'initial' | 'maintenance' | undefined;
  readonly amount: number;
};

/** `min ≤ Σ coefficient · x ≤ max` by name: of quantities by instrument after the trades, or of a frontier's weights. */
export type LinearLimit = {
  readonly id: string;
  readonly coefficients: Readonly<Record<string, number>>;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
};

export type RebalanceConstraints = {
  readonly greeks?: readonly GreekBand[] | undefined;
  readonly costBudget?: number | undefined;
  /** on Σ |trade| · value traded (premium of options, notional of the rest) */
  readonly turnoverBudget?: number | undefined;
  /** the most that a method may require after the trades; one or several methods */
  readonly marginLimit?: MarginLimit | readonly MarginLimit[] | undefined;
  readonly linear?: readonly LinearLimit[] | undefined;
  /** instruments that may not be traded */
  readonly keep?: readonly string[] | undefined;
  /** a trade is at least this many contracts, or none; an entry of the universe may have its own */
  readonly minTicket?: string | undefined;
  /** how many instruments may be traded */
  readonly maxTrades?: number | undefined;
  /** instruments whose position is closed wholly or left; true: of every one */
  readonly closeOnly?: boolean | readonly string[] | undefined;
};

/** How a trade moves the price against itself: `impactOf` has the formula. */
export type ImpactTerms = {
  readonly kind: 'linear' | 'three-halves' | 'quadratic';
  /** fraction of the value traded, at a participation of 1 where it counts */
  readonly coefficient: number;
};

export type RebalanceCosts = {
  /** `market`: half the quoted spread; a number: that fraction of the value traded; 0 unless stated */
  readonly halfSpread?: 'market' | number | undefined;
  /** of the notional of the underlying; by default the instrument's own fee */
  readonly feeFraction?: number | undefined;
  readonly impact?: ImpactTerms | undefined;
  /** what margin costs: the objective is then margin · rate · horizon + costs, and trades must be worth it */
  readonly funding?: FundingTerms | undefined;
  /** days between two hedges of the delta, for the drag of gamma */
  readonly hedgeIntervalDays?: number | undefined;
};
