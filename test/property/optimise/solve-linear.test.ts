import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certifyOptimality, isOptimalWithin, type LinearProblem, solveLinear } from '../../../shared/optimise/index.ts';
import { column, denseRow, LIMITS, solved } from '../../support/optimise/problems.ts';
import { bestVertex } from '../../support/optimise/vertices.ts';

const small = fc.integer({ min: -5, max: 5 });
const side = fc.integer({ min: -12, max: 12 });

/** Up to three columns in integer boxes, up to four rows with one or two integer sides, equalities among them. */
const problems = fc.integer({ min: 1, max: 3 }).chain((n) =>
  fc
    .record({
      costs: fc.array(small, { minLength: n, maxLength: n }),
      bounds: fc.array(fc.tuple(small, fc.nat(8)), { minLength: n, maxLength: n }),
      rows: fc.array(
        fc.tuple(
          fc.array(small, { minLength: n, maxLength: n }),
          side,
          fc.nat(6),
          fc.constantFrom('lower', 'upper', 'both'),
        ),
        { maxLength: 4 },
      ),
    })
    .map(
      ({ costs, bounds, rows }): LinearProblem => ({
        columns: costs.map((cost, j) => column(`x${j}`, bounds[j]![0], bounds[j]![0] + bounds[j]![1], cost)),
        rows: rows.map(([a, lower, width, kind], i) =>
          denseRow(`r${i}`, a, kind === 'upper' ? -Infinity : lower, kind === 'lower' ? Infinity : lower + width),
        ),
        constant: 3,
      }),
    ),
);

describe('random problems in boxes', () => {
  it('end at the best vertex, or infeasible where there is none, always decided and proven', () => {
    const counts = { optimal: 0, infeasible: 0 };
    fc.assert(
      fc.property(problems, (problem) => {
        const best = bestVertex(problem);
        const { termination, certificate, infeasibility } = solved(problem);
        if (best === null) {
          counts.infeasible += 1;
          expect(termination).toBe('infeasible');
          expect(infeasibility!.isProven).toBe(true);
        } else {
          counts.optimal += 1;
          expect(termination).toBe('optimal');
          expect(certificate!.objective).toBeCloseTo(best, 9);
          expect(certificate!.bound!).toBeLessThanOrEqual(best + 1e-9);
        }
      }),
      { numRuns: 1000 },
    );
    console.log(`random problems: ${counts.optimal} optimal, ${counts.infeasible} infeasible`);
    expect(counts.optimal).toBeGreaterThan(200);
    expect(counts.infeasible).toBeGreaterThan(200);
  });

  it('give equal bytes for equal problems', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const first = JSON.stringify(solveLinear(problem, LIMITS));
        expect(JSON.stringify(solveLinear(structuredClone(problem), LIMITS))).toBe(first);
      }),
      { numRuns: 100 },
    );
  });

  it('have a bound that no other multipliers raise above the optimum', () => {
    fc.assert(
      fc.property(
        problems,
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (problem, change) => {
          const { termination, primal, dual, certificate } = solved(problem);
          fc.pre(termination === 'optimal');
          const y = dual!.multipliers.map((multiplier, i) => multiplier + change[i]!);
          const changed = certifyOptimality(problem, primal!.values, y);
          expect(changed.bound!).toBeLessThanOrEqual(certificate!.objective + 1e-9);
          expect(changed.objective).toBe(certificate!.objective);
          if (changed.gapFraction > 1e-6) expect(isOptimalWithin(changed, 1e-6)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
