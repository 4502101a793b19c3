import type { ScaleFactors } from '../lp/scaling.ts';
import type { Bounds, LinearProblem } from '../problem.ts';
import type { WorkBudget } from '../work-budget.ts';
import { absorbColumns, scaledBounds } from './absorb-columns.ts';
import { basisOf, dictionaryAt } from './basis.ts';
import { Dictionary } from './dictionary.ts';
import { HOME_WITHIN, type KinkedProgram } from './kinked-program.ts';
import type { SimplexEnd } from './kinked-simplex.ts';
import { rest, withoutResting } from './resting-columns.ts';
import { solveFrom } from './solve-from.ts';
import { unfolded } from './unfold.ts';
import { type Vertex, vertexOf } from './vertex.ts';

export const KINKED_NAME = 'ballast-simplex';

/** In scaled units, for whoever asked to certify. */
type KinkedPoint = { readonly x: Float64Array; readonly y: Float64Array };

/**
 * Solves by our own simplex (`KinkedSimplex`), believing nothing: the vertex of its last dictionary is computed afresh. A charged column
 * whose left-out bound turns out to count is a column of its own in the next attempt.
 *
 * @returns null where the last dictionary has no vertex
 */
export function solveKinked(problem: LinearProblem, factors: ScaleFactors, budget: WorkBudget): KinkedPoint | null {
  const kept = new Set<number>();
  for (;;) {
    const isTried = (column: number) => !kept.has(column);
    const rested = withoutResting(problem, isTried);
    const form = absorbColumns(rested.problem, factors, isTried);
    const { end, vertex } = solveProgram(form.program, budget);
    const boundsOf = (column: number) => scaledBounds(problem.columns[column]!, factors, column);
    const x = vertex === null ? null : unfolded(form, vertex.x, problem.columns.length, boundsOf);
    if (x !== null) rest(problem, rested.resting, factors, { x, y: vertex!.y });
    const isStuck = end === 'stuck' || x === null;
    const isMissed = (column: number) => !isStuck && isBeyond(boundsOf(column), x[column]!);
    const missed = [
      ...rested.resting.filter(({ column }) => isStuck || isMissed(column)),
      ...form.charged.filter(({ column }) => (isStuck ? isBounded(problem, column) : isMissed(column))),
    ];
    if (missed.length === 0) return x === null ? null : { x, y: vertex!.y };
    for (const { column } of missed) kept.add(column);
  }
}

/** Times that a dictionary which has drifted is built again from its basis. */
const REBUILDS = 2;

type Solved = { readonly end: SimplexEnd; readonly vertex: Vertex | null };

function solveProgram(program: KinkedProgram, budget: WorkBudget): Solved {
  let start = new Dictionary(program);
  for (let rebuilds = 0; ; rebuilds += 1) {
    const { dictionary, end } = solveFrom(start, 'far', budget);
    const vertex = vertexOf(dictionary);
    if (vertex === null || !vertex.hasDrifted || rebuilds === REBUILDS) return { end, vertex };
    start = dictionaryAt(program, basisOf(dictionary));
  }
}

function isBounded({ columns }: LinearProblem, j: number): boolean {
  return Number.isFinite(columns[j]!.lower) && Number.isFinite(columns[j]!.upper);
}

function isBeyond({ lower, upper }: Bounds, value: number): boolean {
  return value < lower - roundingAt(lower) || value > upper + roundingAt(upper);
}

function roundingAt(bound: number): number {
  return HOME_WITHIN * Math.max(1, Math.abs(bound));
}
