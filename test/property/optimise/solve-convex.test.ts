import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConvexProblem,
  columnAffine,
  combineAffine,
  constantAffine,
  exactDualBound,
  isOptimalWithin,
  ProblemBuilder,
  type SmoothFunction,
  solveConvex,
  supportedProblem,
} from '../../../shared/optimise/index.ts';
import { Random } from '../../support/random.ts';

const LIMITS = { pivots: 10_000, cells: 1_000_000 };
const number = fc.integer({ min: -40, max: 40 }).map((n) => n / 8);
const vector = (size: number) => fc.array(number, { minLength: size, maxLength: size });
const SIZE = 4;

type Case = {
  readonly costs: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly sides: readonly number[];
  readonly functions: readonly { readonly fn: SmoothFunction; readonly parts: readonly (readonly number[])[] }[];
};

const kinds = fc.constantFrom('squares' as const, 'norm' as const, 'threeHalves' as const);
const smooth = kinds.chain((kind) =>
  fc
    .array(vector(SIZE + 1), { minLength: 1, maxLength: kind === 'threeHalves' ? 1 : 3 })
    .map((parts) => ({ fn: { kind }, parts })),
);
const cases: fc.Arbitrary<Case> = fc.record({
  costs: vector(SIZE),
  rows: fc.array(vector(SIZE), { maxLength: 3 }),
  sides: vector(3),
  functions: fc.array(smooth, { minLength: 1, maxLength: 3 }),
});

/** The box is [−2, 3] in every column; every row holds with room at the origin. */
function build({ costs, rows, sides, functions }: Case): ConvexProblem {
  const builder = new ProblemBuilder();
  const columns = costs.map((_, j) => builder.addColumn(`x${j}`, -2, 3));
  const affine = (coefficients: readonly number[], constant: number) =>
    combineAffine([
      [1, constantAffine(constant)],
      ...columns.map((column, j) => [coefficients[j]!, columnAffine(column)] as const),
    ]);
  for (const [i, row] of rows.entries())
    builder.addRow(`row${i}`, affine(row, 0), -Infinity, Math.abs(sides[i]!) + 0.5);
  const terms = functions.map(({ fn, parts }, k) => {
    const written = parts.map((part) => affine(part, part.at(-1)!));
    if (fn.kind === 'threeHalves') {
      const positive = builder.addColumn(`positive${k}`, 0, 200, { lower: false, upper: true });
      builder.addRow(
        `positive${k}`,
        combineAffine([
          [1, columnAffine(positive)],
          [-1, written[0]!],
        ]),
        0,
        Infinity,
      );
      written[0] = columnAffine(positive);
    }
    return columnAffine(builder.addEpigraph(`f${k}`, fn, written, 0, 1e6));
  });
  const linear = builder.minimise(combineAffine([[1, affine(costs, 0)], ...terms.map((term) => [1, term] as const)]));
  return { linear, epigraphs: builder.epigraphs, followers: builder.followers };
}

/** The objective as it is defined. */
function objectiveAt({ costs, functions }: Case, x: readonly number[]): number {
  const at = (coefficients: readonly number[]) =>
    x.reduce((sum, value, j) => sum + coefficients[j]! * value, coefficients[SIZE] ?? 0);
  return functions.reduce(
    (sum, { fn, parts }) => {
      const z = parts.map(at);
      const square = z.reduce((total, each) => total + each * each, 0);
      if (fn.kind === 'threeHalves') return sum + Math.max(0, z[0]!) ** 1.5;
      return sum + (fn.kind === 'squares' ? square : Math.sqrt(square));
    },
    x.reduce((sum, value, j) => sum + costs[j]! * value, 0),
  );
}

function isWithin({ rows, sides }: Case, x: readonly number[]): boolean {
  return rows.every((row, i) => row.reduce((sum, a, j) => sum + a * x[j]!, 0) <= Math.abs(sides[i]!) + 0.5);
}

describe('solveConvex', () => {
  it('has the objective as it is defined, a bound that exact arithmetic bears out, and no better point near or far', () => {
    const seen = { solved: 0, rivals: 0, largestGap: 0, steps: 0 };
    fc.assert(
      fc.property(cases, fc.integer(), (each, seed) => {
        const problem = build(each);
        const outcome = solveConvex(problem, LIMITS);
        if (!outcome.ok) throw new Error(outcome.failure.detail);
        const { termination, primal, dual, certificate, supports, pivots } = outcome.value;
        expect(termination).toBe('optimal');
        const x = primal!.values.slice(0, SIZE);
        const objective = objectiveAt(each, x);
        const scale = Math.max(1, Math.abs(objective));
        expect(Math.abs(objective - certificate!.objective)).toBeLessThanOrEqual(1e-7 * scale);
        expect(isOptimalWithin(certificate!, 1e-7)).toBe(true);
        const bound = exactDualBound(supportedProblem(problem, supports)!, dual!.multipliers)!;
        const random = new Random(seed);
        for (let i = 0; i < 200; i += 1) {
          const reach = random.next() ** 3 * 5;
          const rival = x.map((value) => Math.min(3, Math.max(-2, value + random.between(-reach, reach))));
          if (!isWithin(each, rival)) continue;
          seen.rivals += 1;
          expect(objectiveAt(each, rival)).toBeGreaterThanOrEqual(bound - 1e-12 * scale);
        }
        seen.solved += 1;
        seen.steps += pivots;
        seen.largestGap = Math.max(seen.largestGap, certificate!.gapFraction);
      }),
      { numRuns: 400 },
    );
    const { solved, rivals, largestGap, steps } = seen;
    console.log(
      `convex: ${solved} problems, ${steps / solved} steps each, largest gap ${largestGap}, ${rivals} rivals`,
    );
    expect(rivals).toBeGreaterThan(20_000);
  });

  it('proves by supports that limits on smooth functions contradict each other', () => {
    const builder = new ProblemBuilder();
    const [a, b] = [builder.addColumn('a', -5, 5), builder.addColumn('b', -5, 5)];
    const length = builder.addEpigraph('length', { kind: 'norm' }, [columnAffine(a), columnAffine(b)], 0, 10);
    builder.addRow('short', columnAffine(length), -Infinity, 1);
    builder.addRow(
      'far',
      combineAffine([
        [1, columnAffine(a)],
        [1, columnAffine(b)],
      ]),
      1.5,
      Infinity,
    );
    const problem = { linear: builder.minimise(columnAffine(a)), epigraphs: builder.epigraphs, followers: [length] };
    const outcome = solveConvex(problem, LIMITS);
    expect(outcome).toMatchObject({ value: { termination: 'infeasible', infeasibility: { isInfeasible: true } } });
  });
});
