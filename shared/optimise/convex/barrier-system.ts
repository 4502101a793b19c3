import type { BarrierProblem } from './barrier-problem.ts';
import type { SparseAffine } from './column-scaling.ts';
import { type Elimination, eliminationOf, type Places } from './elimination.ts';
import { QuasiDefiniteFactor } from './quasi-definite-factor.ts';
import type { ConeScaling } from './second-order-cone.ts';

/** Keep the system definite: proximal terms about the point and its multipliers, which change the way and not the end. */
const PROXIMITY = 1e-9;
/**
 * On top of them in the factor alone, of columns and of rows; refinement takes it out again. A row that binds weighs as much as this is small,
 * and what it is added to loses as many digits: where rows go before columns, less leaves too few, and steps that lead nowhere.
 */
const FACTOR_SHIFT = { columns: 1e-8, rows: 1e-7 };
/** At most; each is to halve what is missing. */
const REFINEMENTS = 12;

/** What the rows weigh in one step. */
export type SystemWeights = {
  /** of the columns */
  readonly diagonal: Float64Array;
  /** slack over multiplier, per inequality */
  readonly inverse: Float64Array;
  readonly scalings: readonly ConeScaling[];
};

/**
 * The linear system of a step:
 *
 *   [ D  Bᵀ ] [dx]   [ right ]
 *   [ B  −V ] [ s ] = [ sides ]
 *
 * B has a row per inequality, part of a cone and equality; V is diagonal but for the parts of a cone, which are one block. Columns and rows are
 * eliminated in whichever order leaves the factor emptiest: a scenario's excess first, then its row, so that a tail over many scenarios comes to a
 * system of the size of the trades; or the columns first, where they outnumber the rows.
 */
export class BarrierSystem {
  readonly #rows: readonly SparseAffine[];
  readonly #nColumns: number;
  readonly #places: Places;
  readonly #factor: QuasiDefiniteFactor;
  readonly #diagonal: Float64Array;
  /** B's entries, then those of the cones' blocks below their diagonals */
  readonly #entries: Float64Array;
  readonly #nCoefficients: number;

  constructor(problem: BarrierProblem, elimination: Elimination) {
    this.#rows = rowsOf(problem);
    this.#nColumns = problem.cost.length;
    this.#places = placesOf(problem);
    this.#nCoefficients = this.#rows.reduce((sum, { columns }) => sum + columns.length, 0);
    this.#entries = new Float64Array(this.#places.rows.length);
    this.#entries.set(this.#rows.flatMap(({ coefficients }) => [...coefficients]));
    this.#diagonal = new Float64Array(elimination.order.length);
    this.#factor = new QuasiDefiniteFactor(elimination, this.#nColumns);
  }

  /** Factors the system with these weights. */
  load({ diagonal, inverse, scalings }: SystemWeights): void {
    const all = this.#diagonal.fill(-PROXIMITY);
    for (let j = 0; j < diagonal.length; j += 1) all[j] = diagonal[j]! + PROXIMITY;
    let [row, entry] = [this.#nColumns, this.#nCoefficients];
    for (const weight of inverse) all[row++]! -= weight;
    for (const scaling of scalings)
      for (let i = 0; i < scaling.size; i += 1) {
        for (let k = 0; k < i; k += 1) this.#entries[entry++] = -scaling.square(i, k);
        all[row++]! -= scaling.square(i, i);
      }
    const { columns, rows } = FACTOR_SHIFT;
    const shifted = all.map((value, node) => (node < this.#nColumns ? value + columns : value - rows));
    this.#factor.factor(shifted, this.#entries);
  }

  /** Solves for the step of the columns and for s, the fall of each multiplier. */
  solve(right: Float64Array, sides: Float64Array): { dx: Float64Array; s: Float64Array } {
    const wanted = new Float64Array(this.#diagonal.length);
    wanted.set(right);
    wanted.set(sides, this.#nColumns);
    const solution = this.#refined(wanted);
    return { dx: solution.slice(0, this.#nColumns), s: solution.slice(this.#nColumns) };
  }

  /** target += factor · Bᵀ·y */
  addTransposed(y: Float64Array, factor: number, target: Float64Array): void {
    for (let i = 0; i < y.length; i += 1) {
      const { columns, coefficients } = this.#rows[i]!;
      const scale = factor * y[i]!;
      if (scale === 0) continue;
      for (let k = 0; k < columns.length; k += 1) target[columns[k]!]! += scale * coefficients[k]!;
    }
  }

  /** K⁻¹·wanted, by the factor of nearly K, as long as each round brings it much nearer. */
  #refined(wanted: Float64Array): Float64Array {
    let solution = new Float64Array(wanted.length);
    let missing = wanted;
    let size = largest(missing);
    for (let round = 0; round < REFINEMENTS; round += 1) {
      const change = missing.slice();
      this.#factor.solve(change);
      const next = solution.map((value, k) => value + change[k]!);
      missing = this.#residual(wanted, next);
      const left = largest(missing);
      if (!(left < size)) break;
      solution = next;
      if (left > size / 2) break;
      size = left;
    }
    return solution;
  }

  /** wanted − K·solution */
  #residual(wanted: Float64Array, solution: Float64Array): Float64Array {
    const { rows, columns } = this.#places;
    const residual = wanted.map((value, k) => value - this.#diagonal[k]! * solution[k]!);
    for (let e = 0; e < rows.length; e += 1) {
      const [row, column, value] = [rows[e]!, columns[e]!, this.#entries[e]!];
      residual[row]! -= value * solution[column]!;
      residual[column]! -= value * solution[row]!;
    }
    return residual;
  }
}

/** How the systems of all steps are factored, whatever the scales; null where the factor would have more entries than that. */
export function stepElimination(problem: BarrierProblem, entriesMost: number): Elimination | null {
  return eliminationOf(problem.cost.length + rowsOf(problem).length, placesOf(problem), entriesMost);
}

function rowsOf({ inequalities, cones, equalities }: BarrierProblem): SparseAffine[] {
  return [...inequalities, ...cones.flat(), ...equalities];
}

/** Of B's entries, row by row, then of those below the diagonal of each cone's block: nodes are the columns, then the rows. */
function placesOf(problem: BarrierProblem): Places {
  const [rows, columns]: [number[], number[]] = [[], []];
  const add = (row: number, column: number) => {
    rows.push(row);
    columns.push(column);
  };
  const nColumns = problem.cost.length;
  for (const [i, row] of rowsOf(problem).entries()) for (const column of row.columns) add(nColumns + i, column);
  let first = nColumns + problem.inequalities.length;
  for (const { length } of problem.cones) {
    for (let i = 0; i < length; i += 1) for (let k = 0; k < i; k += 1) add(first + i, first + k);
    first += length;
  }
  return { rows: Int32Array.from(rows), columns: Int32Array.from(columns) };
}

function largest(values: Float64Array): number {
  return values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}

export function product({ columns, coefficients }: SparseAffine, x: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < columns.length; k += 1) sum += coefficients[k]! * x[columns[k]!]!;
  return sum;
}
