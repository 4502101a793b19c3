import { describe, expect, it } from 'vitest';
import { solveLinear } from '../../../shared/optimise/index.ts';
import { parseMps } from '../../support/optimise/mps.ts';
import { LIMITS } from '../../support/optimise/problems.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type Entry = {
  readonly name: string;
  readonly file: string;
  readonly expectedStatus: 'optimal' | 'infeasible';
  readonly published: number | null;
  readonly solverObjective: number | null;
};

const index = sharedVectors('optimisation/netlib/index.json');
const entries = index === null ? [] : (JSON.parse(index) as Entry[]);

/** How each problem ended: a termination, or the failure's reason. */
const endings = new Map<string, string>();

/** GLPK's ten digits, as Netlib's printed optimum of scagr7 is wrong; e226's published one, as GLPK's has a constant in it. */
function expectedObjective({ name, published, solverObjective }: Entry): number {
  return name === 'e226' ? published! : solverObjective!;
}

describe.skipIf(index === null)('Netlib problems', () => {
  it.each(entries)('$name is $expectedStatus, or too large, but never wrong', (entry) => {
    const problem = parseMps(sharedVectors(`optimisation/netlib/${entry.file}`)!);
    const outcome = solveLinear(problem, LIMITS);
    endings.set(entry.name, outcome.ok ? outcome.value.termination : outcome.failure.reason);
    if (!outcome.ok) return;
    expect(outcome.value.termination).toBe(entry.expectedStatus);
    if (entry.expectedStatus === 'infeasible') {
      expect(outcome.value.infeasibility!.isInfeasible).toBe(true);
      return;
    }
    const expected = expectedObjective(entry);
    const { objective, gapFraction } = outcome.value.certificate!;
    expect(Math.abs(objective - expected)).toBeLessThanOrEqual(2e-9 * Math.abs(expected));
    expect(gapFraction).toBeLessThanOrEqual(1e-9);
  });

  it('are solved in all but three cases, which are above the size limit', () => {
    const counts = new Map<string, number>();
    for (const ending of endings.values()) counts.set(ending, (counts.get(ending) ?? 0) + 1);
    console.log(`netlib: ${endings.size} cases, ${[...counts].map(([ending, n]) => `${n} ${ending}`).join(', ')}`);
    expect(Object.fromEntries(counts)).toEqual({ optimal: 15, infeasible: 7, 'limit-exceeded': 3 });
  });
});
