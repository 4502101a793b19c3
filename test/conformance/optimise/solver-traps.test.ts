import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type LinearProblem, solveLinear } from '../../../shared/optimise/index.ts';
import { loadedHighs } from '../../support/optimise/highs.ts';
import { column, denseRow, fromJsonModel, type JsonModel, LIMITS, solved } from '../../support/optimise/problems.ts';

/** Truth: scipy 1.17.1's HiGHS on the same files (`expected.json`). */
type Expected = { readonly termination: string; readonly objective: number | null };

const FOLDER = new URL('../../vectors/optimisation/solver_traps/', import.meta.url);
const expectedByFile = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8')) as Record<string, Expected>;
const files = readdirSync(FOLDER)
  .filter((file) => file.startsWith('jslp_'))
  .toSorted();
console.log(`solver_traps: ${files.length} files`);

describe('problems on which javascript-lp-solver hangs or answers wrongly', () => {
  it('are all there', () => expect(files).toHaveLength(9));

  it.each(files)('%s', (file) => {
    const { problem, sign } = fromJsonModel(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as JsonModel);
    const { termination, certificate, infeasibility } = solved(problem);
    const expected = expectedByFile[file]!;
    expect(termination).toBe(expected.termination);
    if (expected.objective === null) expect(infeasibility!.isInfeasible).toBe(true);
    else expect(sign * certificate!.objective).toBeCloseTo(expected.objective, 6);
  });

  it('a tiny side of a row with huge coefficients is kept: max 1e9·y, 1e6·y ≤ 1e-3, y ≤ 5', () => {
    const problem: LinearProblem = {
      columns: [column('y', 0, 5, -1e9)],
      rows: [denseRow('tiny', [1e6], -Infinity, 1e-3)],
      constant: 0,
    };
    const { termination, primal, certificate } = solved(problem);
    expect(termination).toBe('optimal');
    expect(primal!.values[0]! / 1e-9).toBeCloseTo(1, 12);
    expect(certificate!.objective).toBeCloseTo(-1, 12);
  });

  it('the cost of a variable fixed by two rows is kept: min 10x, x ≤ 5, −x ≤ −5', () => {
    const problem: LinearProblem = {
      columns: [column('x', 0, Infinity, 10)],
      rows: [denseRow('at most', [1], -Infinity, 5), denseRow('at least', [-1], -Infinity, -5)],
      constant: 0,
    };
    expect(solved(problem).certificate!.objective).toBe(50);
  });

  it('a free variable held by a row is neither infeasible nor unbounded: min x, x ≥ 0', () => {
    const problem: LinearProblem = {
      columns: [column('x', -Infinity, Infinity, 1)],
      rows: [denseRow('at least', [1], 0, Infinity)],
      constant: 0,
    };
    expect(solved(problem).certificate!.objective).toBe(0);
  });

  it('an unbounded problem is said to be so, with its direction', () => {
    const problem: LinearProblem = {
      columns: [column('x', 0, Infinity, -1), column('y', 0, Infinity, 0)],
      rows: [denseRow('difference', [1, -1], -Infinity, 1)],
      constant: 0,
    };
    const { termination, primal, certificate } = solved(problem);
    expect(termination).toBe('unbounded');
    expect(primal).toEqual({ status: 'ray', values: [1, 1] });
    expect(certificate).toBeNull();
  });

  it('the version whose internals are read is the one installed', () => {
    const url = new URL('../../../node_modules/javascript-lp-solver/package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(url, 'utf8')) as { version: string };
    const { solver } = solved({ columns: [column('x', 0, 1, 1)], rows: [], constant: 0 });
    expect(solver).toBe(`javascript-lp-solver ${version}`);
  });

  it('NaN is a defect, not a zero', () => {
    const problem: LinearProblem = { columns: [column('x', 0, 1, Number.NaN)], rows: [], constant: 0 };
    expect(() => solveLinear(problem, LIMITS)).toThrow(/cost is finite/u);
    const row = denseRow('r', [Number.NaN], 0, 1);
    expect(() => solveLinear({ columns: [column('x', 0, 1, 1)], rows: [row], constant: 0 }, LIMITS)).toThrow(
      /coefficients are finite/u,
    );
  });
});

describe('where HiGHS answers wrongly or leaks', () => {
  it.each([1e-9, 1e-10, 1e-12])('a coefficient of %d, which it drops, is kept', async (tiny) => {
    const problem: LinearProblem = {
      columns: [column('x', 0, 1e14, -1), column('y', 0, 1, -1)],
      rows: [denseRow('tiny', [tiny, 1], -Infinity, 1)],
      constant: 0,
    };
    const outcome = solveLinear(problem, { ...LIMITS, cells: 0 }, await loadedHighs());
    if (!outcome.ok) throw new Error(outcome.failure.detail);
    expect(outcome.value.termination).toBe('optimal');
    expect(outcome.value.certificate!.objective * tiny).toBeCloseTo(-1, 9);
  });

  it('solving again and again takes no more memory', async () => {
    const large = await loadedHighs();
    const columns = Array.from({ length: 60 }, (_, j) => column(`x${j}`, 0, 1, -1 - j / 100));
    const rows = Array.from({ length: 40 }, (_, i) => {
      const coefficients = columns.map((_column, j) => (i * 7 + j * 13) % 11);
      return denseRow(`r${i}`, coefficients, -Infinity, 15);
    });
    const solve = () => solveLinear({ columns, rows, constant: 0 }, { ...LIMITS, cells: 0 }, large);
    for (let k = 0; k < 20; k++) solve();
    const before = process.memoryUsage().external;
    for (let k = 0; k < 300; k++) solve();
    expect(process.memoryUsage().external - before).toBeLessThan(5e6);
  });
});
