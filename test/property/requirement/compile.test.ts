import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../shared/foundation/index.ts';
import {
  type Affine,
  columnAffine,
  combineAffine,
  type LinearSolution,
  ProblemBuilder,
  solveConvex,
  solveLinear,
} from '../../../shared/optimise/index.ts';
import {
  absolute,
  type CompileOptions,
  compile,
  type Expression,
  evaluate,
  graphOf,
  local,
  max,
  negate,
  sum,
  valueOf,
} from '../../../shared/requirement/index.ts';
import { affineLine, book, charge, LINES, paired, share, smoothCharge } from '../../support/requirement/expressions.ts';
import { naiveGross, naiveValue } from '../../support/requirement/naive.ts';

const CONVEX = { homogeneous: false, convex: true };
const ANY = { homogeneous: false, convex: false };
const LIMITS = { pivots: 20_000, cells: 4_000_000 };

function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

function optimum(solution: LinearSolution): readonly number[] {
  expect(solution.termination).toBe('optimal');
  return solution.primal!.values;
}

function valueAt({ terms, constant }: Affine, x: readonly number[]): number {
  return [...terms].reduce((total, [column, coefficient]) => total + coefficient * x[column]!, constant);
}

function columns(builder: ProblemBuilder, lower: readonly number[], upper: readonly number[]): Affine[] {
  return lower.map((each, line) => columnAffine(builder.addColumn(`q${line}`, each, upper[line]!)));
}

/** Minimises `root` (maximises a worth) after `prepare` has made the quantities. */
function minimiseRoot(root: Expression, prepare: (builder: ProblemBuilder) => Affine[], options: CompileOptions = {}) {
  const builder = new ProblemBuilder();
  const quantities = prepare(builder);
  const requirement = unwrap(compile(graphOf([root]), quantities, builder, options)).requirements[0]!;
  const sign = root.sort === 'worth' ? -1 : 1;
  const x = optimum(unwrap(solveLinear(builder.minimise(combineAffine([[sign, requirement]])), LIMITS)));
  return { builder, claim: valueAt(requirement, x), q: Float64Array.from(quantities, (each) => valueAt(each, x)) };
}

/** `rate · (|x| + |y|)` */
function gross(rate: number, x: Expression, y: Expression): Expression {
  return sum([absolute(x), absolute(y)], [rate, rate]);
}

function longest(x: Expression, y: Expression): Expression {
  return max([absolute(x), absolute(y)]);
}

describe('compile', () => {
  it('equals evaluate where rows fix the quantities in a wide box, whose bounds prune next to nothing', () => {
    let added = 0;
    fc.assert(
      fc.property(charge(CONVEX), book, (root, q) => {
        const { builder, claim } = minimiseRoot(root, (program) => {
          const free = columns(program, Array(LINES).fill(-10), Array(LINES).fill(10));
          free.forEach((each, line) => program.addRow(`fix${line}`, each, q[line]!, q[line]!));
          return free;
        });
        added += builder.rows.length - LINES;
        expect(Math.abs(claim - naiveValue(root, q)[0]!)).toBeLessThanOrEqual(1e-9 * (1 + naiveGross(root, q)));
      }),
      { numRuns: 300 },
    );
    expect(added).toBeGreaterThan(1000);
  });

  it('equals evaluate where the box is the book, and needs no row then', () => {
    fc.assert(
      fc.property(charge(CONVEX), book, (root, q) => {
        const { builder, claim } = minimiseRoot(root, (program) => columns(program, [...q], [...q]));
        expect([builder.rows.length, builder.columns.length]).toEqual([0, LINES]);
        expect(Math.abs(claim - naiveValue(root, q)[0]!)).toBeLessThanOrEqual(1e-9 * (1 + naiveGross(root, q)));
      }),
      { numRuns: 300 },
    );
  });

  it('has an optimum that re-evaluates to its claim, and that no book in the box undercuts', () => {
    let improved = 0;
    fc.assert(
      fc.property(charge(CONVEX), book, fc.array(book, { minLength: 5, maxLength: 5 }), (root, held, others) => {
        const { claim, q } = minimiseRoot(root, (program) =>
          columns(
            program,
            [...held].map((each, line) => (line < 4 ? each - 3 : each)),
            [...held].map((each, line) => (line < 4 ? each + 2 : each)),
          ),
        );
        const graph = graphOf([root]);
        const recomputed = valueOf(evaluate(graph, q), root);
        expect(Math.abs(claim - recomputed)).toBeLessThanOrEqual(1e-9 * (1 + naiveGross(root, q)));
        for (const other of [held, ...others]) {
          const inBox = held.map((each, line) =>
            line < 4 ? Math.min(each + 2, Math.max(each - 3, other[line]!)) : each,
          );
          expect(claim).toBeLessThanOrEqual(naiveValue(root, inBox)[0]! + 1e-9 * (1 + naiveGross(root, inBox)));
        }
        if (claim < naiveValue(root, held)[0]! - 1e-6) improved++;
      }),
      { numRuns: 300 },
    );
    expect(improved).toBeGreaterThan(100);
  });

  it('has the optimum of smooth nodes by the convex solver, and no book in the box undercuts it', () => {
    const seen = { programs: 0, improved: 0, error: 0 };
    fc.assert(
      fc.property(smoothCharge(), book, book, (root, held, other) => {
        const builder = new ProblemBuilder();
        const free = columns(
          builder,
          [...held].map((each) => each - 1),
          [...held].map((each) => each + 1),
        );
        const requirement = unwrap(compile(graphOf([root]), free, builder)).requirements[0]!;
        const { epigraphs, followers } = builder;
        const problem = { linear: builder.minimise(requirement), epigraphs, followers };
        const { termination, primal } = unwrap(solveConvex(problem, LIMITS));
        expect(termination).toBe('optimal');
        const x = primal!.values;
        const quantities = Float64Array.from(free, (each) => valueAt(each, x));
        const value = naiveValue(root, quantities)[0]!;
        const rounding = 1e-8 * (1 + naiveGross(root, quantities));
        const error = Math.abs(value - valueAt(requirement, x));
        expect(error).toBeLessThanOrEqual(rounding);
        const inBox = held.map((each, line) => Math.min(each + 1, Math.max(each - 1, other[line]!)));
        expect(value).toBeLessThanOrEqual(naiveValue(root, inBox)[0]! + rounding);
        seen.programs++;
        seen.error = Math.max(seen.error, error / rounding);
        if (value < naiveValue(root, held)[0]! - rounding) seen.improved++;
      }),
      { numRuns: 200 },
    );
    console.log(`smooth: ${seen.programs} programs, largest error ${seen.error} of what is allowed`);
    expect(seen.improved).toBeGreaterThan(80);
  });

  it('compiles a worth as the charge turned over', () => {
    fc.assert(
      fc.property(charge(CONVEX), book, (root, q) => {
        fc.pre(root.kind !== 'negate');
        const { claim } = minimiseRoot(negate(root), (program) => {
          const free = columns(program, Array(LINES).fill(-10), Array(LINES).fill(10));
          free.forEach((each, line) => program.addRow(`fix${line}`, each, q[line]!, q[line]!));
          return free;
        });
        expect(Math.abs(claim + naiveValue(root, q)[0]!)).toBeLessThanOrEqual(1e-9 * (1 + naiveGross(root, q)));
      }),
      { numRuns: 100 },
    );
  });

  it('gives every added column finite bounds that hold for the node it stands for', () => {
    fc.assert(
      fc.property(charge(CONVEX), book, (root, q) => {
        const builder = new ProblemBuilder();
        const quantities = columns(builder, Array(LINES).fill(-6), Array(LINES).fill(6));
        const graph = graphOf([root]);
        unwrap(compile(graph, quantities, builder));
        for (const { id, node } of graph.vertices) {
          const column = builder.columns.find((each) => each.id === id);
          if (column === undefined) continue;
          expect([column.lower, column.upper].every(Number.isFinite)).toBe(true);
          const [value] = naiveValue(node, q);
          const rounding = 1e-12 * naiveGross(node, q);
          expect(value).toBeGreaterThanOrEqual(column.lower - rounding);
          expect(value).toBeLessThanOrEqual(column.upper + rounding);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('bounds a requirement with local nodes from below, and is exact where it equals evaluate at the optimum', () => {
    const seen = { reached: 0, short: 0 };
    fc.assert(
      fc.property(
        charge(CONVEX),
        share,
        affineLine(),
        affineLine(),
        book,
        fc.boolean(),
        (convex, rate, x, y, held, loose) => {
          const bounds = loose ? [gross(1 - rate / 2, x, y)] : [gross(1 - rate / 2, x, y), longest(x, y)];
          const root = sum([convex, local({ ...paired(rate, x, y), below: bounds })]);
          const prepare = (program: ProblemBuilder) =>
            columns(
              program,
              [...held].map((each) => each - 2),
              [...held].map((each) => each + 2),
            );
          const all = minimiseRoot(root, prepare);
          const rounding = 1e-8 * (1 + naiveGross(root, all.q) + naiveGross(root, held));
          for (const other of [held, all.q]) {
            expect(all.claim).toBeLessThanOrEqual(naiveValue(root, other)[0]! + rounding);
          }
          if (naiveValue(root, all.q)[0]! <= all.claim + rounding) seen.reached++;
          else seen.short++;
        },
      ),
      { numRuns: 1000 },
    );
    expect(Math.min(seen.reached, seen.short)).toBeGreaterThan(20);
  });

  it('compiles what is proven convex, bounds what its parts bound from below, and names the node that nothing bounds', () => {
    const seen = { exact: 0, approximate: 0, unsupported: 0 };
    fc.assert(
      fc.property(charge(ANY), book, fc.array(book, { minLength: 5, maxLength: 5 }), (root, from, others) => {
        const graph = graphOf([root]);
        const builder = new ProblemBuilder();
        const [lower, upper] = [[...from].map((each) => each - 4), [...from].map((each) => each + 4)];
        const quantities = columns(builder, lower, upper);
        const compiled = compile(graph, quantities, builder);
        if (!compiled.ok) {
          seen.unsupported++;
          expect([root.curvature.convex, compiled.failure.reason]).toEqual([false, 'unsupported']);
          const named = graph.vertices.find(({ id }) => compiled.failure.detail.split(' ').includes(id))!;
          expect(named.node.curvature.convex && named.node.curvature.concave).toBe(false);
          return;
        }
        expect(compiled.value.exactness).toBe(root.curvature.convex ? 'exact' : 'approximate');
        seen[compiled.value.exactness]++;
        const least = unwrap(solveLinear(builder.minimise(compiled.value.requirements[0]!), LIMITS));
        const claim = valueAt(compiled.value.requirements[0]!, optimum(least));
        for (const other of others) {
          const inside = other.map((each, line) => Math.max(lower[line]!, Math.min(upper[line]!, each)));
          const rounding = 1e-8 * (1 + Math.abs(claim) + naiveGross(root, inside));
          expect(claim).toBeLessThanOrEqual(naiveValue(root, inside)[0]! + rounding);
        }
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });
});
