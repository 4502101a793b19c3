import type { Column, LinearProblem, LinearSolution, Row } from '../../../shared/optimise/index.ts';
import { type SolveLimits, solveLinear } from '../../../shared/optimise/index.ts';

export const LIMITS: SolveLimits = { pivots: 100_000, cells: 200_000 };

/** A row from dense coefficients. */
export function denseRow(id: string, coefficients: readonly number[], lower: number, upper: number): Row {
  const columns = coefficients.flatMap((a, j) => (a === 0 ? [] : [j]));
  return { id, columns, coefficients: columns.map((j) => coefficients[j]!), lower, upper };
}

export function column(id: string, lower: number, upper: number, cost: number): Column {
  return { id, lower, upper, cost };
}

/** The solution; fails the test where there is none. */
export function solved(problem: LinearProblem, limits: SolveLimits = LIMITS): LinearSolution {
  const outcome = solveLinear(problem, limits);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

/** The JSON model that javascript-lp-solver and yalps share, without integers. */
export type JsonModel = {
  readonly objective?: string;
  readonly optimize?: string;
  readonly direction?: 'maximize' | 'minimize';
  readonly opType?: 'max' | 'min';
  readonly variables: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly constraints: Readonly<
    Record<string, { readonly min?: number; readonly max?: number; readonly equal?: number }>
  >;
  readonly unrestricted?: Readonly<Record<string, unknown>>;
};

/** As minimisation: where the model maximises, all costs are negated, and `sign` is −1. */
export function fromJsonModel(model: JsonModel): { problem: LinearProblem; sign: 1 | -1 } {
  const objective = model.objective ?? model.optimize ?? '';
  const isMaximised = model.opType === 'max' || (model.opType === undefined && model.direction !== 'minimize');
  const sign = isMaximised ? -1 : 1;
  const names = Object.keys(model.variables);
  const columns = names.map((id) => {
    const lower = model.unrestricted?.[id] === undefined ? 0 : -Infinity;
    return column(id, lower, Infinity, sign * (model.variables[id]![objective] ?? 0));
  });
  const rows = Object.entries(model.constraints).map(([id, { min, max, equal }]) => {
    const coefficients = names.map((name) => model.variables[name]![id] ?? 0);
    return denseRow(id, coefficients, equal ?? min ?? -Infinity, equal ?? max ?? Infinity);
  });
  return { problem: { columns, rows, constant: 0 }, sign };
}
