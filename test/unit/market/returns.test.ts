import { describe, expect, it } from 'vitest';
import { factorReturns, fitGarch, returnsOf, varianceForecasts } from '../../../shared/market/index.ts';
import { fillNormals } from '../../../shared/numerics/index.ts';
import { valueIn } from '../../support/margins.ts';

const HISTORY = {
  dates: ['2026-02-06', '2026-02-07', '2026-02-08', '2026-02-09', '2026-02-10'],
  closes: { BTC: [100, 110, 121, 133.1, 119.79], SPY: [600, null, null, 606, 612.06], FLAT: [5, 5, 5, 5, 5] },
};

describe('returns of several factors', () => {
  it('span the days on which only some have a close, and say how many were left out', () => {
    const both = valueIn(factorReturns(HISTORY, ['BTC', 'SPY'], { horizonDays: 1 }));
    expect(both.dates).toEqual(['2026-02-09', '2026-02-10']);
    expect(returnsOf(both, 0)[0]).toBeCloseTo(0.331, 12);
    expect(returnsOf(both, 1)[0]).toBeCloseTo(0.01, 12);
    expect(both.warnings).toEqual(['days-left-out: 2 of 5 days on which a factor has no close']);
    expect(valueIn(factorReturns(HISTORY, ['BTC'], { horizonDays: 1 })).dates).toHaveLength(4);
  });

  it('overlap where the horizon is longer than a day, newest last', () => {
    const two = valueIn(factorReturns(HISTORY, ['BTC'], { horizonDays: 2, window: 2 }));
    expect(two.dates).toEqual(['2026-02-09', '2026-02-10']);
    expect(returnsOf(two, 0)[0]).toBeCloseTo(0.21, 12);
    expect(returnsOf(two, 0)[1]).toBeCloseTo(-0.01, 12);
  });

  it('name what is missing', () => {
    const failures = [
      factorReturns(undefined, ['BTC'], { horizonDays: 1 }),
      factorReturns(HISTORY, ['ETH'], { horizonDays: 1 }),
      factorReturns(HISTORY, ['BTC'], { horizonDays: 5 }),
      factorReturns(HISTORY, ['BTC'], { horizonDays: 1, window: 5 }),
      factorReturns({ dates: ['2026-02-06'], closes: { BTC: [1] } }, ['BTC'], { horizonDays: 1 }),
    ];
    for (const failure of failures)
      expect(failure).toMatchObject({ ok: false, failure: { reason: 'missing-market-data' } });
  });

  it('warn of what looks like a split, and use it', () => {
    const split = { dates: HISTORY.dates.slice(0, 3), closes: { X: [100, 50, 51] } };
    const { warnings, returns } = valueIn(factorReturns(split, ['X'], { horizonDays: 1 }));
    expect(warnings).toEqual(['suspected-split: X moved by a factor of 1.9 or more on 2026-02-07']);
    expect(returns[0]).toBe(-0.5);
  });
});

describe('GARCH(1,1)', () => {
  it('finds the parameters of a series that it made', () => {
    const normals = new Float64Array(20_000);
    fillNormals(3, normals);
    const truth = { omega: 0.00001, alpha: 0.1, beta: 0.8 };
    let variance = 0.0001;
    const series = normals.map((z) => {
      const r = Math.sqrt(variance) * z;
      variance = truth.omega + truth.alpha * r * r + truth.beta * variance;
      return r;
    });
    const fitted = fitGarch(series);
    expect(Math.abs(fitted.alpha - 0.1)).toBeLessThan(0.02);
    expect(Math.abs(fitted.beta - 0.8)).toBeLessThan(0.03);
    expect(varianceForecasts(series, fitted)).toHaveLength(20_001);
  });
});
