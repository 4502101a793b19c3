import { dotLine } from './compressed-matrix.ts';
import { addScaled, addScaledWithSquares, sumOfSquares } from './dense-lines.ts';
import { endOf, type KinkedProgram, type Side, slopeOf, startOf } from './kinked-program.ts';

/**
 * The basic variables as linear functions of the nonbasic ones, `basic_b = Σ_k cells[b, k] · nonbasic_k`, for all columns of a program
 * and those of its rows that are in it (Chvátal's dictionary, with the rows put in and taken out as needed). A row that is not in it is
 * basic as well; only its side is known.
 *
 * Nonbasic variables sit at an end of their interval; one that has none sits at 0. Reduced cost k is the cost per unit of raising
 * nonbasic k, its own charge left out; it is admissible within [floors[k], ceilings[k]], where neither raising nor lowering it pays.
 *
 * Shape: cells is [height × nColumns], row-major, with room for more rows.
 */
export class Dictionary {
  readonly program: KinkedProgram;
  cells: Float64Array;
  height: number;
  basic: Int32Array;
  /** 1 + Σ cells², per basic variable */
  norms: Float64Array;
  readonly nonbasic: Int32Array;
  /** per variable, its place among the basic or the nonbasic ones; −1 where it isn't there */
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
  /** of a nonbasic variable: the end where it sits, −1 lower, 1 upper, 0 none; of another: the part of its charge that counts */
  readonly side: Int8Array;
  /** of columns and of the rows that are in */
  readonly value: Float64Array;
  readonly reducedCosts: Float64Array;
  readonly floors: Float64Array;
  readonly ceilings: Float64Array;
  /** from one end of nonbasic k to the other, which is a limit like this one; Infinity where it has no such other end */
  readonly widths: Float64Array;
  /** of a ratio test, per nonbasic variable: room for it, as one is done at every step */
  readonly ratios: Float64Array;

  /**
   * All rows out, every column at its cheaper end.
   *
   * @param like the dictionary of a program that differs in its ends alone: then the same basis, and what sits at an end sits there
   */
  constructor(program: KinkedProgram, like: Dictionary | null = null) {
    const { nColumns, nRows } = program;
    const nVariables = nColumns + nRows;
    this.program = program;
    this.height = like?.height ?? 0;
    this.cells = like?.cells.slice() ?? new Float64Array(ROWS_FIRST * nColumns);
    this.basic = like?.basic.slice() ?? new Int32Array(ROWS_FIRST);
    this.norms = like?.norms.slice() ?? new Float64Array(ROWS_FIRST);
    this.nonbasic = like?.nonbasic.slice() ?? new Int32Array(nColumns);
    this.rowOf = like?.rowOf.slice() ?? new Int32Array(nVariables).fill(-1);
    this.columnOf = like?.columnOf.slice() ?? new Int32Array(nVariables).fill(-1);
    this.side = like?.side.slice() ?? new Int8Array(nVariables);
    this.value = like?.value.slice() ?? new Float64Array(nVariables);
    this.reducedCosts = like?.reducedCosts.slice() ?? program.costs.slice();
    this.floors = new Float64Array(nColumns);
    this.ceilings = new Float64Array(nColumns);
    this.widths = new Float64Array(nColumns);
    this.ratios = new Float64Array(nColumns);
    for (let k = 0; k < nColumns; k += 1) {
      if (like === null) this.#seat(k, k);
      if (like === null) this.#sitAt(k, cheaperEnd(program, k));
      else this.#sitAgain(k);
    }
  }

  /** Puts a row in, as a basic variable on the side that it has. */
  include(row: number): void {
    if (this.height === this.basic.length) this.#grow();
    const { program, cells, rowOf } = this;
    const { nColumns, byRow } = program;
    const at = this.height * nColumns;
    const own = cells.subarray(at, at + nColumns).fill(0);
    const end = byRow.starts[row + 1]!;
    for (let q = byRow.starts[row]!; q < end; q += 1) {
      const [j, coefficient] = [byRow.indices[q]!, byRow.values[q]!];
      const b = rowOf[j]!;
      if (b < 0) own[this.columnOf[j]!]! += coefficient;
      else addScaled(own, coefficient, this.cellsOf(b));
    }
    const variable = nColumns + row;
    this.basic[this.height] = variable;
    this.norms[this.height] = 1 + sumOfSquares(own);
    rowOf[variable] = this.height;
    this.value[variable] = dotLine(byRow, row, this.value);
    this.height += 1;
  }

  /** Takes out the row at b, which stays on its side. */
  exclude(b: number): void {
    const last = this.height - 1;
    this.rowOf[this.basic[b]!] = -1;
    this.height = last;
    if (b === last) return;
    this.cellsOf(b).set(this.cellsOf(last));
    this.basic[b] = this.basic[last]!;
    this.norms[b] = this.norms[last]!;
    this.rowOf[this.basic[b]] = b;
  }

  cellsOf(b: number): Float64Array {
    const { nColumns } = this.program;
    return this.cells.subarray(b * nColumns, (b + 1) * nColumns);
  }

  /** Moves nonbasic k, and the basic variables with it. */
  shift(k: number, change: number): void {
    const { cells, basic, value, height, program } = this;
    value[this.nonbasic[k]!]! += change;
    for (let b = 0, at = k; b < height; b += 1, at += program.nColumns) value[basic[b]!]! += cells[at]! * change;
  }

  /** Moves nonbasic k to its other end. */
  flip(k: number): void {
    const variable = this.nonbasic[k]!;
    this.side[variable] = this.side[variable]! < 0 ? 1 : -1;
    this.#sitAgain(k);
  }

  /** Puts the basic variable at b on another side. */
  recharge(b: number, side: Side): void {
    const variable = this.basic[b]!;
    const change = slopeOf(this.program, variable, side) - slopeOf(this.program, variable, this.side[variable] as Side);
    this.side[variable] = side;
    if (change !== 0) addScaled(this.reducedCosts, change, this.cellsOf(b));
  }

  /**
   * The basic variable at b moves to an end of its interval and becomes nonbasic there; nonbasic k moves with it, up or down, and
   * becomes basic on the side where it then is.
   */
  pivot(b: number, k: number, end: -1 | 1, rises: boolean): void {
    const [leaving, entering] = [this.basic[b]!, this.nonbasic[k]!];
    const goal = end < 0 ? this.program.lower[leaving]! : this.program.upper[leaving]!;
    this.shift(k, (goal - this.value[leaving]!) / this.cellsOf(b)[k]!);
    this.recharge(b, 0);
    this.#eliminate(b, k);
    this.basic[b] = entering;
    this.rowOf[entering] = b;
    this.columnOf[entering] = -1;
    this.rowOf[leaving] = -1;
    this.#seat(k, leaving);
    this.#sitAt(leaving, end);
    const side = this.side[entering]!;
    const beyond = rises ? 1 : -1;
    const isFixed = this.program.lower[entering] === this.program.upper[entering];
    const mayGoBeyond = Number.isFinite(slopeOf(this.program, entering, beyond));
    this.side[entering] = 0;
    if (mayGoBeyond && (isFixed || side === beyond)) this.recharge(b, beyond);
  }

  /** Solves row b for nonbasic k and puts that into the other rows and the costs. */
  #eliminate(b: number, k: number): void {
    const { cells, norms, height, reducedCosts } = this;
    const { nColumns } = this.program;
    const own = this.cellsOf(b);
    const inverse = 1 / own[k]!;
    for (let l = 0; l < nColumns; l += 1) own[l]! *= -inverse;
    own[k] = inverse;
    norms[b] = 1 + sumOfSquares(own);
    for (let other = 0; other < height; other += 1) {
      const at = other * nColumns;
      const factor = cells[at + k]!;
      if (other === b || factor === 0) continue;
      cells[at + k] = 0;
      norms[other] = 1 + addScaledWithSquares(cells, at, factor, own);
    }
    const cost = reducedCosts[k]!;
    reducedCosts[k] = 0;
    addScaled(reducedCosts, cost, own);
  }

  /** Moves nonbasic k to where its end is now, and the basic variables with it. */
  #sitAgain(k: number): void {
    const variable = this.nonbasic[k]!;
    const from = this.value[variable]!;
    this.#sitAt(variable, this.side[variable] as Side);
    const to = this.value[variable]!;
    if (to === from) return;
    this.value[variable] = from;
    this.shift(k, to - from);
    this.value[variable] = to;
  }

  #seat(k: number, variable: number): void {
    this.nonbasic[k] = variable;
    this.columnOf[variable] = k;
  }

  #sitAt(variable: number, end: Side): void {
    const { lower, upper, below, above } = this.program;
    const [low, high] = [lower[variable]!, upper[variable]!];
    this.side[variable] = end;
    this.value[variable] = end === 0 ? 0 : end < 0 ? low : high;
    const k = this.columnOf[variable]!;
    this.floors[k] = low === high || end > 0 ? -above[variable]! : 0;
    this.ceilings[k] = low === high || end < 0 ? below[variable]! : 0;
    const hasLimits = below[variable] === Infinity && above[variable] === Infinity;
    this.widths[k] = hasLimits && low < high ? high - low : Infinity;
  }

  #grow(): void {
    const { cells, basic, norms } = this;
    this.cells = new Float64Array(2 * cells.length);
    this.basic = new Int32Array(2 * basic.length);
    this.norms = new Float64Array(2 * norms.length);
    this.cells.set(cells);
    this.basic.set(basic);
    this.norms.set(norms);
  }
}

const ROWS_FIRST = 32;

function cheaperEnd(program: KinkedProgram, j: number): Side {
  const [start, end] = [startOf(program, j, 0), endOf(program, j, 0)];
  if (start === -Infinity) return end === Infinity ? 0 : 1;
  return end < Infinity && program.costs[j]! < 0 ? 1 : -1;
}
