import { type Affine, type Column, combineAffine, constantAffine } from '../optimise/index.ts';
import type { LineNode, OutcomesNode } from './node.ts';

/** A line's value where the quantities are affine functions of a program's columns. */
export function affineLine(node: LineNode, quantities: readonly Affine[]): Affine {
  const terms = node.lines.map((line, j) => [node.coefficients[j]!, quantities[line]!] as const);
  return combineAffine([[1, constantAffine(node.constant)], ...terms]);
}

/** The gain per scenario where the quantities are affine functions of a program's columns. */
export function affineOutcomes(node: OutcomesNode, quantities: readonly Affine[]): Affine[] {
  const width = node.axis.length;
  const constants = new Float64Array(width);
  constants.set(node.constants);
  const byColumn = new Map<number, Float64Array>();
  node.lines.forEach((line, j) => {
    const { terms, constant } = quantities[line]!;
    const gains = node.matrix.subarray(node.rows[j]! * width, (node.rows[j]! + 1) * width);
    addScaled(constants, constant, gains);
    for (const [column, coefficient] of terms) {
      const coefficients = byColumn.get(column) ?? new Float64Array(width);
      byColumn.set(column, coefficients);
      addScaled(coefficients, coefficient, gains);
    }
  });
  return Array.from(constants, (constant, k) => ({ terms: termsAt(byColumn, k), constant }));
}

/** A column that can't move is a constant: otherwise rounding would give what rests on it a box of its own, some 1e-12 wide. */
export function foldFixedColumns({ terms, constant }: Affine, columns: readonly Column[]): Affine {
  const free = new Map<number, number>();
  let fixed = constant;
  for (const [index, coefficient] of terms) {
    const { lower, upper } = columns[index]!;
    if (lower === upper) fixed += coefficient * lower;
    else free.set(index, coefficient);
  }
  return { terms: free, constant: fixed };
}

export function negatedAffine(expression: Affine): Affine {
  return combineAffine([[-1, expression]]);
}

function termsAt(byColumn: ReadonlyMap<number, Float64Array>, k: number): Map<number, number> {
  const terms = new Map<number, number>();
  for (const [column, coefficients] of byColumn) if (coefficients[k] !== 0) terms.set(column, coefficients[k]!);
  return terms;
}

function addScaled(target: Float64Array, factor: number, values: Float64Array): void {
  if (factor === 0) return;
  for (let k = 0; k < target.length; k++) target[k]! += factor * values[k]!;
}
