import { describe, expect, it } from 'vitest';
import { solveMixedInteger } from '../../../shared/optimise/index.ts';
import { loadedHighs } from '../../support/optimise/highs.ts';
import { fromJsonModel, type JsonModel, LIMITS, solved } from '../../support/optimise/problems.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type Names = true | readonly string[];
type Case = {
  readonly name: string;
  readonly model: JsonModel & { readonly integers?: Names; readonly binaries?: Names };
  readonly expected: { readonly status: string; readonly result?: number };
};

const text = sharedVectors('optimisation/yalps_lp_milp_cases.json');
const all = text === null ? [] : (JSON.parse(text) as Case[]);
const isLinear = ({ model }: Case) => model.integers === undefined && model.binaries === undefined;
const linear = all.filter(isLinear);
const integer = all.filter((each) => !isLinear(each));
const HIGHS = await loadedHighs();

/** yalps says `cycled` here; the optimum is 1 (V. Chvátal, Linear Programming, 1983, p. 31). */
const CHVATAL = { status: 'optimal', result: 1 };
/** Larger than any whole variable of theirs gets. */
const MOST = 10_000;

/** printed to eight digits in some cases */
function expectNear(objective: number, result: number): void {
  expect(Math.abs(objective - result)).toBeLessThanOrEqual(1e-7 * Math.max(0.1, Math.abs(result)));
}

function isAmong(names: Names | undefined, id: string): boolean {
  return names === true || names?.includes(id) === true;
}

/** The problem with the bounds of whole variables, and which columns they are. */
function mixedInteger({ model }: Case) {
  const { problem, sign } = fromJsonModel(model);
  const upperOf = ({ id, upper }: { id: string; upper: number }) =>
    isAmong(model.binaries, id) ? 1 : isAmong(model.integers, id) ? MOST : upper;
  const columns = problem.columns.map((column) => ({ ...column, upper: upperOf(column) }));
  const whole = columns.flatMap(({ upper }, j) => (upper < Infinity ? [j] : []));
  return { problem: { ...problem, columns }, whole, sign };
}

describe.skipIf(text === null)('cases of yalps', () => {
  it.each(linear)('linear: $name', ({ name, model, expected }) => {
    const { status, result } = name === 'Chvatal Cycling' ? CHVATAL : expected;
    const { problem, sign } = fromJsonModel(model);
    const { termination, certificate } = solved(problem);
    expect(termination).toBe(status);
    if (status === 'optimal') expectNear(sign * certificate!.objective, result!);
  });

  it.each(integer)('integer: $name', (each) => {
    const { problem, whole, sign } = mixedInteger(each);
    const outcome = solveMixedInteger(problem, whole, { ...LIMITS, nodes: 1_000 }, HIGHS);
    if (!outcome.ok) throw new Error(outcome.failure.detail);
    const { status, values, objective, bound } = outcome.value;
    expect(status).toBe(each.expected.status);
    expect(whole.every((j) => Number.isInteger(values![j]))).toBe(true);
    expectNear(sign * objective!, each.expected.result!);
    expect(bound!).toBeLessThanOrEqual(objective! + 1e-9);
  });

  it('are 19 linear and 9 integer', () => {
    console.log(`yalps: ${linear.length} linear and ${integer.length} integer cases of ${all.length}`);
    expect([linear.length, integer.length]).toEqual([19, 9]);
  });
});
