import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { largeFinder, SMALL_FINDER } from '../../../shared/optimise/finders.ts';
import {
  isOptimalWithin,
  type LargeSolver,
  type LinearProblem,
  type LinearSolution,
  solveLinear,
} from '../../../shared/optimise/index.ts';
import { solveInTurn } from '../../../shared/optimise/solve-linear.ts';
import { loadedHighs } from '../../support/optimise/highs.ts';
import { column, denseRow, fromJsonModel, type JsonModel, LIMITS, solved } from '../../support/optimise/problems.ts';
import { Random } from '../../support/random.ts';

const HIGHS = await loadedHighs();
const FOLDER = new URL('../../vectors/optimisation/solver_traps/', import.meta.url);

function byHighs(problem: LinearProblem): LinearSolution {
  const outcome = solveLinear(problem, { ...LIMITS, cells: 0 }, HIGHS);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

/** More scenarios than are put in at once: most of them never bind. */
function scenarios(seed: number, nTrades = 8): LinearProblem {
  const random = new Random(seed);
  const columns = Array.from({ length: nTrades }, (_, j) => column(`x${j}`, -2, 2, 0));
  columns.push(column('worst', -1e4, 1e4, 1));
  const rows = Array.from({ length: 400 }, (_, k) => {
    const gains = columns.slice(1).map(() => random.between(-1, 1));
    return denseRow(`s${k}`, [...gains, 1], random.between(-1, 3), Infinity);
  });
  rows.push(denseRow('net', [...columns.slice(1).map(() => 1), 0], 0.5, 0.5));
  return { columns, rows, constant: 2 };
}

describe('HiGHS behind the port', () => {
  it('ends as the small solver does on the problems that this hangs on or answers wrongly', () => {
    const expected = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8')) as Record<
      string,
      { readonly termination: string; readonly objective: number | null }
    >;
    const files = readdirSync(FOLDER).filter((file) => file.startsWith('jslp_'));
    for (const file of files) {
      const { problem, sign } = fromJsonModel(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as JsonModel);
      const { termination, certificate } = byHighs(problem);
      expect([file, termination]).toEqual([file, expected[file]!.termination]);
      if (expected[file]!.objective !== null)
        expect(sign * certificate!.objective).toBeCloseTo(expected[file]!.objective, 6);
    }
    expect(files).toHaveLength(9);
  });

  it('adds rows when they are broken, to the same certified optimum as with all of them', () => {
    let largest = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const problem = scenarios(seed);
      const [lazy, whole] = [byHighs(problem), solved(problem)];
      expect(lazy.termination).toBe('optimal');
      expect(isOptimalWithin(lazy.certificate!, 1e-9)).toBe(true);
      largest = Math.max(largest, Math.abs(lazy.certificate!.objective - whole.certificate!.objective));
    }
    console.log(`highs, rows added when broken: 10 problems, largest difference ${largest} (objective)`);
    expect(largest).toBeLessThanOrEqual(1e-9);
  });

  it('gives equal answers to equal problems, and stops by pivots', () => {
    const problem = scenarios(3);
    expect(byHighs(problem)).toEqual(byHighs(problem));
    const outcome = solveLinear(problem, { pivots: 3, cells: 0 }, HIGHS);
    expect(outcome).toMatchObject({ ok: true, value: { termination: 'work-limit', reproducible: true } });
  });

  it('claims nothing of a problem that it does not take, which the other solver then answers', () => {
    const problem: LinearProblem = {
      columns: [column('x', 0, 1, 1)],
      rows: [denseRow('huge', [2e15], 1e15, Infinity)],
      constant: 0,
    };
    expect(HIGHS.solveLinear(problem, { pivots: 100 }).x).toEqual([]);
    expect(HIGHS.solveInteger(problem, [0], { nodes: 1, gapFraction: 0, wallMs: 1000 })).toBeNull();
    const outcome = solveLinear(problem, LIMITS, HIGHS);
    expect(outcome).toMatchObject({ ok: true, value: { termination: 'optimal', certificate: { objective: 0.5 } } });
  });

  it('is not believed: a false claim falls back to the other solver, and the answer says so', () => {
    const liar: LargeSolver = {
      ...HIGHS,
      name: 'liar',
      solveLinear: (problem, limits) => {
        const claim = HIGHS.solveLinear(problem, limits);
        return { ...claim, x: claim.x.map((value) => value + 0.01) };
      },
    };
    const problem = scenarios(4, 90);
    const [byLiar, bySmall] = [[largeFinder(liar)], [largeFinder(liar), SMALL_FINDER]].map((finders) =>
      solveInTurn(problem, finders, LIMITS),
    );
    expect(byLiar).toMatchObject({ termination: 'numerical-trouble', solver: 'liar' });
    expect(bySmall).toMatchObject({ termination: 'optimal', solver: 'javascript-lp-solver 1.0.3, after liar' });
  });
});
