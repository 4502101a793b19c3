import { fail, succeed } from '../../shared/foundation/index.ts';
import {
  type Affine,
  columnAffine,
  combineAffine,
  constantAffine,
  ProblemBuilder,
  solveLinear,
} from '../../shared/optimise/index.ts';
import {
  type ActiveBranches,
  compile,
  evaluate,
  explain,
  graphOf,
  gross,
  haircutGains,
  outcomes,
  solveByBranches,
  sum,
  worst,
} from '../../shared/requirement/index.ts';
import type { BenchRow } from './bench-row.ts';

const SCENARIOS = 33;
const AXIS = Array.from({ length: SCENARIOS }, (_, k) => `scenario-${k}`);

/** Evaluate and explain against a plain double loop, and the rows that an optimum needs against all the rows. */
export function run(): BenchRow[] {
  return [...scanSpeed(), ...chargeSpeed(), ...rowsNeeded()];
}

function scanSpeed(): BenchRow[] {
  const lines = range(2000);
  const matrix = gains(lines.length);
  const q = quantities(lines.length);
  const root = worst(outcomes({ axis: AXIS, lines, matrix }));
  const graph = graphOf([root]);
  const cells = lines.length * SCENARIOS;
  const plain = nanoseconds(() => naiveWorst(matrix, q)) / cells;
  const baseline = `a double loop, ${plain.toFixed(2)} ns`;
  const value = nanoseconds(() => evaluate(graph, q)) / cells;
  const evaluation = evaluate(graph, q);
  return [
    {
      name: 'requirement: evaluate, 2,000 lines × 33 scenarios',
      value,
      unit: 'ns per cell',
      baseline,
      ratio: value / plain,
    },
    { name: 'requirement: explain, the same', value: nanoseconds(() => explain(evaluation, root)) / 1000, unit: 'µs' },
  ];
}

function chargeSpeed(): BenchRow[] {
  const lines = range(2000);
  const graph = graphOf([gross(lines, new Float64Array(lines.length).fill(0.1))]);
  const q = quantities(lines.length);
  const value = nanoseconds(() => evaluate(graph, q)) / lines.length;
  return [{ name: 'requirement: evaluate, |quantity| of 2,000 lines', value, unit: 'ns per line' }];
}

/** 12 groups of 10 options, gains halved between groups, half of the lines traded at a cost. */
function rowsNeeded(): BenchRow[] {
  const lines = range(120);
  const matrix = gains(lines.length);
  const groups = range(12).map((group) => {
    const own = lines.slice(group * 10, group * 10 + 10);
    return haircutGains(0.5, outcomes({ axis: AXIS, lines: own, rows: own, matrix }));
  });
  const graph = graphOf([
    sum([
      worst(sum(groups)),
      gross(
        lines,
        lines.map(() => 0.05),
      ),
    ]),
  ]);
  const held = quantities(lines.length);
  const all = program(graph, held).builder.rows.length;
  const started = performance.now();
  let few = 0;
  const answer = solveByBranches(graph, held, (active) => {
    const { builder, book, requirement } = program(graph, held, active);
    few = builder.rows.length;
    const solved = solveLinear(builder.minimise(requirement), { pivots: 20_000, cells: 4_000_000 });
    if (!solved.ok) return solved;
    if (solved.value.termination !== 'optimal') return fail('unavailable', solved.value.termination);
    const at = (expression: Affine) => valueAt(expression, solved.value.primal!.values);
    return succeed({
      solution: solved.value,
      quantities: Float64Array.from(book, at),
      requirements: [at(requirement)],
    });
  });
  if (!answer.ok) throw new Error(answer.failure.detail);
  const time = performance.now() - started;
  return [
    {
      name: 'requirement: rows at the optimum, 12 groups × 33 scenarios',
      value: few,
      unit: 'rows',
      baseline: `all rows, ${all}`,
      ratio: few / all,
    },
    { name: 'requirement: that optimum, by binding branches', value: time, unit: 'ms' },
  ];
}

function program(graph: ReturnType<typeof graphOf>, held: Float64Array, active?: ActiveBranches) {
  const builder = new ProblemBuilder();
  const book = Array.from(held, (quantity, line) => {
    if (line % 2 === 1) return constantAffine(quantity);
    const trade = columnAffine(builder.addColumn(`trade-${line}`, -5, 5));
    return combineAffine([
      [1, constantAffine(quantity)],
      [1, trade],
    ]);
  });
  const compiled = compile(graph, book, builder, active === undefined ? {} : { active });
  if (!compiled.ok) throw new Error(compiled.failure.detail);
  return { builder, book, requirement: compiled.value.requirements[0]! };
}

function naiveWorst(matrix: Float64Array, q: Float64Array): number {
  const values = new Float64Array(SCENARIOS);
  for (let line = 0; line < q.length; line++) {
    for (let k = 0; k < SCENARIOS; k++) values[k]! += matrix[line * SCENARIOS + k]! * q[line]!;
  }
  return Math.max(0, ...values.map((value) => -value));
}

/** Gains of options under 11 spot moves × 3 vol moves: delta, gamma and vega that differ by line. */
function gains(lines: number): Float64Array {
  return Float64Array.from({ length: lines * SCENARIOS }, (_, slot) => {
    const [line, k] = [Math.floor(slot / SCENARIOS), slot % SCENARIOS];
    const [spot, vol] = [((k % 11) - 5) / 5, Math.floor(k / 11) - 1];
    return (
      10 * (spread(line) * spot + Math.abs(spread(line + 1)) * spot * spot + Math.abs(spread(line + 2)) * 0.5 * vol)
    );
  });
}

function quantities(lines: number): Float64Array {
  return Float64Array.from({ length: lines }, (_, line) => 5 * spread(7 * line + 3));
}

/** Numbers from −1 to 1 without a pattern that a matrix would notice. */
function spread(n: number): number {
  return 2 * ((n * 0.618_033_988_749_895) % 1) - 1;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, n) => n);
}

function valueAt({ terms, constant }: Affine, x: readonly number[]): number {
  return [...terms].reduce((total, [column, coefficient]) => total + coefficient * x[column]!, constant);
}

/** The best of several runs, after a warm-up. */
function nanoseconds(work: () => unknown): number {
  for (let n = 0; n < 50; n++) work();
  const times = range(7).map(() => {
    const started = performance.now();
    for (let n = 0; n < 50; n++) work();
    return ((performance.now() - started) * 1e6) / 50;
  });
  return Math.min(...times);
}
