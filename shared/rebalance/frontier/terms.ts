import type { CovarianceSpec } from '../../market/index.ts';
import type { LinearLimit } from '../terms.ts';

type Range = { readonly min?: number | undefined; readonly max?: number | undefined };

/** Weights are fractions of the capital; a negative one is short. */
export type FrontierConstraints = {
  /** of every name that `weights` says nothing of: 0 unless stated; null: no bound */
  readonly minWeight?: number | null | undefined;
  /** 1 unless stated; null: no bound */
  readonly maxWeight?: number | null | undefined;
  /** by name */
  readonly weights?: Readonly<Record<string, Range>> | undefined;
  /** what the weights add up to: exactly 1 unless stated */
  readonly budget?: number | Range | undefined;
  /** `min ≤ Σ coefficient · weight ≤ max` */
  readonly linear?: readonly LinearLimit[] | undefined;
};

export type FrontierSpec = {
  /** names of the market's history; default: every underlying that the book has any delta to */
  readonly universe?: readonly string[] | undefined;
  /** newest returns that are used; all by default */
  readonly window?: number | undefined;
  /** steps of the history that a return spans: 1 unless stated. Means, variances and rates are all per horizon */
  readonly horizonDays?: number | undefined;
  /** by name, per horizon; default: the mean of the returns */
  readonly expectedReturns?: Readonly<Record<string, number>> | undefined;
  /** the sample's by default */
  readonly covariance?: CovarianceSpec | undefined;
  /** equally far apart in mean; 20 unless stated */
  readonly points?: number | undefined;
  /** per horizon, of the tangency portfolio: 0 unless stated */
  readonly riskFreeReturn?: number | undefined;
  /** money that weights are fractions of, in the base currency; the book's equity unless stated */
  readonly capital?: number | undefined;
  readonly constraints?: FrontierConstraints | undefined;
};
