import type { Vertex } from './graph.ts';

/**
 * The local supports of all the nodes of a graph at one book: at slot s of a node,
 * `values[s] = Σ partials · child + constants[s]`. For a convex node the right side bounds the node from below at every other
 * book, for a concave one from above. A node's value *is* its support's value, so among branches that tie it is their mean.
 */
export type Supports = {
  readonly values: Float64Array;
  /** the scale `Σ |P_ki · q_i|` that rounding in the value is relative to */
  readonly gross: Float64Array;
  readonly partials: Float64Array;
  readonly constants: Float64Array;
};

/** The value from the support, `Σ partials · child + constant`, and its gross scale, slot by slot. */
export function applyPartials({ offset, size, edges }: Vertex, { values, gross, partials, constants }: Supports): void {
  for (let k = 0; k < size; k++) {
    values[offset + k] = constants[offset + k]!;
    gross[offset + k] = Math.abs(constants[offset + k]!);
  }
  for (const { child, partials: start, width } of edges) {
    const step = size === 1 ? 0 : 1;
    const childStep = child.size === 1 ? 0 : 1;
    for (let k = 0; k < width; k++) {
      const partial = partials[start + k]!;
      if (partial === 0) continue;
      values[offset + k * step]! += partial * values[child.offset + k * childStep]!;
      gross[offset + k * step]! += Math.abs(partial) * gross[child.offset + k * childStep]!;
    }
  }
}
