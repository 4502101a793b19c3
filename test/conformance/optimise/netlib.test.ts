import { describe, expect, it } from 'vitest';
import { type Outcome, succeed } from '../../../shared/foundation/index.ts';
import { KINKED_FINDER } from '../../../shared/optimise/finders.ts';
import { type LinearProblem, type LinearSolution, solveLinear } from '../../../shared/optimise/index.ts';
import { solveInTurn } from '../../../shared/optimise/solve-linear.ts';
import { loadedHighs } from '../../support/optimise/highs.ts';
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

const HIGHS = await loadedHighs();

/** GLPK's ten digits, as Netlib's printed optimum of scagr7 is wrong; e226's published one, as GLPK's has a constant in it. */
function expectedObjective({ name, published, solverObjective }: Entry): number {
  return name === 'e226' ? published! : solverObjective!;
}

type Solve = (problem: LinearProblem) => Outcome<LinearSolution>;

/** Solves it and checks what it says; returns how it ended: a termination, or the failure's reason. */
function endingOf(entry: Entry, solve: Solve): string {
  const outcome = solve(parseMps(sharedVectors(`optimisation/netlib/${entry.file}`)!));
  if (!outcome.ok) return outcome.failure.reason;
  const { termination, infeasibility, certificate } = outcome.value;
  expect(termination).toBe(entry.expectedStatus);
  if (entry.expectedStatus === 'infeasible') expect(infeasibility!.isInfeasible).toBe(true);
  else {
    const expected = expectedObjective(entry);
    expect(Math.abs(certificate!.objective - expected)).toBeLessThanOrEqual(2e-9 * Math.abs(expected));
    expect(certificate!.gapFraction).toBeLessThanOrEqual(1e-9);
  }
  return termination;
}

const SOLVERS: readonly { readonly name: string; readonly solve: Solve; readonly expected: Record<string, number> }[] =
  [
    {
      name: 'the solvers that need no loading',
      solve: (problem) => solveLinear(problem, LIMITS),
      expected: { optimal: 17, infeasible: 7, 'limit-exceeded': 1 },
    },
    {
      name: 'our own simplex alone',
      solve: (problem) => succeed(solveInTurn(problem, [KINKED_FINDER], LIMITS)),
      expected: { optimal: 18, infeasible: 7 },
    },
    {
      name: 'HiGHS',
      solve: (problem) => solveLinear(problem, { ...LIMITS, cells: 0 }, HIGHS),
      expected: { optimal: 18, infeasible: 7 },
    },
  ];

describe.skipIf(index === null).each(SOLVERS)('Netlib problems by $name', ({ name: solver, solve, expected }) => {
  const counts = new Map<string, number>();

  it.each(entries)('$name is $expectedStatus, or too large, but never wrong', (entry) => {
    const ending = endingOf(entry, solve);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  });

  it('are solved in all cases but those above the size limit', () => {
    const listed = [...counts].map(([ending, n]) => `${n} ${ending}`).join(', ');
    console.log(`netlib by ${solver}: ${entries.length} cases, ${listed}`);
    expect(Object.fromEntries(counts)).toEqual(expected);
  });
});
