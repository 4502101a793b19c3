import type { Highs, Model } from 'highs';
import type { IntegerClaim, LargeSolver, LinearClaim } from '../large-solver.ts';
import type { LinearProblem, Row } from '../problem.ts';
import { solveWithLazyRows } from './lazy-rows.ts';
import { compressed, modelData } from './model-data.ts';

/** A safety net, below what a gateway waits for: a search that it ends is marked as not reproducible. */
const SECONDS_MOST = 20;
const TOLERANCE = 1e-9;
/** Of an integer search whose first one failed on its own point. */
const TOLERANCE_EASED = 1e-7;

/**
 * HiGHS as a `LargeSolver`. Linear problems without presolve, which costs more than it saves on scenario rows, by the dual simplex;
 * integer ones with it. Every model is disposed, as WebAssembly memory is not collected.
 *
 * @param highs the loaded WebAssembly runtime
 */
export function highsSolver(highs: Highs): LargeSolver {
  return {
    name: `highs ${highs.version.string}`,
    solveLinear: (problem, limits) =>
      unlessFailed(() => withModel(highs, problem, [], (model) => linear(model, problem, limits))) ?? NO_CLAIM,
    solveInteger: (problem, whole, limits) => {
      const data = modelData(highs, problem, problem.rows, whole);
      const claimBy = (tolerance: number) =>
        unlessFailed(() => highs.withModel(data, (model) => integer(highs, model, problem, { ...limits, tolerance })));
      return claimBy(TOLERANCE) ?? claimBy(TOLERANCE_EASED);
    },
  };
}

const NO_CLAIM: LinearClaim = { x: [], y: [], pivots: 0, reproducible: true };

/**
 * Null where HiGHS gives up: on a model that it doesn't take (a coefficient of 1e15 or more, a cost or bound of 1e20 that isn't infinite),
 * or on a point of its own that is outside its tolerance after postsolve.
 */
function unlessFailed<T>(operation: () => T): T | null {
  try {
    return operation();
  } catch (error) {
    if (error instanceof Error && error.name === 'HighsError') return null;
    throw error;
  }
}

function withModel<T>(
  highs: Highs,
  problem: LinearProblem,
  whole: readonly number[],
  operation: (model: LazyModel) => T,
): T {
  const { kept, lazy } = splitRows(problem);
  return highs.withModel(
    modelData(
      highs,
      problem,
      kept.map((i) => problem.rows[i]!),
      whole,
    ),
    (model) => operation({ highs, model, kept, lazy }),
  );
}

type LazyModel = {
  readonly highs: Highs;
  readonly model: Model;
  /** indices of the rows that are in the model from the start */
  readonly kept: readonly number[];
  readonly lazy: readonly number[];
};

/** From this many one-sided rows on they are added when violated: a few bind. Measured: 100 × 91 isn't worth it, 500 × 500 is. */
const LAZY_FROM = 200;

/** Where one column is unbounded nothing is lazy: without its rows the problem would be unbounded. */
function splitRows({ rows, columns }: LinearProblem): { kept: number[]; lazy: number[] } {
  const all = [...rows.keys()];
  const oneSided = all.filter((i) => (rows[i]!.lower === -Infinity) !== (rows[i]!.upper === Infinity));
  const isBounded = columns.every(({ lower, upper, cost }) => (cost < 0 ? upper < Infinity : lower > -Infinity));
  if (oneSided.length < LAZY_FROM || !isBounded) return { kept: all, lazy: [] };
  const lazy = new Set(oneSided);
  return { kept: all.filter((i) => !lazy.has(i)), lazy: oneSided };
}

function linear(
  { highs, model, kept, lazy }: LazyModel,
  problem: LinearProblem,
  { pivots: pivotsMost, leftMs }: Parameters<LargeSolver['solveLinear']>[1],
): LinearClaim {
  model.options.set({
    output_flag: false,
    presolve: 'off',
    solver: 'simplex',
    time_limit: secondsWithin(leftMs?.() ?? Infinity),
    primal_feasibility_tolerance: TOLERANCE,
    dual_feasibility_tolerance: TOLERANCE,
  });
  const order = [...kept];
  const { x, duals, pivots, timedOut } = solveWithLazyRows(problem, lazy, {
    solve: (left) => {
      model.options.set({ simplex_iteration_limit: left });
      const { modelStatus } = model.run();
      const { colValue, rowDual } = model.getSolution();
      const spent = model.info.get('simplex_iteration_count') as number;
      const { optimal, timeLimit } = highs.constants.modelStatus;
      return {
        x: colValue,
        duals: rowDual,
        spent,
        isOptimal: modelStatus === optimal,
        timedOut: modelStatus === timeLimit,
      };
    },
    add: (indices) => {
      order.push(...indices);
      addRows(
        model,
        indices.map((i) => problem.rows[i]!),
        problem.columns.length,
      );
    },
    pivotsMost,
  });
  const y = problem.rows.map(() => 0);
  for (const [k, i] of order.entries()) y[i] = duals[k] ?? 0;
  return { x: [...x], y, pivots, reproducible: !timedOut };
}

function secondsWithin(wallMs: number): number {
  return Math.min(SECONDS_MOST, Math.max(0, wallMs) / 1000);
}

function addRows(model: Model, rows: readonly Row[], nColumns: number): void {
  model.addRows({
    lower: Float64Array.from(rows, (row) => row.lower),
    upper: Float64Array.from(rows, (row) => row.upper),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: nColumns,
      ...compressed(rows),
    },
  });
}

function integer(
  highs: Highs,
  model: Model,
  problem: LinearProblem,
  {
    nodes,
    gapFraction,
    wallMs,
    tolerance,
  }: Parameters<LargeSolver['solveInteger']>[2] & { readonly tolerance: number },
): IntegerClaim {
  model.options.set({
    output_flag: false,
    presolve: 'on',
    time_limit: secondsWithin(wallMs),
    mip_max_nodes: nodes,
    mip_rel_gap: gapFraction,
    mip_feasibility_tolerance: tolerance,
  });
  const { modelStatus } = model.run();
  const { infeasible, timeLimit } = highs.constants.modelStatus;
  const { colValue } = model.getSolution();
  const hasPoint = colValue.length === problem.columns.length && Number.isFinite(model.getObjectiveValue());
  return {
    x: hasPoint ? [...colValue] : null,
    bound: Number(model.info.get('mip_dual_bound')),
    isInfeasible: modelStatus === infeasible,
    nodes: Number(model.info.get('mip_node_count')),
    reproducible: modelStatus !== timeLimit,
  };
}
