import type { Elimination } from './elimination.ts';

/** A pivot below this part of what it was summed from is rounding. */
const PIVOT_FLOOR = 1e-15;

/**
 * `K = Pᵀ·L·D·Lᵀ·P` of a symmetric matrix that is positive definite in some nodes and negative definite in the rest: so it can be eliminated in
 * any order (Vanderbei, 1995). L is sparse, by columns, and is computed by rows.
 */
export class QuasiDefiniteFactor {
  readonly #elimination: Elimination;
  readonly #nPositive: number;
  readonly #rows: Int32Array;
  readonly #values: Float64Array;
  readonly #pivots: Float64Array;

  /** @param nPositive nodes before this one are those with a positive diagonal */
  constructor(elimination: Elimination, nPositive: number) {
    this.#elimination = elimination;
    this.#nPositive = nPositive;
    const size = elimination.columnStarts.at(-1)!;
    this.#rows = new Int32Array(size);
    this.#values = new Float64Array(size);
    this.#pivots = new Float64Array(elimination.order.length);
  }

  /**
   * A pivot that rounding has left nothing of is made so large that its node counts for nothing.
   *
   * @param diagonal per node
   * @param entries off the diagonal, in the order of the pattern's places
   */
  factor(diagonal: Float64Array, entries: Float64Array): void {
    const { order, above, rowPatterns, columnStarts } = this.#elimination;
    const ends = columnStarts.slice();
    const row = new Float64Array(order.length);
    for (let k = 0; k < order.length; k += 1) {
      const { entries: own, places } = above[k]!;
      for (let e = 0; e < own.length; e += 1) row[places[e]!]! += entries[own[e]!]!;
      this.#pivots[k] = this.#eliminate(k, row, rowPatterns[k]!, ends, diagonal[order[k]!]!);
    }
  }

  /** K⁻¹·values, in place. */
  solve(values: Float64Array): void {
    const { order, columnStarts: starts } = this.#elimination;
    const [rows, factor] = [this.#rows, this.#values];
    const ordered = Float64Array.from(order, (node) => values[node]!);
    for (let k = 0; k < ordered.length; k += 1) {
      const value = ordered[k]!;
      for (let at = starts[k]!; at < starts[k + 1]!; at += 1) ordered[rows[at]!]! -= factor[at]! * value;
    }
    for (let k = ordered.length - 1; k >= 0; k -= 1) {
      let value = ordered[k]! / this.#pivots[k]!;
      for (let at = starts[k]!; at < starts[k + 1]!; at += 1) value -= factor[at]! * ordered[rows[at]!]!;
      ordered[k] = value;
    }
    for (let k = 0; k < ordered.length; k += 1) values[order[k]!] = ordered[k]!;
  }

  /** Row k of L, which goes to the ends of its columns; `row` is 0 again then. Returns its pivot. */
  #eliminate(k: number, row: Float64Array, pattern: Int32Array, ends: Int32Array, diagonal: number): number {
    const [starts, rows, factor] = [this.#elimination.columnStarts, this.#rows, this.#values];
    let [pivot, gross] = [diagonal, Math.abs(diagonal)];
    for (let p = 0; p < pattern.length; p += 1) {
      const column = pattern[p]!;
      const value = row[column]!;
      row[column] = 0;
      const end = ends[column]!;
      for (let at = starts[column]!; at < end; at += 1) row[rows[at]!]! -= factor[at]! * value;
      const scaled = value / this.#pivots[column]!;
      factor[end] = scaled;
      rows[end] = k;
      ends[column] = end + 1;
      pivot -= scaled * value;
      gross += Math.abs(scaled * value);
    }
    const sign = this.#elimination.order[k]! < this.#nPositive ? 1 : -1;
    return sign * pivot > PIVOT_FLOOR * gross ? pivot : (sign * gross) / (PIVOT_FLOOR * PIVOT_FLOOR);
  }
}
