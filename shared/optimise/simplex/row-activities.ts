import { dotPlaces } from './compressed-matrix.ts';
import type { KinkedProgram } from './kinked-program.ts';

/** A·x of all rows, brought up to date by the columns that have moved. */
export class RowActivities {
  readonly values: Float64Array;
  readonly #program: KinkedProgram;
  /** x when `values` was last right */
  readonly #seen: Float64Array;

  constructor(program: KinkedProgram) {
    this.#program = program;
    this.values = new Float64Array(program.nRows);
    this.#seen = new Float64Array(program.nColumns);
  }

  /** @param value of the columns, and of others that aren't looked at */
  refresh(value: Float64Array): void {
    const changes = new Float64Array(this.#seen.length);
    const places = new Int32Array(changes.length);
    let nMoved = 0;
    for (let j = 0; j < changes.length; j += 1) {
      changes[j] = value[j]! - this.#seen[j]!;
      if (changes[j] !== 0) places[nMoved++] = j;
    }
    if (nMoved === 0) return;
    const moved = places.subarray(0, nMoved);
    const { byRow, nRows } = this.#program;
    for (let i = 0; i < nRows; i += 1) this.values[i]! += dotPlaces(byRow, i, changes, moved);
    this.#seen.set(value.subarray(0, this.#seen.length));
  }

  /** All columns have moved by `step` along rates whose effect on the rows is known. */
  advance(step: number, rates: Float64Array, value: Float64Array): void {
    const { values } = this;
    for (let i = 0; i < values.length; i += 1) values[i]! += step * rates[i]!;
    this.#seen.set(value.subarray(0, this.#seen.length));
  }
}
