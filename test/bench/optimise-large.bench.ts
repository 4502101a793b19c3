import imported, { type Highs, type Model } from 'highs';
import {
  type Column,
  highsSolver,
  type LinearProblem,
  type QuadraticProblem,
  type Row,
  solveLinear,
  solveMixedInteger,
  solveQuadratic,
} from '../../shared/optimise/index.ts';
import type { BenchRow } from './bench-row.ts';

const LIMITS = { pivots: 1_000_000, cells: 1_000_000, nodes: 100_000, iterations: 20_000 };
const REPEATS = 15;
/** Between the first call and those that count: V8 optimises while it runs, WebAssembly most slowly. */
const WARM_UP_MS = 2_000;

const load = imported as unknown as typeof imported.default;

/**
 * The port on the sizes, certified answers, beside HiGHS's default path on the same problem in the same run: first call and
 * median after two seconds of them. Scenarios are those of a book: gains by delta, gamma and vega on a grid of spot and vol moves.
 */
export async function run(): Promise<BenchRow[]> {
  const highs = await load();
  const large = highsSolver(highs);
  const linear = (name: string, problem: LinearProblem) =>
    compared(
      name,
      () => ended(solveLinear(problem, LIMITS, large)).termination,
      () => runHighs(highs, problem, null, []),
    );
  return [
    ...linear('scenario LP 100×91', scenarioProblem(100, 13, 7)),
    ...linear('scenario LP 500×500', scenarioProblem(500, 25, 20)),
    ...linear('expected shortfall 100×2,500', shortfallProblem(100, 2500)),
    ...quadratic(highs),
    ...integer(highs),
  ];
}

function quadratic(highs: Highs): BenchRow[] {
  const problem = meanVariance(500);
  const split = buySellForm(problem);
  return compared(
    'mean-variance 500, costs and turnover (HiGHS: 2n form)',
    () => ended(solveQuadratic(problem, LIMITS)).termination,
    () => runHighs(highs, split.problem, split.matrix, []),
  );
}

function integer(highs: Highs): BenchRow[] {
  const problem = scenarioProblem(20, 13, 7);
  const whole = problem.columns.slice(1).map((_, j) => j);
  const limits = { ...LIMITS, gapFraction: 0.01 };
  return compared(
    '20 whole × 91 scenarios, 1 % gap',
    () => ended(solveMixedInteger(problem, whole, limits, highsSolver(highs))).status,
    () => runHighs(highs, problem, null, whole, 0.01),
  );
}

function compared(name: string, ours: () => string, theirs: () => string): BenchRow[] {
  const own = timed(ours);
  const other = timed(theirs);
  const baseline = `HiGHS default ${other.warm.toFixed(1)} ms (${other.ending}), first ${other.first.toFixed(1)} ms`;
  const title = `optimise: ${name}`;
  return [
    { name: `${title}, warm`, value: own.warm, unit: `ms (${own.ending})`, baseline, ratio: own.warm / other.warm },
    { name: `${title}, first`, value: own.first, unit: 'ms' },
  ];
}

function timed(task: () => string): { first: number; warm: number; ending: string } {
  const once = () => {
    const start = performance.now();
    const ending = task();
    return { ending, milliseconds: performance.now() - start };
  };
  const { milliseconds: first, ending } = once();
  const warmAt = performance.now() + WARM_UP_MS;
  while (performance.now() < warmAt) task();
  const warm = Array.from({ length: REPEATS }, () => once().milliseconds).toSorted((a, b) => a - b);
  return { first, warm: warm[REPEATS >> 1]!, ending };
}

function ended<T>(outcome: { ok: true; value: T } | { ok: false; failure: { detail: string } }): T {
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

/** Straight to HiGHS with its own options: presolve, all rows, no check. */
function runHighs(
  highs: Highs,
  { columns, rows }: LinearProblem,
  matrixOfSquares: Float64Array | null,
  whole: readonly number[],
  gapFraction = 1e-4,
): string {
  const starts = [0];
  for (const row of rows) starts.push(starts.at(-1)! + row.columns.length);
  const matrix = {
    format: 'csr' as const,
    numRows: rows.length,
    numCols: columns.length,
    starts: Int32Array.from(starts),
    indices: Int32Array.from(rows.flatMap((row) => row.columns)),
    values: Float64Array.from(rows.flatMap((row) => row.coefficients)),
  };
  const of = (value: (column: Column) => number) => Float64Array.from(columns, value);
  const isWhole = new Set(whole);
  const data = {
    numCols: columns.length,
    numRows: rows.length,
    colCost: of((column) => column.cost),
    colLower: of((column) => column.lower),
    colUpper: of((column) => column.upper),
    rowLower: Float64Array.from(rows, (row) => row.lower),
    rowUpper: Float64Array.from(rows, (row) => row.upper),
    matrix,
    ...(whole.length > 0 ? { integrality: Int32Array.from(columns, (_, j) => (isWhole.has(j) ? 1 : 0)) } : {}),
    ...(matrixOfSquares === null ? {} : { hessian: hessianOf(matrixOfSquares, columns.length) }),
  };
  return highs.withModel(data, (model): string => {
    model.options.set({ output_flag: false, time_limit: 20, qp_iteration_limit: 20_000, mip_rel_gap: gapFraction });
    const modelStatus = statusOf(model);
    if (modelStatus === null) return 'fails';
    return Object.entries(highs.constants.modelStatus).find(([, code]) => code === modelStatus)![0];
  });
}

function statusOf(model: Model): number | null {
  try {
    return model.run().modelStatus;
  } catch {
    return null;
  }
}

/** Lower triangle by columns. */
function hessianOf(matrix: Float64Array, dimension: number) {
  const [starts, indices, values] = [[0], [] as number[], [] as number[]];
  for (let j = 0; j < dimension; j++) {
    for (let i = j; i < dimension; i++) {
      indices.push(i);
      values.push(matrix[i * dimension + j]!);
    }
    starts.push(indices.length);
  }
  return {
    format: 'triangular' as const,
    dimension,
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
  };
}

/** x = centre + up − down in 2n columns, the fastest form for HiGHS: P becomes [P −P; −P P], and the box bounds both. */
function buySellForm({ linear, hessian, deviations, deviationLimit }: QuadraticProblem) {
  const n = linear.columns.length;
  const size = 2 * n;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const sign = i < n === j < n ? 1 : -1;
      matrix[i * size + j] = sign * hessian[(i % n) * n + (j % n)]!;
    }
  }
  const slopes = linear.columns.map(({ cost }, i) =>
    deviations.reduce((sum, { column, centre }) => sum + hessian[i * n + column]! * centre, cost),
  );
  const side = (sign: 1 | -1) =>
    deviations.map(({ column, centre, cost }): Column => {
      const { id, lower, upper } = linear.columns[column]!;
      return { id, lower: 0, upper: sign === 1 ? upper - centre : centre - lower, cost: cost + sign * slopes[column]! };
    });
  const columns = [...side(1), ...side(-1)];
  const all = [...columns.keys()];
  const held = deviations.reduce((sum, { centre }) => sum + centre, 0);
  const budget = linear.rows[0]!.lower - held;
  const rows: Row[] = [
    { id: 'budget', columns: all, coefficients: all.map((j) => (j < n ? 1 : -1)), lower: budget, upper: budget },
    { id: 'turnover', columns: all, coefficients: all.map(() => 1), lower: -Infinity, upper: deviationLimit },
  ];
  return { problem: { columns, rows, constant: 0 }, matrix };
}

/** Least worst loss plus cost over nSpot × nVol scenarios; trades within 10, net trade 0. */
function scenarioProblem(nInstruments: number, nSpot: number, nVol: number): LinearProblem {
  const random = lehmer(nInstruments * 1000 + nSpot);
  const greeks = Array.from({ length: nInstruments }, () => ({
    delta: random() - 0.5,
    gamma: 4 * (random() - 0.4),
    vega: random() - 0.4,
    held: 20 * (random() - 0.5),
  }));
  const columns: Column[] = greeks.map((_, j) => ({ id: `x${j}`, lower: -10, upper: 10, cost: 0.002 * random() }));
  columns.push({ id: 'worst loss', lower: 0, upper: 1e6, cost: 1 });
  const rows: Row[] = [];
  for (let s = 0; s < nSpot; s++) {
    for (let v = 0; v < nVol; v++) {
      const [spot, vol] = [0.3 * ((2 * s) / (nSpot - 1) - 1), 0.4 * ((2 * v) / (nVol - 1) - 1)];
      const gains = greeks.map(
        ({ delta, gamma, vega }) => delta * spot + 0.5 * gamma * spot * spot + vega * vol + 0.01 * (random() - 0.5),
      );
      const held = greeks.reduce((sum, each, j) => sum + each.held * gains[j]!, 0);
      const all = [...columns.keys()];
      rows.push({ id: `${s}/${v}`, columns: all, coefficients: [...gains, 1], lower: -held, upper: Infinity });
    }
  }
  const trades = greeks.map((_, j) => j);
  rows.push({ id: 'net', columns: trades, coefficients: trades.map(() => 1), lower: 0, upper: 0 });
  return { columns, rows, constant: 0 };
}

/** Rockafellar and Uryasev at 95 %, long-only weights of at most 0.2. */
function shortfallProblem(nAssets: number, nScenarios: number): LinearProblem {
  const random = lehmer(nAssets * 7 + nScenarios);
  const betas = Array.from({ length: nAssets }, () => random());
  const columns: Column[] = betas.map((_, j) => ({ id: `x${j}`, lower: 0, upper: 0.2, cost: 0 }));
  columns.push({ id: 'value at risk', lower: -1, upper: 1, cost: 1 });
  const rows: Row[] = [];
  for (let k = 0; k < nScenarios; k++) {
    const common = random() + random() + random() - 1.5;
    const returns = betas.map((beta) => 0.0005 + 0.02 * (beta * common + random() + random() - 1));
    columns.push({ id: `z${k}`, lower: 0, upper: 10, cost: 1 / (0.05 * nScenarios) });
    const used = [...betas.keys(), nAssets, nAssets + 1 + k];
    rows.push({ id: `s${k}`, columns: used, coefficients: [...returns, 1, 1], lower: 0, upper: Infinity });
  }
  const assets = [...betas.keys()];
  rows.push({ id: 'budget', columns: assets, coefficients: assets.map(() => 1), lower: 1, upper: 1 });
  return { columns, rows, constant: 0 };
}

function meanVariance(n: number): QuadraticProblem {
  const random = lehmer(n + 7);
  const factors = Array.from({ length: n }, () => Array.from({ length: 20 }, () => 0.1 * (random() - 0.4)));
  const hessian = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const common = factors[i]!.reduce((sum, factor, k) => sum + factor * factors[j]![k]!, 0);
      hessian[i * n + j] = 5 * (common + (i === j ? 0.01 + 0.04 * random() : 0));
      hessian[j * n + i] = hessian[i * n + j]!;
    }
  }
  const held = Array.from({ length: n }, () => random());
  const total = held.reduce((sum, value) => sum + value, 0);
  const all = [...held.keys()];
  const budget = { id: 'budget', columns: all, coefficients: all.map(() => 1), lower: 1, upper: 1 };
  return {
    linear: {
      columns: held.map((_, j) => ({ id: `x${j}`, lower: 0, upper: 0.1, cost: -0.1 * random() })),
      rows: [budget],
      constant: 0,
    },
    hessian,
    deviations: held.map((value, column) => ({ column, centre: value / total, cost: 0.002, weight: 1 })),
    deviationLimit: 0.4,
  };
}

/** Park and Miller's generator: the same problem in every run. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
