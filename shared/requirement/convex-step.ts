import { max, tail, upper } from './charges.ts';
import type { Evaluation } from './evaluate.ts';
import { explain } from './explain.ts';
import { vertexOf } from './graph.ts';
import { line } from './lines.ts';
import { axisOf, type Expression, type LineNode, type LocalNode, type RankedNode } from './node.ts';
import { named, negate, sum } from './sums.ts';

/**
 * A convex charge, or a concave worth, that has the value of the expression at the book of an evaluation and is near it around there.
 * What is convex stays as it is; an order statistic becomes the largest of the losses that it doesn't pass over there, which is never
 * below it; a procedure becomes its first order in its arguments; what else is not convex its tangent.
 */
export function convexStep(evaluation: Evaluation, root: Expression): Expression {
  return rebuilt(root, evaluation, (node) => unpassed(evaluation, node));
}

/** The same with each order statistic as the mean of the losses from it on (Rockafellar and Uryasev): convex, and never below it anywhere. */
export function throughTails(evaluation: Evaluation, root: Expression): Expression {
  return rebuilt(root, evaluation, tailsOf);
}

function rebuilt(root: Expression, evaluation: Evaluation, ofRanked: (node: RankedNode) => Expression): Expression {
  const known = new Map<Expression, Expression>();
  const stepOf = (node: Expression): Expression => {
    const found = known.get(node) ?? (isWanted(node) ? node : namedAs(node, changed(node)));
    known.set(node, found);
    return found;
  };
  const changed = (node: Expression): Expression => {
    const step = withSteps(node);
    return step !== null && isWanted(step) ? step : tangentOf(evaluation, node);
  };
  const withSteps = (node: Expression): Expression | null => {
    if (node.kind === 'ranked') return ofRanked(node);
    if (node.kind === 'local') return firstOrder(evaluation, node, stepOf);
    if (node.kind === 'sum' && node.sort !== 'outcome') return sum(node.children.map(stepOf), node.weights);
    if (node.kind === 'max') return max(node.children.map(stepOf));
    if (node.kind === 'upper') return upper(node.pieces, stepOf(node.child));
    return node.kind === 'negate' ? negate(stepOf(node.child)) : null;
  };
  return stepOf(root);
}

/** A program pushes charges down and worths up. */
function isWanted({ sort, curvature }: Expression): boolean {
  return sort === 'worth' || sort === 'outcome' ? curvature.concave : curvature.convex;
}

function namedAs({ id, label }: Expression, node: Expression): Expression {
  return id === undefined ? node : named(id, node, label);
}

/** `Σ weights[j] · max of the losses but for the ranks[j] that are largest at the book` */
function unpassed(evaluation: Evaluation, { ranks, weights, child }: RankedNode): Expression {
  const { offset, size } = vertexOf(evaluation.graph, child);
  const gains = evaluation.values.subarray(offset, offset + size);
  const worstFirst = [...gains.keys()].toSorted((a, b) => gains[a]! - gains[b]! || a - b);
  const largest = ranks.map((rank) => {
    const probabilities = new Float64Array(size).fill(1 / (size - rank));
    for (const k of worstFirst.slice(0, rank)) probabilities[k] = 0;
    // half a scenario is less than one: the tail is the largest loss alone
    return tail(probabilities, 1 - 0.5 / (size - rank), child);
  });
  return sum(largest, weights);
}

/** `Σ weights[j] · mean of the ranks[j] + 1 largest losses` */
function tailsOf({ ranks, weights, child }: RankedNode): Expression {
  const size = axisOf(child)!.length;
  const probabilities = new Float64Array(size).fill(1 / size);
  return sum(
    ranks.map((rank) => tail(probabilities, 1 - (rank + 1) / size, child)),
    weights,
  );
}

/** `Σ partial · argument + constant` at the book, arguments that raise it by their own steps. */
function firstOrder(evaluation: Evaluation, node: LocalNode, stepOf: (node: Expression) => Expression): Expression {
  const { graph, partials, constants, quantities } = evaluation;
  const { offset, edges } = vertexOf(graph, node);
  const slopes = new Float64Array(quantities.length);
  let fixed = constants[offset]!;
  const raising: [Expression, number][] = [];
  for (const [j, child] of node.children.entries()) {
    const partial = partials[edges[j]!.partials]!;
    if (child.sort === 'charge' && partial >= 0) raising.push([stepOf(child), partial]);
    else {
      const tangent = child.kind === 'line' ? child : tangentOf(evaluation, child);
      tangent.lines.forEach((each, k) => (slopes[each]! += partial * tangent.coefficients[k]!));
      fixed += partial * tangent.constant;
    }
  }
  const affine = sparseLine(slopes, fixed);
  return sum([affine, ...raising.map(([step]) => step)], [1, ...raising.map(([, partial]) => partial)]);
}

/** What the expression's local support says of every book. */
function tangentOf(evaluation: Evaluation, node: Expression): LineNode {
  const { marginals, unallocated } = explain(evaluation, node);
  return sparseLine(marginals, unallocated);
}

function sparseLine(slopes: Float64Array, fixed: number): LineNode {
  const lines = [...slopes.keys()].filter((index) => slopes[index] !== 0);
  return line(
    lines,
    lines.map((index) => slopes[index]!),
    fixed,
  );
}
