import { CompensatedSum } from '../compensated-sum.ts';
import { factorise, solveFactored, solveTransposed } from '../lp/lu-factors.ts';
import { refined } from '../lp/refined.ts';
import type { Dictionary } from './dictionary.ts';
import { HOME_WITHIN, type KinkedProgram, type Side, slopeOf } from './kinked-program.ts';

/** Values of a program's columns, and multipliers of its rows (> 0 charges the lower end). */
export type Vertex = {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** true where a value had to be put back into its interval by more than rounding: the dictionary has drifted away from the program */
  readonly hasDrifted: boolean;
};

/**
 * The point and the multipliers of a dictionary, computed afresh from the program: its cells have gathered the rounding of every step.
 * Only the block of nonbasic rows and basic columns needs solving, `A[tight, basic] · x = ends − A[tight, rest] · x` and its transpose. Both
 * are put back within their intervals where rounding broke those. Null where the block is singular.
 */
export function vertexOf(dictionary: Dictionary): Vertex | null {
  const { program, value, nonbasic, basic, height } = dictionary;
  const { nColumns } = program;
  const tight = nonbasic.filter((variable) => variable >= nColumns).sort();
  const free = basic
    .subarray(0, height)
    .filter((variable) => variable < nColumns)
    .sort();
  const n = free.length;
  const block = blockOf(program, tight, free);
  const factors = factorise(block, n);
  if (factors === null) return null;
  const isFree = new Uint8Array(nColumns);
  for (const j of free) isFree[j] = 1;
  const y = chargesOf(dictionary);
  const xFree = refined(
    Float64Array.from(tight, (variable) => endLeft(program, variable, value, isFree)),
    (b) => solveFactored(factors, b),
    (i, j) => block[i * n + j]!,
  );
  const yTight = refined(
    costsLeft(program, free, y),
    (b) => solveTransposed(factors, b),
    (i, j) => block[j * n + i]!,
  );
  const x = value.slice(0, nColumns);
  let hasDrifted = false;
  const within = (low: number, high: number, found: number) => {
    const kept = Math.min(high, Math.max(low, found));
    hasDrifted ||= Math.abs(kept - found) > HOME_WITHIN * Math.max(1, Math.abs(found));
    return kept;
  };
  for (const [k, j] of free.entries()) x[j] = within(program.lower[j]!, program.upper[j]!, xFree[k]!);
  for (const [k, variable] of tight.entries())
    y[variable - nColumns] = within(-program.above[variable]!, program.below[variable]!, yTight[k]!);
  return x.every(Number.isFinite) && y.every(Number.isFinite) ? { x, y, hasDrifted } : null;
}

/** The point and the multipliers as a dictionary has them, with the rounding of every step in them. */
export function roughVertexOf(dictionary: Dictionary): Pick<Vertex, 'x' | 'y'> {
  const { program, value, nonbasic, reducedCosts, floors, ceilings } = dictionary;
  const { nColumns, lower, upper } = program;
  const x = value.slice(0, nColumns);
  for (let j = 0; j < nColumns; j += 1) x[j] = Math.min(upper[j]!, Math.max(lower[j]!, x[j]!));
  const y = chargesOf(dictionary);
  for (let k = 0; k < nColumns; k += 1) {
    if (nonbasic[k]! < nColumns) continue;
    y[nonbasic[k]! - nColumns] = Math.min(ceilings[k]!, Math.max(floors[k]!, reducedCosts[k]!));
  }
  return { x, y };
}

/** Shape: [tight × free], row-major. */
function blockOf({ nColumns, byRow }: KinkedProgram, tight: Int32Array, free: Int32Array): Float64Array {
  const place = new Int32Array(nColumns).fill(-1);
  for (const [k, j] of free.entries()) place[j] = k;
  const block = new Float64Array(tight.length * free.length);
  for (const [t, variable] of tight.entries()) {
    const row = variable - nColumns;
    for (let q = byRow.starts[row]!; q < byRow.starts[row + 1]!; q += 1) {
      const k = place[byRow.indices[q]!]!;
      if (k >= 0) block[t * free.length + k] = byRow.values[q]!;
    }
  }
  return block;
}

/** The multipliers of the rows that are not tight: what their charges say. */
function chargesOf({ program, side, columnOf }: Dictionary): Float64Array {
  const { nColumns, nRows } = program;
  const charges = new Float64Array(nRows);
  for (let i = 0; i < nRows; i += 1) {
    const variable = nColumns + i;
    if (columnOf[variable]! < 0) charges[i] = -slopeOf(program, variable, side[variable] as Side);
  }
  return charges;
}

/** A tight row's end, less what the columns that sit at theirs contribute. */
function endLeft(
  { nColumns, byRow }: KinkedProgram,
  variable: number,
  value: Float64Array,
  isFree: Uint8Array,
): number {
  const left = new CompensatedSum();
  left.add(value[variable]!);
  const row = variable - nColumns;
  for (let q = byRow.starts[row]!; q < byRow.starts[row + 1]!; q += 1) {
    const j = byRow.indices[q]!;
    if (isFree[j] === 0) left.addProduct(-byRow.values[q]!, value[j]!);
  }
  return left.value;
}

/** The free columns' costs, less what the multipliers known so far account for. */
function costsLeft({ costs, byRow, nRows }: KinkedProgram, free: Int32Array, y: Float64Array): Float64Array {
  const left = new Map(Array.from(free, (j) => [j, new CompensatedSum()] as const));
  for (const [j, sum] of left) sum.add(costs[j]!);
  for (let i = 0; i < nRows; i += 1) {
    if (y[i] === 0) continue;
    for (let q = byRow.starts[i]!; q < byRow.starts[i + 1]!; q += 1)
      left.get(byRow.indices[q]!)?.addProduct(-byRow.values[q]!, y[i]!);
  }
  return Float64Array.from(left.values(), (sum) => sum.value);
}
