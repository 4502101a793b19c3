import type { BarrierProblem } from './barrier-problem.ts';
import type { SparseAffine } from './column-scaling.ts';
import { type Elimination, eliminationOf, type SymmetricPattern } from './elimination.ts';
import { QuasiDefiniteFactor } from './quasi-definite-factor.ts';
import type { ConeScaling } from './second-order-cone.ts';

/** Keep the system definite: proximal terms about the point and its multipliers, which change the way and not the end. */
const PROXIMITY = 1e-9;
/**
 * On top of them in the factor alone, of columns and of rows; refinement takes it out again. A row that binds weighs as much as this is small,
 * and what it is added to loses as many digits: where rows go before columns, less leaves too few, and steps that lead nowhere.
 */
const FACTOR_SHIFT = { columns: 1e-8, rows: 1e-7 };
/** At most; each is to halve what is missing, until so small a part of it is left. */
const REFINEMENTS = 12;
const LEFT_ENOUGH = 1e-13;

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
  readonly #nColumns: number;
  readonly #pattern: SymmetricPattern;
  readonly #factor: QuasiDefiniteFactor;
  readonly #diagonal: Float64Array;
  /** per row those of B, then those of its cone's block before the diagonal */
  readonly #entries: Float64Array;

  /** @param elimination of the problem (`stepElimination`) */
  constructor(problem: BarrierProblem, elimination: Elimination) {
    this.#nColumns = problem.cost.length;
    this.#pattern = elimination.pattern;
    this.#entries = new Float64Array(this.#pattern.columns.length);
    for (const [i, { coefficients }] of rowsOf(problem).entries())
      this.#entries.set(coefficients, this.#pattern.starts[this.#nColumns + i]);
    this.#diagonal = new Float64Array(elimination.order.length);
    this.#factor = new QuasiDefiniteFactor(elimination, this.#nColumns);
  }

  /** Factors the system with these weights. */
  load({ diagonal, inverse, scalings }: SystemWeights): void {
    const all = this.#diagonal.fill(-PROXIMITY);
    for (let j = 0; j < diagonal.length; j += 1) all[j] = diagonal[j]! + PROXIMITY;
    let row = this.#nColumns;
    for (const weight of inverse) all[row++]! -= weight;
    for (const scaling of scalings)
      for (let i = 0; i < scaling.size; i += 1) {
        const first = this.#pattern.starts[row + 1]! - i;
        for (let k = 0; k < i; k += 1) this.#entries[first + k] = -scaling.square(i, k);
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

  /** K⁻¹·wanted, by the factor of nearly K, as long as each round brings it much nearer. */
  #refined(wanted: Float64Array): Float64Array {
    let solution = new Float64Array(wanted.length);
    let missing = wanted;
    let size = largest(missing);
    const whole = size;
    for (let round = 0; round < REFINEMENTS; round += 1) {
      const change = missing.slice();
      this.#factor.solve(change);
      const next = solution.map((value, k) => value + change[k]!);
      missing = this.#residual(wanted, next);
      const left = largest(missing);
      if (!(left < size)) break;
      solution = next;
      if (left > size / 2 || left <= LEFT_ENOUGH * whole) break;
      size = left;
    }
    return solution;
  }

  /** wanted − K·solution */
  #residual(wanted: Float64Array, solution: Float64Array): Float64Array {
    const { starts, columns } = this.#pattern;
    const entries = this.#entries;
    const residual = wanted.map((value, node) => value - this.#diagonal[node]! * solution[node]!);
    for (let row = this.#nColumns; row < residual.length; row += 1) {
      const own = solution[row]!;
      let sum = 0;
      for (let entry = starts[row]!; entry < starts[row + 1]!; entry += 1) {
        const column = columns[entry]!;
        sum += entries[entry]! * solution[column]!;
        residual[column]! -= entries[entry]! * own;
      }
      residual[row]! -= sum;
    }
    return residual;
  }
}

/** How the systems of all steps are factored, whatever the scales; null where the factor would have more entries than that. */
export function stepElimination(problem: BarrierProblem, entriesMost: number): Elimination | null {
  return eliminationOf(patternOf(problem), entriesMost);
}

function rowsOf({ inequalities, cones, equalities }: BarrierProblem): SparseAffine[] {
  return [...inequalities, ...cones.flat(), ...equalities];
}

/** Nodes are the columns, then the rows: each with B's entries and, within a cone, those with the parts before it. */
function patternOf({ cost, inequalities, cones, equalities }: BarrierProblem): SymmetricPattern {
  const starts: number[] = [...cost].map(() => 0);
  const columns: number[] = [];
  const add = (row: SparseAffine, others: readonly number[]) => {
    starts.push(columns.length);
    for (const column of row.columns) columns.push(column);
    for (const other of others) columns.push(other);
  };
  for (const row of inequalities) add(row, []);
  for (const parts of cones) {
    const first = starts.length;
    for (const [i, part] of parts.entries())
      add(
        part,
        Array.from({ length: i }, (_, k) => first + k),
      );
  }
  for (const row of equalities) add(row, []);
  return { starts: Int32Array.from([...starts, columns.length]), columns: Int32Array.from(columns) };
}

function largest(values: Float64Array): number {
  return values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}
