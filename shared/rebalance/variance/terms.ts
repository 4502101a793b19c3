import type { CovarianceSpec } from '../../market/index.ts';

/** A covariance of the caller's own, per horizon. */
export type GivenCovariance = {
  readonly names: readonly string[];
  /** symmetric and positive semi-definite, in the order of the names */
  readonly matrix: readonly (readonly number[])[];
};

/** How gains vary over the horizon. */
export type VarianceSpec = {
  /** `delta` counts options by their cash delta alone, `delta-gamma` with their curvature too; `delta` unless stated */
  readonly approximation?: 'delta' | 'delta-gamma' | undefined;
  /** of the underlyings' returns: an estimate from the market's history, the sample's by default, or the caller's own */
  readonly covariance?: CovarianceSpec | GivenCovariance | undefined;
  /** newest returns that are used; all by default */
  readonly window?: number | undefined;
  /** steps of the history that a return spans: 1 unless stated */
  readonly horizonDays?: number | undefined;
  /** money that the variance is measured by; default: the book's equity */
  readonly capital?: number | undefined;
};

export type MeanVarianceSpec = VarianceSpec & {
  readonly riskAversion: number;
  /** by underlying, per horizon; default: the mean of the returns */
  readonly expectedReturns?: Readonly<Record<string, number>> | undefined;
};

/** What a book is to be like: exactly these holdings, or cash deltas as fractions of the capital. */
export type TrackingTarget = {
  readonly quantities?: Readonly<Record<string, string>> | undefined;
  readonly weights?: Readonly<Record<string, number>> | undefined;
};

export type TrackingSpec = VarianceSpec & { readonly target: TrackingTarget };
