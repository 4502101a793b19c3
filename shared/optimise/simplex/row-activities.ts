import { addLine } from './compressed-matrix.ts';
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
    const seen = this.#seen;
    for (let j = 0; j < seen.length; j += 1) {
      const change = value[j]! - seen[j]!;
      if (change === 0) continue;
      addLine(this.#program.byColumn, j, change, this.values);
      seen[j] = value[j]!;
    }
  }

  /** All columns have moved by `step` along rates whose effect on the rows is known. */
  advance(step: number, rates: Float64Array, value: Float64Array): void {
    const { values } = this;
    for (let i = 0; i < values.length; i += 1) values[i]! += step * rates[i]!;
    this.#seen.set(value.subarray(0, this.#seen.length));
  }
}
