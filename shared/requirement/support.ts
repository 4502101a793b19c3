import { applyPartials, type Supports } from './affine-support.ts';
import { writeCheapest } from './cheapest.ts';
import type { Vertex } from './graph.ts';
import { writeLocal } from './local.ts';
import type { Expression, Piece, TailNode } from './node.ts';
import { writeRanked } from './ranked.ts';
import { writeNorm, writePower, writeSquares } from './smooth.ts';
import { shareTailTies } from './tail.ts';
import { type Branches, shareTies, winnerOf } from './ties.ts';

/** Writes partials, constants, values and gross scales of a node that has children, from its children's values. */
export function writeSupport(vertex: Vertex, supports: Supports, scratch: Branches): void {
  const { node } = vertex;
  switch (node.kind) {
    case 'sum':
      for (let j = 0; j < vertex.edges.length; j++) {
        const { partials, width } = vertex.edges[j]!;
        supports.partials.fill(node.weights[j]!, partials, partials + width);
      }
      return applyPartials(vertex, supports);
    case 'negate':
      supports.partials.fill(-1, vertex.edges[0]!.partials, vertex.edges[0]!.partials + vertex.size);
      return applyPartials(vertex, supports);
    case 'upper':
      return writePieces(vertex, node.pieces, 1, supports, scratch);
    case 'lower':
      return writePieces(vertex, node.pieces, -1, supports, scratch);
    case 'max':
      return writeMax(vertex, supports, scratch);
    case 'worst':
      return writeWorst(vertex, supports, scratch);
    case 'tail':
      return writeTail(vertex, node, supports, scratch);
    case 'ranked':
      return writeRanked(vertex, node, supports);
    case 'power':
      return writePower(vertex, node, supports);
    case 'norm':
      return writeNorm(vertex, supports);
    case 'squares':
      return writeSquares(vertex, supports);
    case 'cheapest':
      return writeCheapest(vertex, node, supports);
    case 'local':
      return writeLocal(vertex, node, supports);
    case 'line':
    case 'outcomes':
  }
}

/** `sign = 1`: the largest piece, `sign = −1`: the smallest. */
function writePieces(
  vertex: Vertex,
  pieces: readonly Piece[],
  sign: 1 | -1,
  supports: Supports,
  scratch: Branches,
): void {
  const { child, partials: start } = vertex.edges[0]!;
  const zero = pieces.findIndex((each) => each.slope === 0 && each.intercept === 0);
  for (let k = 0; k < vertex.size; k++) {
    const x = supports.values[child.offset + k]!;
    const scale = supports.gross[child.offset + k]!;
    for (let j = 0; j < pieces.length; j++) {
      scratch.values[j] = sign * (pieces[j]!.slope * x + pieces[j]!.intercept);
      scratch.gross[j] = Math.abs(pieces[j]!.slope) * scale + Math.abs(pieces[j]!.intercept);
    }
    const winner = winnerOf(scratch, pieces.length);
    const tieScale = winner < 0 ? shareTies(scratch, pieces.length, zero) : scratch.gross[winner]!;
    const { slope, intercept } = winner < 0 ? meanOf(pieces, scratch) : pieces[winner]!;
    supports.partials[start + k] = slope;
    supports.constants[vertex.offset + k] = intercept;
    supports.values[vertex.offset + k] = slope * x + intercept;
    supports.gross[vertex.offset + k] = tieScale;
  }
}

/** Of pieces that tie, by their shares. */
function meanOf(pieces: readonly Piece[], { shares }: Branches): Piece {
  let [slope, intercept] = [0, 0];
  for (let j = 0; j < pieces.length; j++) {
    slope += shares[j]! * pieces[j]!.slope;
    intercept += shares[j]! * pieces[j]!.intercept;
  }
  return { slope, intercept };
}

function writeMax(vertex: Vertex, supports: Supports, scratch: Branches): void {
  vertex.edges.forEach(({ child }, j) => {
    scratch.values[j] = supports.values[child.offset]!;
    scratch.gross[j] = supports.gross[child.offset]!;
  });
  const zero = vertex.edges.findIndex(({ child }) => isZero(child.node));
  const scale = shareTies(scratch, vertex.edges.length, zero);
  vertex.edges.forEach(({ partials }, j) => {
    supports.partials[partials] = scratch.shares[j]!;
  });
  applyPartials(vertex, supports);
  supports.gross[vertex.offset] = scale;
}

function writeWorst(vertex: Vertex, supports: Supports, scratch: Branches): void {
  const { partials, width } = vertex.edges[0]!;
  loadLosses(vertex, supports, scratch);
  scratch.values[width] = 0;
  scratch.gross[width] = 0;
  const scale = shareTies(scratch, width + 1, width);
  for (let k = 0; k < width; k++) supports.partials[partials + k] = -scratch.shares[k]!;
  applyPartials(vertex, supports);
  supports.gross[vertex.offset] = scale;
}

function writeTail(vertex: Vertex, node: TailNode, supports: Supports, scratch: Branches): void {
  const { partials, width } = vertex.edges[0]!;
  loadLosses(vertex, supports, scratch);
  shareTailTies(scratch, node.probabilities, 1 - node.confidence);
  for (let k = 0; k < width; k++) supports.partials[partials + k] = -scratch.shares[k]!;
  applyPartials(vertex, supports);
}

function loadLosses({ edges }: Vertex, { values, gross }: Supports, scratch: Branches): void {
  const { child, width } = edges[0]!;
  for (let k = 0; k < width; k++) {
    scratch.values[k] = -values[child.offset + k]!;
    scratch.gross[k] = gross[child.offset + k]!;
  }
}

function isZero(node: Expression): boolean {
  return node.kind === 'line' && node.lines.length === 0 && node.constant === 0;
}
