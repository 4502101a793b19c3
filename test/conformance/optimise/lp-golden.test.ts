import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { KINKED_FINDER } from '../../../shared/optimise/finders.ts';
import { certifyOptimality, isOptimalWithin, type LinearProblem, solveLinear } from '../../../shared/optimise/index.ts';
import { solveInTurn } from '../../../shared/optimise/solve-linear.ts';
import { loadedHighs } from '../../support/optimise/highs.ts';
import { column, denseRow, LIMITS, solved } from '../../support/optimise/problems.ts';

type Golden = {
  readonly id: string;
  readonly kind: string;
  readonly c: readonly number[];
  readonly Aub: readonly (readonly number[])[] | null;
  readonly bub: readonly number[] | null;
  readonly Aeq: readonly (readonly number[])[] | null;
  readonly beq: readonly number[] | null;
  readonly bounds: readonly (readonly [number | null, number | null])[];
  readonly expectedStatus: 'optimal' | 'infeasible' | 'unbounded';
  readonly objective: number | null;
};

const HIGHS = await loadedHighs();
const FILE = new URL('../../vectors/optimisation/lp_golden.jsonl', import.meta.url);
const cases = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Golden);
console.log(`lp_golden: ${cases.length} cases`);

function toProblem({ c, Aub, bub, Aeq, beq, bounds }: Golden): LinearProblem {
  return {
    columns: bounds.map(([lower, upper], j) => column(`x${j}`, lower ?? -Infinity, upper ?? Infinity, c[j]!)),
    rows: [
      ...(Aub ?? []).map((a, i) => denseRow(`ub${i}`, a, -Infinity, bub![i]!)),
      ...(Aeq ?? []).map((a, i) => denseRow(`eq${i}`, a, beq![i]!, beq![i]!)),
    ],
    constant: 0,
  };
}

describe('linear problems of lp_golden', () => {
  it('are all there', () => expect(cases).toHaveLength(29));

  it.each(cases)('$id $kind ends $expectedStatus at the objective given, certified', (golden) => {
    const { termination, certificate } = solved(toProblem(golden));
    expect(termination).toBe(golden.expectedStatus);
    if (golden.objective === null) return;
    expect(Math.abs(certificate!.objective - golden.objective)).toBeLessThanOrEqual(
      1e-9 * Math.max(1, Math.abs(golden.objective)),
    );
    expect(isOptimalWithin(certificate!, 1e-9)).toBe(true);
  });

  it.each(cases)('$id $kind ends $expectedStatus by HiGHS too', (golden) => {
    const outcome = solveLinear(toProblem(golden), { ...LIMITS, cells: 0 }, HIGHS);
    if (!outcome.ok) throw new Error(outcome.failure.detail);
    const { termination, certificate, solver, reproducible } = outcome.value;
    expect([termination, solver, reproducible]).toEqual([golden.expectedStatus, 'highs 1.15.1', true]);
    if (golden.objective === null) return;
    const error = Math.abs(certificate!.objective - golden.objective) / Math.max(1, Math.abs(golden.objective));
    expect(error).toBeLessThanOrEqual(1e-8);
    expect(isOptimalWithin(certificate!, 1e-8)).toBe(true);
  });

  it.each(cases)('$id $kind ends $expectedStatus by our own simplex alone', (golden) => {
    const { termination, certificate, solver } = solveInTurn(toProblem(golden), [KINKED_FINDER], LIMITS);
    expect([termination, solver]).toEqual([golden.expectedStatus, 'ballast-simplex']);
    if (golden.objective === null) return;
    const error = Math.abs(certificate!.objective - golden.objective) / Math.max(1, Math.abs(golden.objective));
    expect(error).toBeLessThanOrEqual(1e-9);
    expect(isOptimalWithin(certificate!, 1e-9)).toBe(true);
  });

  it('has every change of a primal value that is worth 1e-5 of the objective refused by the certificate', () => {
    let nChanged = 0;
    for (const golden of cases.filter((each) => each.expectedStatus === 'optimal')) {
      const problem = toProblem(golden);
      const { primal, dual, certificate } = solved(problem);
      const worth = 1e-5 * Math.max(1, Math.abs(certificate!.objective));
      for (const [j, { cost }] of problem.columns.entries()) {
        if (cost === 0) continue;
        const x = primal!.values.with(j, primal!.values[j]! + worth / cost);
        expect(isOptimalWithin(certifyOptimality(problem, x, dual!.multipliers), 1e-6)).toBe(false);
        nChanged += 1;
      }
    }
    console.log(`lp_golden: ${nChanged} changed primal values`);
    expect(nChanged).toBeGreaterThan(400);
  });
});
