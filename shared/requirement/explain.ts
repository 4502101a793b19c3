import { requireThat } from '../foundation/index.ts';
import type { Evaluation } from './evaluate.ts';
import { type Vertex, vertexOf } from './graph.ts';
import { axisOf, type Expression, type LineNode, type OutcomesNode } from './node.ts';

/** A scenario and how much of it counts. */
export type ScenarioWeight = { readonly scenario: string; readonly weight: number };

/**
 * Why a requirement is what it is. `Σ contributions + unallocated = requirement` to 1e-12 of the requirement's gross scale
 * (test/property/requirement/explain.test.ts).
 */
export type Explanation = {
  readonly evaluation: Evaluation;
  readonly requirement: number;
  /** per line: quantity × marginal */
  readonly contributions: Float64Array;
  /** per line: the requirement's derivative; where branches tie, the mean of theirs */
  readonly marginals: Float64Array;
  /** what no line carries: the constants of the supports, each times its node's weight. Negative for a size charge. */
  readonly unallocated: number;
  /** per value slot of the graph: the root's derivative towards it */
  readonly adjoints: Float64Array;
};

/** Multiplies the local supports from the root back to the lines. */
export function explain(evaluation: Evaluation, root: Expression): Explanation {
  const { graph, values, constants, quantities } = evaluation;
  const vertex = vertexOf(graph, root);
  requireThat(root.sort !== 'outcome', 'a scalar root', { id: vertex.id });
  const adjoints = adjointsOf(evaluation, vertex);
  const marginals = new Float64Array(quantities.length);
  for (const each of graph.vertices) addMarginals(marginals, each, adjoints);
  const contributions = marginals.map((marginal, line) => (quantities[line] === 0 ? 0 : marginal * quantities[line]!));
  const unallocated = adjoints.reduce((total, adjoint, slot) => total + adjoint * constants[slot]!, 0);
  return { evaluation, requirement: values[vertex.offset]!, contributions, marginals, unallocated, adjoints };
}

/** How much of a scalar node counts in the requirement: 0 where it does not bind. */
export function weightOf(explanation: Explanation, node: Expression): number {
  const { size, offset } = vertexOf(explanation.evaluation.graph, node);
  requireThat(size === 1 && node.sort !== 'outcome', 'a scalar node', { kind: node.kind, id: node.id });
  return explanation.adjoints[offset]!;
}

/** The scenarios that a `worst`, `tail` or `ranked` node rests on; together 1, or none where no scenario loses. */
export function bindingOf(evaluation: Evaluation, node: Expression): ScenarioWeight[] {
  const looksAtScenarios = node.kind === 'worst' || node.kind === 'tail' || node.kind === 'ranked';
  requireThat(looksAtScenarios, 'a worst, tail or ranked node', { kind: node.kind, id: node.id });
  const { partials, width } = vertexOf(evaluation.graph, node).edges[0]!;
  const axis = axisOf(node.child)!;
  const binding: ScenarioWeight[] = [];
  for (let k = 0; k < width; k++) {
    const weight = -evaluation.partials[partials + k]!;
    if (weight > 0) binding.push({ scenario: axis[k]!, weight });
  }
  return binding;
}

/** The same times the node's own weight: how much of each scenario counts in the requirement. */
export function scenarioWeightsOf(explanation: Explanation, node: Expression): ScenarioWeight[] {
  const weight = weightOf(explanation, node);
  const binding = weight === 0 ? [] : bindingOf(explanation.evaluation, node);
  return binding.map((each) => ({ scenario: each.scenario, weight: each.weight * weight }));
}

function adjointsOf({ graph, partials }: Evaluation, root: Vertex): Float64Array {
  const adjoints = new Float64Array(graph.size);
  adjoints[root.offset] = 1;
  for (let place = root.place; place >= 0; place--) {
    const { offset, size, edges } = graph.vertices[place]!;
    for (const { child, partials: start, width } of edges) {
      const [step, childStep] = [size === 1 ? 0 : 1, child.size === 1 ? 0 : 1];
      for (let k = 0; k < width; k++) {
        adjoints[child.offset + k * childStep]! += adjoints[offset + k * step]! * partials[start + k]!;
      }
    }
  }
  return adjoints;
}

function addMarginals(marginals: Float64Array, { node, offset, size }: Vertex, adjoints: Float64Array): void {
  if (node.kind === 'line') addLine(marginals, node, adjoints[offset]!);
  if (node.kind === 'outcomes') addOutcomes(marginals, node, adjoints.subarray(offset, offset + size));
}

function addLine(marginals: Float64Array, node: LineNode, adjoint: number): void {
  if (adjoint === 0) return;
  for (let j = 0; j < node.lines.length; j++) marginals[node.lines[j]!]! += adjoint * node.coefficients[j]!;
}

function addOutcomes(marginals: Float64Array, node: OutcomesNode, adjoints: Float64Array): void {
  const counted: number[] = [];
  for (let k = 0; k < adjoints.length; k++) if (adjoints[k] !== 0) counted.push(k);
  for (let j = 0; j < node.lines.length && counted.length > 0; j++) {
    const row = node.rows[j]! * adjoints.length;
    for (const k of counted) marginals[node.lines[j]!]! += adjoints[k]! * node.matrix[row + k]!;
  }
}
