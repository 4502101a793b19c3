import { type Outcome, succeed } from '../foundation/index.ts';
import { type ActiveBranches, activateBranches } from './active.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import type { Graph } from './graph.ts';

/** A program solved with some of the branches: its book, and per root what it claims that the book requires. */
export type Relaxation<S> = {
  readonly solution: S;
  readonly quantities: Float64Array;
  readonly requirements: readonly number[];
};

/** A relaxation whose claims hold with all the branches. */
export type Converged<S> = Relaxation<S> & {
  /** at the answer's book */
  readonly evaluation: Evaluation;
  readonly active: ActiveBranches;
  /** programs solved */
  readonly rounds: number;
};

/** A claim short of the value by less than this part of the gross scale is the value. */
const CLAIM_FRACTION = 1e-9;

/**
 * Solves with few rows: starts with the branches that bind at the book `start`, and adds those that bind at each answer until
 * `evaluate` confirms what the program claims. That answer is then optimal with all the rows, since its program was a relaxation.
 * Ends, since each round but the last adds a branch.
 *
 * @param solve builds the program with `compile(…, { active })` and solves it
 */
export function solveByBranches<S>(
  graph: Graph,
  start: Float64Array,
  solve: (active: ActiveBranches) => Outcome<Relaxation<S>>,
): Outcome<Converged<S>> {
  let active = activateBranches(evaluate(graph, start));
  for (let rounds = 1; ; rounds++) {
    const solved = solve(active);
    if (!solved.ok) return solved;
    const evaluation = evaluate(graph, solved.value.quantities);
    const wider = activateBranches(evaluation, active);
    if (wider.size === active.size || claimsHold(evaluation, solved.value.requirements)) {
      return succeed({ ...solved.value, evaluation, active, rounds });
    }
    active = wider;
  }
}

function claimsHold(evaluation: Evaluation, requirements: readonly number[]): boolean {
  return evaluation.graph.roots.every(({ node, offset }, root) => {
    const short = (evaluation.values[offset]! - requirements[root]!) * (node.sort === 'worth' ? -1 : 1);
    return short <= CLAIM_FRACTION * evaluation.gross[offset]!;
  });
}
