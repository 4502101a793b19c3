import { ensureThat } from '../foundation/index.ts';
import type { Supports } from './affine-support.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import { type Graph, type Vertex, vertexOf } from './graph.ts';
import type { Expression } from './node.ts';
import { type PairLists, type UpwardGraph, upwardGraph } from './sparse-graph.ts';
import { writeSupport } from './support.ts';
import { type Branches, branchSpace } from './ties.ts';

/** A value and the scale that its rounding is relative to. */
export type ScaledValue = { readonly value: number; readonly gross: number };

/**
 * The root where only some of the lines are held, again and again: only what rests on those lines is evaluated, the rest stands as it is in
 * an empty book. The values are those of `evaluate` with 0 for all other quantities, to rounding — test/property/requirement/evaluate.test.ts.
 *
 * @param root scalar
 */
export function evaluateAlone(
  graph: Graph,
  root: Expression,
): (lines: readonly number[], quantities: Float64Array) => ScaledValue {
  const { offset } = vertexOf(graph, root);
  const empty = evaluate(graph, new Float64Array(graph.lines));
  const { values, gross, partials, constants } = empty;
  const work: Work = {
    graph,
    empty,
    upward: upwardGraph(graph, root),
    supports: {
      values: values.slice(),
      gross: gross.slice(),
      partials: partials.slice(),
      constants: constants.slice(),
    },
    scratch: branchSpace(graph.branches),
    moved: new Uint8Array(graph.vertices.length),
  };
  return (lines, quantities) => {
    const places = movedPlaces(work, lines);
    for (const line of lines) addTerms(work, line, quantities[line]!);
    for (const place of places) {
      const vertex = graph.vertices[place]!;
      if (!isAdded(vertex)) writeSupport(vertex, work.supports, work.scratch);
      addToSums(work, place);
    }
    const result = { value: work.supports.values[offset]!, gross: work.supports.gross[offset]! };
    ensureThat(Number.isFinite(result.value), 'finite value', { id: root.id });
    startAgain(work, places);
    return result;
  };
}

type Work = {
  readonly graph: Graph;
  readonly empty: Evaluation;
  readonly upward: UpwardGraph;
  readonly supports: Supports;
  readonly scratch: Branches;
  /** by place: 1 where it rests on the lines that are held */
  readonly moved: Uint8Array;
};

/** Whether what it rests on is added to it term by term. */
function isAdded({ node }: Vertex): boolean {
  return node.kind === 'line' || node.kind === 'outcomes' || node.kind === 'sum';
}

/** What rests on the lines, children before parents. */
function movedPlaces({ upward: { terms, parents }, moved }: Work, lines: readonly number[]): number[] {
  const places: number[] = [];
  for (const line of lines) {
    if (line < terms.from.length - 1) addUnmoved(terms, line, moved, places);
  }
  for (let at = 0; at < places.length; at++) addUnmoved(parents, places[at]!, moved, places);
  return sorted(places);
}

function addUnmoved({ from, place }: PairLists, list: number, moved: Uint8Array, places: number[]): void {
  for (let at = from[list]!; at < from[list + 1]!; at++) {
    const each = place[at]!;
    if (moved[each] === 1) continue;
    moved[each] = 1;
    places.push(each);
  }
}

/** In place, by insertion: what few lines are part of is nearly in order already, from the leaves up. */
function sorted(places: number[]): number[] {
  for (let end = 1; end < places.length; end++) {
    const place = places[end]!;
    let at = end;
    for (; at > 0 && places[at - 1]! > place; at--) places[at] = places[at - 1]!;
    places[at] = place;
  }
  return places;
}

/** The empty book. */
function startAgain({ graph, empty, supports, moved }: Work, places: readonly number[]): void {
  const { values, gross } = supports;
  const { values: emptyValues, gross: emptyGross } = empty;
  for (const place of places) {
    moved[place] = 0;
    const { offset, size } = graph.vertices[place]!;
    for (let slot = offset; slot < offset + size; slot++) {
      values[slot] = emptyValues[slot]!;
      gross[slot] = emptyGross[slot]!;
    }
  }
}

function addTerms({ graph, upward, supports: { values, gross } }: Work, line: number, quantity: number): void {
  const { from, place, item } = upward.terms;
  if (quantity === 0 || line >= from.length - 1) return;
  for (let at = from[line]!; at < from[line + 1]!; at++) {
    const { node, offset, size } = graph.vertices[place[at]!]!;
    if (node.kind === 'line') {
      const amount = node.coefficients[item[at]!]! * quantity;
      values[offset]! += amount;
      gross[offset]! += Math.abs(amount);
    } else if (node.kind === 'outcomes') {
      const start = node.rows[item[at]!]! * size;
      for (let k = 0; k < size; k++) {
        const amount = node.matrix[start + k]! * quantity;
        values[offset + k]! += amount;
        gross[offset + k]! += Math.abs(amount);
      }
    }
  }
}

/** What a sum doesn't rest on stays in it as it was, so that it costs what moves and not what it has. */
function addToSums({ graph, empty, upward: { parents }, supports: { values, gross } }: Work, place: number): void {
  const { values: emptyValues, gross: emptyGross } = empty;
  const { offset: start, size: width } = graph.vertices[place]!;
  for (let at = parents.from[place]!; at < parents.from[place + 1]!; at++) {
    const { node, offset, size } = graph.vertices[parents.place[at]!]!;
    if (node.kind !== 'sum') continue;
    const weight = node.weights[parents.item[at]!]!;
    const step = width === 1 ? 0 : 1;
    for (let k = 0; k < size; k++) {
      const slot = start + k * step;
      values[offset + k]! += weight * (values[slot]! - emptyValues[slot]!);
      gross[offset + k]! += weight * (gross[slot]! - emptyGross[slot]!);
    }
  }
}
