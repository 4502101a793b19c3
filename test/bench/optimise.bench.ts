import imported from 'javascript-lp-solver';
import { type LinearProblem, solveLinear } from '../../shared/optimise/index.ts';
import type { BenchRow } from './bench-row.ts';

const LIMITS = { pivots: 100_000, cells: 1_000_000 };
const REPEATS = 20;

const solver = imported as unknown as typeof imported.default;

/**
 * Scenario problems, 20 × 16 and 100 × 91: median milliseconds of `solveLinear`, warm, with its certificate, and its pivots. The
 * baseline is the same problem straight through javascript-lp-solver's own `Solve`, unscaled and unchecked.
 */
export function run(): BenchRow[] {
  return [
    [20, 16],
    [100, 91],
  ].flatMap(([nInstruments, nScenarios]) => measure(nInstruments!, nScenarios!));
}

function measure(nInstruments: number, nScenarios: number): BenchRow[] {
  const problem = scenarioProblem(nInstruments, nScenarios);
  const outcome = solveLinear(problem, LIMITS);
  if (!outcome.ok || outcome.value.termination !== 'optimal') throw new Error('bench problem not solved');
  const name = `optimise: scenario LP ${nInstruments}×${nScenarios}`;
  const model = jsonModel(problem);
  const value = medianMilliseconds(() => solveLinear(problem, LIMITS));
  const plain = medianMilliseconds(() => solver.Solve(model));
  const baseline = `javascript-lp-solver's own Solve, ${plain.toFixed(2)} ms`;
  return [
    { name, value, unit: 'ms', baseline, ratio: value / plain },
    { name: `${name}, pivots`, value: outcome.value.pivots, unit: 'pivots' },
  ];
}

/** Least worst loss plus cost: min t + Σ 0.05·|trade|, t ≥ loss in each scenario, net trade 0; trades as buys and sells within 10. */
function scenarioProblem(nInstruments: number, nScenarios: number): LinearProblem {
  const random = lehmer(nInstruments * 1000 + nScenarios);
  const columns = Array.from({ length: 2 * nInstruments }, (_, j) =>
    trade(`${j % 2 === 0 ? 'buy' : 'sell'} ${j >> 1}`),
  );
  columns.push({ id: 'worst loss', lower: 0, upper: 1e6, cost: 1 });
  const all = columns.map((_, j) => j);
  const rows = Array.from({ length: nScenarios }, (_, k) => {
    const gains = Array.from({ length: nInstruments }, () => 20 * (random() - 0.5));
    const held = gains.reduce((sum, gain) => sum + gain * 10 * (random() - 0.5), 0);
    const coefficients = [...gains.flatMap((gain) => [gain, -gain]), 1];
    return { id: `scenario${k}`, columns: all, coefficients, lower: -held, upper: Infinity };
  });
  const net = all.slice(0, -1).map((j) => (j % 2 === 0 ? 1 : -1));
  return {
    columns,
    rows: [...rows, { id: 'net', columns: all.slice(0, -1), coefficients: net, lower: 0, upper: 0 }],
    constant: 0,
  };
}

function trade(id: string) {
  return { id, lower: 0, upper: 10, cost: 0.05 };
}

function jsonModel({ columns, rows }: LinearProblem) {
  const variables: Record<string, Record<string, number>> = {};
  for (const { id, cost } of columns) variables[id] = { cost, [`cap ${id}`]: 1 };
  const constraints: Record<string, { min?: number; max?: number }> = {};
  for (const { id, upper } of columns) constraints[`cap ${id}`] = { max: upper };
  for (const row of rows) {
    constraints[row.id] = row.upper < Infinity ? { min: row.lower, max: row.upper } : { min: row.lower };
    for (const [k, j] of row.columns.entries()) variables[columns[j]!.id]![row.id] = row.coefficients[k]!;
  }
  return { optimize: 'cost', opType: 'min' as const, constraints, variables };
}

function medianMilliseconds(task: () => unknown): number {
  const times = Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    task();
    return performance.now() - start;
  });
  return times.toSorted((a, b) => a - b)[REPEATS >> 1]!;
}

/** Park and Miller's generator: the same problem in every run. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
