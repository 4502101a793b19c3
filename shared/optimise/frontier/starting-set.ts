import { fail, type Outcome, succeed } from '../../foundation/index.ts';
import { solveLinear } from '../solve-linear.ts';
import type { SolveLimits } from '../work-budget.ts';
import { coefficientOf, type FrontierProblem, type SlackForm, slackForm } from './frontier-problem.ts';
import type { WorkingSet } from './working-set.ts';

/** Values this close to a bound, relative to it (floor 1), are on it. */
const ON_BOUND = 1e-9;
/** A column with less than this share of its length outside the span of others is in it. */
const DEPENDENT = 1e-9;

/**
 * Some feasible point, with as many free variables as there are rows.
 *
 * @returns failure `infeasible` where there is none
 */
export function startingSet(problem: FrontierProblem, limits: SolveLimits): Outcome<WorkingSet> {
  const feasibility = {
    columns: problem.columns.map((column) => ({ ...column, cost: 0 })),
    rows: problem.rows,
    constant: 0,
  };
  const solved = solveLinear(feasibility, limits);
  if (!solved.ok) return solved;
  const { termination, primal } = solved.value;
  if (termination === 'infeasible') return fail('infeasible', 'no point is within the rows and bounds');
  if (primal === null) return fail('limit-exceeded', `no feasible point was found: ${termination}`);
  const form = slackForm(problem);
  const values = withSlacks(form, primal.values);
  return succeed({ form, values, free: spanningColumns(form, values) });
}

function withSlacks(form: SlackForm, weights: readonly number[]): Float64Array {
  const values = new Float64Array(form.nVariables);
  for (let i = 0; i < form.nVariables; i++) {
    const value = i < form.nWeights ? weights[i]! : activity(form, i - form.nWeights, weights);
    const [lower, upper] = [form.lower[i]!, form.upper[i]!];
    values[i] = isNear(value, lower) ? lower : isNear(value, upper) ? upper : value;
  }
  return values;
}

function activity({ nWeights, matrix }: SlackForm, r: number, weights: readonly number[]): number {
  return weights.reduce((sum, weight, j) => sum + matrix[r * nWeights + j]! * weight, 0);
}

function isNear(value: number, bound: number): boolean {
  return Number.isFinite(bound) && Math.abs(value - bound) <= ON_BOUND * Math.max(1, Math.abs(bound));
}

/** As many variables as there are rows, whose columns are independent: those between their bounds first, then the others. */
function spanningColumns(form: SlackForm, values: Float64Array): number[] {
  const indices = Array.from({ length: form.nVariables }, (_, i) => i);
  const isBetween = (i: number) => values[i]! > form.lower[i]! && values[i]! < form.upper[i]!;
  const isOpen = (i: number) => form.lower[i]! < form.upper[i]!;
  const rank = (i: number) => (isBetween(i) ? 0 : isOpen(i) ? 1 : 2);
  const basis: Float64Array[] = [];
  const chosen: number[] = [];
  for (const i of indices.toSorted((a, b) => rank(a) - rank(b) || a - b)) {
    if (chosen.length === form.nRows) break;
    const rest = outsideSpan(columnOf(form, i), basis);
    if (rest === null) continue;
    basis.push(rest);
    chosen.push(i);
  }
  return chosen;
}

function columnOf(form: SlackForm, i: number): Float64Array {
  return Float64Array.from({ length: form.nRows }, (_, r) => coefficientOf(form, r, i));
}

/** The unit vector of what `column` adds to an orthonormal basis; null where that is rounding. */
function outsideSpan(column: Float64Array, basis: readonly Float64Array[]): Float64Array | null {
  const rest = column.slice();
  for (const axis of basis) {
    const share = dot(rest, axis);
    for (let r = 0; r < rest.length; r++) rest[r]! -= share * axis[r]!;
  }
  const length = Math.sqrt(dot(rest, rest));
  return length > DEPENDENT * Math.sqrt(dot(column, column)) ? rest.map((value) => value / length) : null;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
