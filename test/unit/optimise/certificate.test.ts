import { describe, expect, it } from 'vitest';
import {
  certifyInfeasible,
  certifyOptimality,
  certifyUnboundedRay,
  isOptimalWithin,
  type LinearProblem,
  problemDigest,
} from '../../../shared/optimise/index.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

/** Wyndor: min −3x − 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18: −36 at (2, 6), prices (0, −3/2, −1). */
const wyndor: LinearProblem = {
  columns: [column('x', 0, 10, -3), column('y', 0, 10, -5)],
  rows: [
    denseRow('a', [1, 0], -Infinity, 4),
    denseRow('b', [0, 2], -Infinity, 12),
    denseRow('c', [3, 2], -Infinity, 18),
  ],
  constant: 0,
};

describe('the optimality certificate', () => {
  it('closes the gap at the optimum and its prices', () => {
    const certificate = certifyOptimality(wyndor, [2, 6], [0, -1.5, -1]);
    expect(certificate).toMatchObject({ objective: -36, dualObjective: -36, gapAbsolute: 0, gapFraction: 0 });
    expect(certificate.bound!).toBeGreaterThan(-36 - 1e-13);
    expect(isOptimalWithin(certificate, 1e-15)).toBe(true);
  });

  it('measures a broken row, a broken bound and an open gap in their own units', () => {
    const { residuals } = certifyOptimality(wyndor, [-1, 7], [0, -1.5, -1]);
    expect(residuals.rowViolation).toEqual({ absolute: 2, relative: 2 / 12 });
    expect(residuals.boundViolation).toEqual({ absolute: 1, relative: 1 });
    const open = certifyOptimality(wyndor, [2, 5], [0, -1.5, -1]);
    expect(open).toMatchObject({ gapAbsolute: 5, gapFraction: 5 / 36 });
    expect(isOptimalWithin(open, 0.1)).toBe(false);
  });

  it('projects a multiplier on an infinite side to zero', () => {
    const certificate = certifyOptimality(wyndor, [2, 6], [1e-9, -1.5, -1]);
    expect(certificate.dualObjective).toBe(-36);
  });

  it('has no bound where a reduced cost points at an infinite column bound, and says by how much', () => {
    const columns = [column('x', 0, Infinity, -3), wyndor.columns[1]!];
    const { bound, residuals } = certifyOptimality({ ...wyndor, columns }, [2, 6], [0, -1.5, -0.5]);
    expect(bound).toBeNull();
    expect(residuals.reducedCostViolation).toEqual({ absolute: 1.5, relative: 0.5 });
  });

  it('refuses vectors of another length and values that are no numbers', () => {
    expect(() => certifyOptimality(wyndor, [2], [0, 0, 0])).toThrow(/one value per column or row/u);
    expect(() => certifyOptimality(wyndor, [2, Number.NaN], [0, 0, 0])).toThrow(/finite/u);
  });
});

describe('rays', () => {
  const contradiction: LinearProblem = {
    columns: [column('x', 0, 10, 0), column('y', 0, Infinity, 0)],
    rows: [denseRow('low', [1, 1], -Infinity, 2), denseRow('high', [1, 1], 3, Infinity)],
    constant: 0,
  };

  it('prove a contradiction of rows, with its margin', () => {
    expect(certifyInfeasible(contradiction, [-5, 5])).toEqual({ isInfeasible: true, isProven: true, margin: 1 });
  });

  it('prove nothing with a wrong sign, a wrong size or no size', () => {
    for (const ray of [
      [5, -5],
      [-5, 3],
      [-4, 5],
      [0, 0],
    ])
      expect(certifyInfeasible(contradiction, ray).isInfeasible, ray.join()).toBe(false);
  });

  it('are only called proven where rounding is covered too', () => {
    const { isInfeasible, isProven } = certifyInfeasible(contradiction, [-1, 1 + 1e-15]);
    expect({ isInfeasible, isProven }).toEqual({ isInfeasible: true, isProven: false });
  });

  it('of falling cost must keep to rows and bounds', () => {
    const open: LinearProblem = {
      columns: [column('x', 0, Infinity, -1), column('y', 0, Infinity, 0)],
      rows: [denseRow('difference', [1, -1], -Infinity, 1)],
      constant: 0,
    };
    expect(certifyUnboundedRay(open, [1, 1])).toBe(true);
    expect(certifyUnboundedRay(open, [1, 0])).toBe(false);
    expect(certifyUnboundedRay(open, [0, 1])).toBe(false);
    expect(certifyUnboundedRay(open, [-1, -1])).toBe(false);
  });
});

describe('the problem digest', () => {
  it('changes with every number and id, infinite bounds included', () => {
    const changed: LinearProblem[] = [
      wyndor,
      { ...wyndor, constant: 1 },
      { ...wyndor, columns: [column('x', 0, Infinity, -3), wyndor.columns[1]!] },
      { ...wyndor, columns: [column('x', -Infinity, 10, -3), wyndor.columns[1]!] },
      { ...wyndor, columns: [column('z', 0, 10, -3), wyndor.columns[1]!] },
      { ...wyndor, rows: wyndor.rows.with(0, denseRow('a', [1, 0], -Infinity, Infinity)) },
      { ...wyndor, rows: wyndor.rows.with(0, denseRow('a', [1, 0], 4, 4)) },
      { ...wyndor, rows: wyndor.rows.with(0, denseRow('a', [0, 1], -Infinity, 4)) },
      { ...wyndor, rows: wyndor.rows.toReversed() },
    ];
    expect(new Set(changed.map(problemDigest)).size).toBe(changed.length);
    expect(problemDigest(structuredClone(wyndor))).toBe(problemDigest(wyndor));
  });
});
