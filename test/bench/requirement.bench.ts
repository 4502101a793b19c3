import { evaluate, explain, graphOf, gross, outcomes, worst } from '../../shared/requirement/index.ts';
import type { BenchRow } from './bench-row.ts';

const SCENARIOS = 33;
const AXIS = Array.from({ length: SCENARIOS }, (_, k) => `scenario-${k}`);

/** Evaluate and explain against a plain double loop. */
export function run(): BenchRow[] {
  return [...scanSpeed(), ...chargeSpeed()];
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
