import { ensureThat, requireThat } from '../foundation/index.ts';
import type { Supports } from './affine-support.ts';
import { type Graph, type Vertex, vertexOf } from './graph.ts';
import type { Expression, LineNode, OutcomesNode } from './node.ts';
import { writeSupport } from './support.ts';
import { branchSpace } from './ties.ts';

/** All the values of a graph at one book, with the local support of each node. */
export type Evaluation = Supports & { readonly graph: Graph; readonly quantities: Float64Array };

/**
 * The value of every node at the book `quantities`. One multiply-add per line held and scenario; lines of quantity 0 cost nothing.
 * Deterministic: lines add in ascending order, children in theirs.
 *
 * @throws DefectError when the book is too short or a quantity isn't finite
 */
export function evaluate(graph: Graph, quantities: Float64Array): Evaluation {
  requireThat(quantities.length >= graph.lines, 'a quantity per line', { lines: graph.lines, size: quantities.length });
  requireThat(allFinite(quantities), 'finite quantities');
  const supports = supportsOf(graph);
  for (const vertex of graph.vertices) {
    const { node } = vertex;
    if (node.kind === 'line') writeLine(vertex, node, quantities, supports);
    else if (node.kind === 'outcomes') writeOutcomes(vertex, node, quantities, supports);
  }
  return evaluateAbove(graph, quantities, supports);
}

/**
 * Evaluates the same graph without some of the lines, again and again: their terms are taken off the leaves, so that each costs what
 * those lines cost and not what the book does. Values differ from evaluating the rest afresh by rounding, relative to the whole book's
 * gross scale. Each evaluation is good until the next, which reuses its arrays.
 */
export function withoutLines(evaluation: Evaluation): (lines: readonly number[]) => Evaluation {
  const { graph } = evaluation;
  const supports = supportsOf(graph);
  return (lines) => {
    const quantities = Float64Array.from(evaluation.quantities);
    const taken = new Float64Array(quantities.length);
    for (const line of lines) {
      taken[line] = -quantities[line]!;
      quantities[line] = 0;
    }
    supports.constants.set(evaluation.constants);
    for (const vertex of graph.vertices) {
      if (vertex.node.kind === 'line') writeLine(vertex, vertex.node, quantities, supports);
      else if (vertex.node.kind === 'outcomes') takeOff(vertex, vertex.node, taken, evaluation, supports);
    }
    return evaluateAbove(graph, quantities, supports);
  };
}

/** The outcomes of the whole book less the terms of what is taken. */
function takeOff(
  { offset, size }: Vertex,
  node: OutcomesNode,
  taken: Float64Array,
  whole: Supports,
  supports: Supports,
): void {
  const partOf = (all: Float64Array) => all.subarray(offset, offset + size);
  const here = { values: partOf(supports.values), gross: partOf(supports.gross) };
  let before = { values: partOf(whole.values), gross: partOf(whole.gross) };
  for (const j of heldLines(node, taken)) {
    addLine(node.matrix, node.rows[j]! * size, taken[node.lines[j]!]!, before, here);
    before = here;
  }
  if (before === here) return;
  here.values.set(before.values);
  here.gross.set(before.gross);
}

function supportsOf(graph: Graph): Supports {
  return {
    values: new Float64Array(graph.size),
    gross: new Float64Array(graph.size),
    partials: new Float64Array(graph.partials),
    constants: new Float64Array(graph.size),
  };
}

/** Everything that rests on the leaves. */
function evaluateAbove(graph: Graph, quantities: Float64Array, supports: Supports): Evaluation {
  const scratch = branchSpace(graph.branches);
  for (const vertex of graph.vertices) {
    if (vertex.node.kind !== 'line' && vertex.node.kind !== 'outcomes') writeSupport(vertex, supports, scratch);
  }
  for (const { id, offset } of graph.roots)
    ensureThat(Number.isFinite(supports.values[offset]), 'finite value', { id });
  return { graph, quantities, ...supports };
}

/** The value of a scalar node. */
export function valueOf(evaluation: Evaluation, node: Expression): number {
  const { size, offset } = vertexOf(evaluation.graph, node);
  requireThat(size === 1 && node.sort !== 'outcome', 'a scalar node', { kind: node.kind, id: node.id });
  return evaluation.values[offset]!;
}

/** The gain per scenario of an outcome, in the order of its axis. */
export function outcomesOf(evaluation: Evaluation, node: Expression): Float64Array {
  const { size, offset } = vertexOf(evaluation.graph, node);
  requireThat(node.sort === 'outcome', 'an outcome', { kind: node.kind, id: node.id });
  return evaluation.values.slice(offset, offset + size);
}

function writeLine(vertex: Vertex, node: LineNode, quantities: Float64Array, supports: Supports): void {
  let value = node.constant;
  let gross = Math.abs(node.constant);
  for (let j = 0; j < node.lines.length; j++) {
    const term = node.coefficients[j]! * quantities[node.lines[j]!]!;
    value += term;
    gross += Math.abs(term);
  }
  supports.values[vertex.offset] = value;
  supports.gross[vertex.offset] = gross;
  supports.constants[vertex.offset] = node.constant;
}

function writeOutcomes(
  { offset, size }: Vertex,
  node: OutcomesNode,
  quantities: Float64Array,
  supports: Supports,
): void {
  const { values, gross, constants } = supports;
  constants.set(node.constants, offset);
  values.set(node.constants, offset);
  for (let k = offset; k < offset + size; k++) gross[k] = Math.abs(constants[k]!);
  const held = heldLines(node, quantities);
  const valuesHere = values.subarray(offset, offset + size);
  const grossHere = gross.subarray(offset, offset + size);
  const even = held.length - (held.length % 2);
  for (let j = 0; j < even; j += 2) {
    const [first, second] = [held[j]!, held[j + 1]!];
    const [q0, q1] = [quantities[node.lines[first]!]!, quantities[node.lines[second]!]!];
    addTwoLines(node.matrix, node.rows[first]! * size, node.rows[second]! * size, q0, q1, valuesHere, grossHere);
  }
  if (even < held.length) {
    const last = held[even]!;
    const here = { values: valuesHere, gross: grossHere };
    addLine(node.matrix, node.rows[last]! * size, quantities[node.lines[last]!]!, here, here);
  }
}

function heldLines({ lines }: OutcomesNode, quantities: Float64Array): number[] {
  const held: number[] = [];
  for (let j = 0; j < lines.length; j++) if (quantities[lines[j]!] !== 0) held.push(j);
  return held;
}

/** Two lines in one pass over the scenarios, added one after the other: the same bits as line by line, in half the time. */
function addTwoLines(
  matrix: Float64Array,
  row0: number,
  row1: number,
  quantity0: number,
  quantity1: number,
  values: Float64Array,
  gross: Float64Array,
): void {
  const size = values.length;
  for (let k = 0; k < size; k++) {
    const gain0 = matrix[row0 + k]! * quantity0;
    const gain1 = matrix[row1 + k]! * quantity1;
    values[k] = values[k]! + gain0 + gain1;
    gross[k] = gross[k]! + Math.abs(gain0) + Math.abs(gain1);
  }
}

type Outcomes = Pick<Supports, 'values' | 'gross'>;

/** `sum = before + quantity · row`; the two may be one. */
function addLine(matrix: Float64Array, row: number, quantity: number, before: Outcomes, sum: Outcomes): void {
  for (let k = 0; k < sum.values.length; k++) {
    const gain = matrix[row + k]! * quantity;
    sum.values[k] = before.values[k]! + gain;
    sum.gross[k] = before.gross[k]! + Math.abs(gain);
  }
}

function allFinite(numbers: Float64Array): boolean {
  for (let j = 0; j < numbers.length; j++) if (!Number.isFinite(numbers[j])) return false;
  return true;
}
