import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { type ActiveBranches, activateBranches } from './active.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import type { Graph } from './graph.ts';
import { firstSmooth } from './program-curvature.ts';

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
  /** where the tangents of the smooth nodes were taken */
  readonly tangentsAt: readonly Evaluation[];
  /** programs solved */
  readonly rounds: number;
};

/** A claim short of the value by less than this part of the gross scale is the value. */
const CLAIM_FRACTION = 1e-9;

/**
 * Solves with few rows: starts with the branches that bind at the book `start`, and adds those that bind at each answer until
 * `evaluate` confirms what the program claims. That answer is then optimal with all the rows, since its program was a relaxation.
 * Ends, since each round but the last adds a branch. Smooth nodes get a tangent at each answer instead; they end when the claim holds
 * to 1e-9 of the largest gross scale seen.
 *
 * @param solve builds the program with `compile(…, { active, tangentsAt })` and solves it
 * @returns `limit-exceeded` where tangents don't close the gap in 200 rounds
 */
export function solveByBranches<S>(
  graph: Graph,
  start: Float64Array,
  solve: (active: ActiveBranches, tangentsAt: readonly Evaluation[]) => Outcome<Relaxation<S>>,
): Outcome<Converged<S>> {
  const smooth = firstSmooth(graph) !== undefined;
  const tangentsAt = [evaluate(graph, start)];
  let active = activateBranches(tangentsAt[0]!);
  for (let rounds = 1; rounds <= ROUNDS_MAX; rounds++) {
    const solved = solve(active, [...tangentsAt]);
    if (!solved.ok) return solved;
    const evaluation = evaluate(graph, solved.value.quantities);
    const wider = activateBranches(evaluation, active);
    const complete = wider.size === active.size && !smooth;
    if (complete || claimsHold(evaluation, smooth ? tangentsAt : [], solved.value.requirements)) {
      return succeed({ ...solved.value, evaluation, active, tangentsAt, rounds });
    }
    active = wider;
    if (smooth) tangentsAt.push(evaluation);
  }
  return fail('limit-exceeded', `the tangents of ${firstSmooth(graph)?.id} left a gap after ${ROUNDS_MAX} rounds`);
}

/** Branches alone end by themselves; tangents take some tens of rounds in a few dimensions. */
const ROUNDS_MAX = 200;

/** The gross scale is the largest so far: at an answer where a smooth node is 0 it has none of its own. */
function claimsHold(evaluation: Evaluation, before: readonly Evaluation[], requirements: readonly number[]): boolean {
  return evaluation.graph.roots.every(({ node, offset }, root) => {
    const short = (evaluation.values[offset]! - requirements[root]!) * (node.sort === 'worth' ? -1 : 1);
    const gross = Math.max(evaluation.gross[offset]!, ...before.map((each) => each.gross[offset]!));
    return short <= CLAIM_FRACTION * gross;
  });
}
