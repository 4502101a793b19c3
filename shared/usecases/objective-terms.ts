import type { MeanVarianceSpec, TrackingSpec, VarianceSpec } from '../rebalance/index.ts';

/** One requirement of one method, which stands in a field called `method`. */
export type RequirementChoice = {
  readonly method: string;
  readonly version?: string | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** `initial` unless stated */
  readonly requirement?: 'initial' | 'maintenance' | undefined;
};

type Weighted = {
  /** 1 unless stated */
  readonly weight?: number | undefined;
};

/** What a method requires. */
export type MarginTerm = Weighted & RequirementChoice & { readonly minimise: 'margin' };

export const SHORTFALL_METHODS = [
  'expected-shortfall-historical',
  'expected-shortfall-filtered',
  'expected-shortfall-monte-carlo',
  'expected-shortfall-delta-normal',
  'expected-shortfall-delta-gamma',
] as const;

/** The mean loss beyond a quantile: margin under a method of that kind, its usual parameters as fields. */
export type ShortfallTerm = Weighted &
  Omit<RequirementChoice, 'method'> & {
    readonly minimise: 'expected-shortfall';
    /** `expected-shortfall-historical` unless stated */
    readonly method?: (typeof SHORTFALL_METHODS)[number] | undefined;
    readonly confidence?: number | undefined;
    readonly horizonDays?: number | undefined;
    readonly window?: number | undefined;
  };

/** What trades cost. */
type CostTerm = Weighted & { readonly minimise: 'cost' };

/** What is to be small; all in money, so that they can be added. */
export type ObjectiveTerm =
  | MarginTerm
  | ShortfallTerm
  | CostTerm
  | (Weighted & VarianceSpec & { readonly minimise: 'variance' })
  | (Weighted & MeanVarianceSpec & { readonly minimise: 'mean-variance' })
  | (Weighted & TrackingSpec & { readonly minimise: 'tracking' });
