import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarginResult } from '../../../shared/margin/index.ts';
import type { SensitivityRow } from '../../../shared/portfolio/index.ts';
import { scaleOf } from '../../support/margins.ts';
import { SENSITIVITIES } from '../../support/random-sensitivities.ts';
import { simmMargin } from '../../support/simm.ts';

const VERSIONS = fc.constantFrom('2.4', '2.5', '2.5A', '2.6', '2.8-2506');
const PERIODS = fc.constantFrom(10, 1);
const RUNS = { numRuns: 150 };

function margin(rows: readonly SensitivityRow[], version: string, marginPeriodDays: number, side = 'collect') {
  return simmMargin(rows, { version, parameters: { marginPeriodDays, side } });
}

function multiplied(row: SensitivityRow, factor: number): SensitivityRow {
  return { ...row, amountUSD: String(Number(row.amountUSD) * factor) };
}

function expectEqual(a: MarginResult, b: MarginResult, factor = 1) {
  expect(Math.abs(a.initial * factor - b.initial)).toBeLessThanOrEqual(1e-11 * (scaleOf(a) * factor + scaleOf(b)));
}

describe('simm-style on random sensitivities', () => {
  it('explains itself, and leaves nothing unallocated where there is no concentration', () => {
    let concentrated = 0;
    fc.assert(
      fc.property(SENSITIVITIES, VERSIONS, PERIODS, (rows, version, days) => {
        const result = margin(rows, version, days);
        const sum = result.contributions.reduce((total, { amount }) => total + amount, result.unallocated);
        expect(Math.abs(sum - result.initial)).toBeLessThanOrEqual(
          1e-12 * (scaleOf(result) + Math.abs(result.unallocated)),
        );
        if (days === 1) expect(result.unallocated).toBe(0);
        else if (result.unallocated < 0) concentrated += 1;
      }),
      RUNS,
    );
    expect(concentrated).toBeGreaterThan(30);
  });

  it('contributes to each row its quantity times the derivative', () => {
    let compared = 0;
    let kinks = 0;
    fc.assert(
      fc.property(SENSITIVITIES, VERSIONS, PERIODS, fc.nat(), (rows, version, days, choice) => {
        const chosen = choice % rows.length;
        const bumped = (factor: number) =>
          margin(
            rows.map((row, i) => (i === chosen ? multiplied(row, factor) : row)),
            version,
            days,
          );
        const base = bumped(1);
        const step = 1e-5;
        const [up, down] = [bumped(1 + step).initial - base.initial, base.initial - bumped(1 - step).initial];
        const { amount } = base.contributions.find(({ instrument }) => instrument === rows[chosen]!.id)!;
        const tolerance = 1e-4 * (Math.abs(amount) + 1e-4 * scaleOf(base));
        // on either side of a kink the derivative is another
        if (Math.abs(up - down) / step > tolerance) {
          kinks += 1;
          return;
        }
        compared += 1;
        expect(Math.abs((up + down) / (2 * step) - amount)).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 400 },
    );
    console.log(`simm-style: ${compared} derivatives, ${kinks} at kinks`);
    expect(compared).toBeGreaterThan(350);
  });

  it('scales with its sensitivities over one day', () => {
    fc.assert(
      fc.property(SENSITIVITIES, VERSIONS, fc.constantFrom(0.5, 3, 100), (rows, version, factor) => {
        const many = rows.map((row) => multiplied(row, factor));
        expectEqual(margin(rows, version, 1), margin(many, version, 1), factor);
      }),
      RUNS,
    );
  });

  it('takes rows in any order and in any parts', () => {
    fc.assert(
      fc.property(SENSITIVITIES, VERSIONS, PERIODS, (rows, version, days) => {
        const parts = rows.toReversed().flatMap((row) => [
          { ...multiplied(row, 0.75), id: `${row.id}-a` },
          { ...multiplied(row, 0.25), id: `${row.id}-b` },
        ]);
        expectEqual(margin(rows, version, days), margin(parts, version, days));
      }),
      RUNS,
    );
  });

  it('posts what the other side collects', () => {
    fc.assert(
      fc.property(SENSITIVITIES, VERSIONS, PERIODS, (rows, version, days) => {
        const theirs = rows.map((row) => multiplied(row, -1));
        expectEqual(margin(rows, version, days, 'post'), margin(theirs, version, days));
      }),
      RUNS,
    );
  });
});
