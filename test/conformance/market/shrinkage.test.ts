import { afterAll, describe, expect, it } from 'vitest';
import { type CovarianceSpec, estimateCovariance, type FactorReturns } from '../../../shared/market/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { RISK_HISTORIES, type RiskHistory } from '../../support/risk-histories.ts';
import { ownVectors } from '../../support/vectors.ts';

type Shrunk = { readonly shrinkage: number; readonly matrix: readonly (readonly number[])[] };
type Case = { readonly id: string; readonly identity: Shrunk; readonly constantCorrelation: Shrunk };

const { cases } = JSON.parse(ownVectors('risk/ledoit_wolf.json')) as { readonly cases: readonly Case[] };
const TARGETS = [
  ['ledoit-wolf-identity', 'identity'],
  ['ledoit-wolf-constant-correlation', 'constantCorrelation'],
] as const;

function historyOf(id: string, count?: number): FactorReturns {
  const { assets, returns }: RiskHistory = RISK_HISTORIES.find((each) => each.id === id)!;
  const rows = returns.slice(0, count);
  return {
    factors: assets,
    dates: rows.map((_, t) => String(t)),
    returns: Float64Array.from(assets.flatMap((_, factor) => rows.map((row) => row[factor]!))),
    warnings: [],
  };
}

describe('shrunk covariances agree with scikit-learn and with the code of Ledoit and Wolf', () => {
  let [count, largestError] = [0, 0];
  afterAll(() =>
    recordConformance({
      method: 'covariance',
      set: 'Ledoit–Wolf shrinkage, two targets',
      cases: count,
      largestError,
      unit: 'relative to the largest variance',
      tolerance: '1e-12',
      source: 'scikit-learn 1.9.1; covCor.m of Ledoit and Wolf in numpy',
    }),
  );

  it.each(cases)('of $id', (each) => {
    for (const [estimator, target] of TARGETS) {
      const { shrinkage, matrix } = each[target];
      const estimate = estimateCovariance(historyOf(each.id), { estimator });
      // Of two series the constant correlation is their own: any share gives the same matrix, and ours is 0.
      const isOwnTarget = matrix.length === 2 && target === 'constantCorrelation';
      expect(Math.abs(estimate.shrinkage! - (isOwnTarget ? 0 : shrinkage))).toBeLessThan(1e-12);
      const scale = Math.max(...matrix.flat());
      for (const [i, value] of matrix.flat().entries()) {
        largestError = Math.max(largestError, Math.abs(estimate.matrix[i]! - value) / scale);
      }
      count += 1;
    }
    expect(largestError).toBeLessThan(1e-12);
  });
});

describe('a covariance of fewer returns than factors', () => {
  const few = historyOf('R5_large', 5);
  const smallest = (spec: CovarianceSpec) => estimateCovariance(few, spec);

  it('is repaired and says so; shrinkage needs no repair', () => {
    const repaired = smallest({ estimator: 'sample' });
    expect(repaired.warnings.join()).toContain('covariance-repaired: 4 of 8 eigenvalues');
    expect(smallest({ estimator: 'ledoit-wolf-identity' }).warnings).toEqual([]);
    expect(smallest({ estimator: 'ewma', halfLifeDays: 30 }).warnings.join()).toContain('covariance-repaired: 3 of 8');
  });
});
