import { describe, expect, it } from 'vitest';
import { explainInfeasible, type LinearProblem, type Row } from '../../../shared/optimise/index.ts';
import { column, denseRow, LIMITS, solved } from '../../support/optimise/problems.ts';

function explained(problem: LinearProblem, groupOf?: (row: Row) => string | null) {
  const outcome = explainInfeasible(problem, LIMITS, groupOf);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

/** x + y ≥ 10 contradicts x ≤ 3 and y ≤ 4 by 3; the other two rows take no part. */
const problem: LinearProblem = {
  columns: [column('x', 0, 100, 1), column('y', 0, 100, -2)],
  rows: [
    denseRow('loose', [1, -1], -50, 50),
    denseRow('at least', [1, 1], 10, Infinity),
    denseRow('x cap', [1, 0], -Infinity, 3),
    denseRow('also loose', [2, 1], -Infinity, 60),
    denseRow('y cap', [0, 1], -Infinity, 4),
  ],
  constant: 0,
};

describe('explaining an infeasible problem', () => {
  it('names the rows that contradict each other, and no more', () => {
    const { conflict, isIrreducible, relaxation } = explained(problem);
    expect(conflict).toEqual(['at least', 'x cap', 'y cap']);
    expect(isIrreducible).toBe(true);
    expect(relaxation!.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(3, 12);
  });

  it('has a conflict that can be met as soon as any one of its rows is dropped', () => {
    const { conflict } = explained(problem);
    const only = (ids: readonly string[]) => ({ ...problem, rows: problem.rows.filter(({ id }) => ids.includes(id)) });
    expect(solved(only(conflict)).termination).toBe('infeasible');
    for (const dropped of conflict)
      expect(solved(only(conflict.filter((id) => id !== dropped))).termination).toBe('optimal');
  });

  it('has a relaxation that makes the problem feasible, which half of it does not', () => {
    const { relaxation } = explained(problem);
    const relaxedBy = (share: number): LinearProblem => ({
      ...problem,
      rows: problem.rows.map((row) => {
        const amount = share * (relaxation!.find(({ id }) => id === row.id)?.amount ?? 0);
        return { ...row, lower: row.lower - amount, upper: row.upper + amount };
      }),
    });
    expect(solved(relaxedBy(1)).termination).toBe('optimal');
    expect(solved(relaxedBy(0.5)).termination).toBe('infeasible');
  });

  it('keeps hard rows out of the answer and takes several rows of one group together', () => {
    const groups: Record<string, string | null> = { 'at least': null, 'x cap': 'caps', 'y cap': 'caps' };
    const { conflict, relaxation } = explained(problem, ({ id }) => (id in groups ? groups[id]! : id));
    expect(conflict).toEqual(['caps']);
    expect(relaxation!.map(({ id }) => id).every((id) => id.endsWith('cap'))).toBe(true);
    expect(relaxation!.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(3, 12);
  });

  it('counts column bounds as hard: one row alone can contradict them', () => {
    const alone: LinearProblem = {
      columns: [column('x', 0, 2, 0)],
      rows: [denseRow('high', [1], 5, Infinity)],
      constant: 0,
    };
    expect(explained(alone)).toMatchObject({
      conflict: ['high'],
      isIrreducible: true,
      isSmallest: true,
      relaxation: [{ id: 'high', amount: 3 }],
      alone: [{ id: 'high', amount: 3 }],
    });
  });

  it('finds one of two independent conflicts, and a relaxation of both', () => {
    const two: LinearProblem = {
      columns: [column('x', 0, 1, 0), column('y', 0, 1, 0)],
      rows: [denseRow('x high', [1, 0], 2, Infinity), denseRow('y high', [0, 1], 4, Infinity)],
      constant: 0,
    };
    const { conflict, relaxation } = explained(two);
    expect(conflict).toHaveLength(1);
    expect(relaxation).toEqual([
      { id: 'x high', amount: 1 },
      { id: 'y high', amount: 3 },
    ]);
  });

  it('finds the conflict of fewest rows, though the ray was of another', () => {
    const both: LinearProblem = {
      ...problem,
      rows: [...problem.rows, denseRow('impossible', [1, 0], 101, Infinity)],
    };
    const { conflict, isSmallest, alone } = explained(both);
    expect({ conflict, isSmallest, alone }).toEqual({ conflict: ['impossible'], isSmallest: true, alone: [] });
  });

  it('says what each row of the conflict would have to give by itself', () => {
    const { conflict, alone } = explained(problem);
    expect(alone.map(({ id }) => id)).toEqual(conflict);
    for (const { amount } of alone) expect(amount).toBeCloseTo(3, 12);
  });

  it('does not look for smaller conflicts where those would be too many', () => {
    const idle = Array.from({ length: 70 }, (_, i) => denseRow(`idle ${i}`, [1, 1], -Infinity, 200));
    const { conflict, isIrreducible, isSmallest } = explained({ ...problem, rows: [...problem.rows, ...idle] });
    expect({ n: conflict.length, isIrreducible, isSmallest }).toEqual({ n: 3, isIrreducible: true, isSmallest: false });
  });

  it('says so when the hard rows contradict each other, and refuses a feasible problem', () => {
    expect(explainInfeasible(problem, LIMITS, () => null)).toMatchObject({
      ok: false,
      failure: { reason: 'infeasible' },
    });
    const feasible = { ...problem, rows: problem.rows.slice(0, 1) };
    expect(explainInfeasible(feasible, LIMITS)).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
  });
});
