import { powerOfTwoBelow } from '../lp/scaling.ts';
import type { Column, Epigraph } from '../problem.ts';

/** `coefficients·x + constant` of the scaled columns. */
export type SparseAffine = {
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  readonly constant: number;
};

/** Without the constant. */
export function product({ columns, coefficients }: SparseAffine, x: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < columns.length; k += 1) sum += coefficients[k]! * x[columns[k]!]!;
  return sum;
}

/** Mutates: target. */
export function subtractScaled(target: Float64Array, scale: number, { columns, coefficients }: SparseAffine): void {
  for (let k = 0; k < columns.length; k += 1) target[columns[k]!]! -= scale * coefficients[k]!;
}

/** A box this narrow beside its bounds, which then have one sign, is a point: rounding made it. */
const POINT_WIDTH = 1e-11;

function isPoint({ lower, upper }: Column): boolean {
  return upper - lower <= POINT_WIDTH * Math.min(Math.abs(lower), Math.abs(upper));
}

type Terms = { readonly terms: Iterable<readonly [column: number, coefficient: number]>; readonly constant: number };

/** Where the problem's columns went, and how they are measured. */
export class Scaling {
  readonly movable: readonly number[];
  readonly columnScales: Float64Array;
  readonly costScale: number;
  readonly #columns: readonly Column[];
  readonly #places: Int32Array;

  constructor(columns: readonly Column[], sizes: readonly number[]) {
    this.#columns = columns;
    this.movable = [...columns.keys()].filter((j) => !isPoint(columns[j]!));
    this.columnScales = Float64Array.from(this.movable, (j) => powerOfTwoBelow(sizes[j]!));
    this.#places = new Int32Array(columns.length).fill(-1);
    for (const [p, j] of this.movable.entries()) this.#places[j] = p;
    this.costScale = this.largestOf(columns.map(({ cost }, j) => [j, cost] as const));
  }

  /** The power of two below the largest scaled coefficient; 1 where all are 0. */
  largestOf(terms: readonly (readonly [column: number, coefficient: number])[]): number {
    let most = 0;
    for (const [j, a] of terms) {
      const p = this.#places[j]!;
      if (p >= 0) most = Math.max(most, Math.abs(a * this.columnScales[p]!));
    }
    return most > 0 ? powerOfTwoBelow(most) : 1;
  }

  affine({ terms, constant }: Terms, scale: number): SparseAffine {
    let fixed = constant;
    const [places, coefficients]: [number[], number[]] = [[], []];
    for (const [j, a] of terms) {
      const p = this.#places[j]!;
      if (p < 0) fixed += a * this.#columns[j]!.lower;
      else if (a !== 0) {
        places.push(p);
        coefficients.push(a * this.columnScales[p]! * scale);
      }
    }
    return {
      columns: Int32Array.from(places),
      coefficients: Float64Array.from(coefficients),
      constant: fixed * scale,
    };
  }

  /** How an epigraph's column is measured. */
  unitOf({ column }: Epigraph): number {
    return this.columnScales[this.#places[column]!]!;
  }
}
