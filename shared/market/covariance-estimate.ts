import { exp, nearestDefinite } from '../numerics/index.ts';
import { ewmaCovariance, sampleCovariance } from './covariance.ts';
import type { FactorReturns } from './returns.ts';
import { shrunkToConstantCorrelation, shrunkToIdentity } from './shrinkage.ts';

export const COVARIANCE_ESTIMATORS = [
  'sample',
  'ewma',
  'ledoit-wolf-constant-correlation',
  'ledoit-wolf-identity',
] as const;

export type CovarianceSpec = {
  readonly estimator: (typeof COVARIANCE_ESTIMATORS)[number];
  /** of `ewma`: returns after which a weight has halved; λ = 0.94 (11.2 returns) by default */
  readonly halfLifeDays?: number | undefined;
  /** of the Ledoit–Wolf estimators: the share of the target; by default the optimum of their formula */
  readonly shrinkage?: number | undefined;
};

export type CovarianceEstimate = {
  /** `[factors × factors]`, row-major, symmetric and positive definite; all zero where nothing varies */
  readonly matrix: Float64Array;
  /** share of the target in it; null where nothing is shrunk */
  readonly shrinkage: number | null;
  readonly warnings: readonly string[];
};

const RISK_METRICS_DECAY = 0.94;
/** −ln 2, so that a half-life is exp(−ln 2 / days). */
const LOG_HALF = -Math.LN2;
/** Eigenvalues below this share of the largest are rounding or, with fewer returns than factors, zero. */
const LEAST_EIGENVALUE = 1e-10;

/** The covariance of returns by one estimator, repaired where it isn't positive definite; a warning says so. */
export function estimateCovariance(history: FactorReturns, spec: CovarianceSpec): CovarianceEstimate {
  const { matrix, shrinkage } = rawEstimate(history, spec);
  const repaired = nearestDefinite(matrix, history.factors.length, LEAST_EIGENVALUE);
  const warning = `covariance-repaired: ${repaired.raised} of ${history.factors.length} eigenvalues, the least ${repaired.smallest}, raised to ${LEAST_EIGENVALUE} of the largest`;
  return { matrix: repaired.matrix, shrinkage, warnings: repaired.raised === 0 ? [] : [warning] };
}

function rawEstimate(history: FactorReturns, { estimator, halfLifeDays, shrinkage }: CovarianceSpec) {
  switch (estimator) {
    case 'sample':
      return { matrix: sampleCovariance(history), shrinkage: null };
    case 'ewma': {
      const decay = halfLifeDays === undefined ? RISK_METRICS_DECAY : exp(LOG_HALF / halfLifeDays);
      return { matrix: ewmaCovariance(history, decay), shrinkage: null };
    }
    case 'ledoit-wolf-constant-correlation':
      return named(shrunkToConstantCorrelation(history, shrinkage));
    case 'ledoit-wolf-identity':
      return named(shrunkToIdentity(history, shrinkage));
  }
}

function named({ matrix, intensity }: ReturnType<typeof shrunkToIdentity>) {
  return { matrix, shrinkage: intensity };
}
