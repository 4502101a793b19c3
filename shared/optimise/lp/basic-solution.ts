import { CompensatedSum } from '../compensated-sum.ts';
import type { LinearProblem } from '../problem.ts';
import { factorise, solveFactored, solveTransposed } from './lu-factors.ts';
import { refined } from './refined.ts';
import { dualFrom, type StandardForm } from './standard-form.ts';

export type BasicSolution = { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };

/**
 * The point and the row multipliers that belong to a basis, computed afresh from the problem: the tableau itself has gathered the
 * rounding of every pivot. Columns that aren't basic sit at their bound. Only the block of basic columns and tight rows (slack not
 * basic) needs solving, `A[tight, basic] · x = sides − A[tight, rest] · x` and its transpose for the multipliers, each with one
 * step of iterative refinement on compensated residuals. Basic columns are solved for unshifted, so that an x far below its bounds
 * keeps its digits; they are put back within bounds that rounding broke.
 *
 * Null where the block is singular or the artificial column is still in the basis.
 */
export function basicSolution(
  form: StandardForm,
  problem: LinearProblem,
  basis: readonly number[],
): BasicSolution | null {
  if (basis.some((variable) => variable >= form.nColumns + form.nRows)) return null;
  const basic = basis.filter((variable) => variable < form.nColumns).toSorted((a, b) => a - b);
  const loose = new Set(basis.filter((variable) => variable >= form.nColumns).map((slack) => slack - form.nColumns));
  const tight = Array.from({ length: form.nRows }, (_, r) => r).filter((r) => !loose.has(r));
  const n = basic.length;
  const block = new Float64Array(n * n);
  for (const [i, r] of tight.entries())
    for (const [j, c] of basic.entries()) block[i * n + j] = form.matrix[r * form.nColumns + c]!;
  const factors = factorise(block, n);
  if (factors === null) return null;
  const basicColumns = new Set(basic.map((c) => form.parts[c]!.column));
  const xBasic = refined(
    Float64Array.from(tight, (r) => sideLeft(form, problem, r, basicColumns)),
    (b) => solveFactored(factors, b),
    (i, j) => block[i * n + j]!,
  );
  const yTight = refined(
    Float64Array.from(basic, (c) => form.costs[c]!),
    (b) => solveTransposed(factors, b),
    (i, j) => block[j * n + i]!,
  );
  if (!xBasic.every(Number.isFinite) || !yTight.every(Number.isFinite)) return null;
  const multipliers = new Float64Array(form.nRows);
  for (const [i, r] of tight.entries()) multipliers[r] = yTight[i]!;
  return { x: placed(form, problem, basic, xBasic), y: dualFrom(form, problem, multipliers) };
}

/** A row's side less what the columns at their bounds contribute. */
function sideLeft(form: StandardForm, problem: LinearProblem, r: number, basicColumns: ReadonlySet<number>): number {
  const { row, sign, side } = form.sources[r]!;
  if (row === null) return side;
  const left = new CompensatedSum();
  left.add(side);
  const { columns, coefficients } = problem.rows[row]!;
  for (const [k, j] of columns.entries()) if (!basicColumns.has(j)) left.addProduct(-coefficients[k]!, form.origin[j]!);
  return sign * left.value;
}

function placed(form: StandardForm, problem: LinearProblem, basic: readonly number[], xBasic: Float64Array): number[] {
  const x = [...form.origin];
  for (const [k, c] of basic.entries()) {
    const { column, sign } = form.parts[c]!;
    x[column] = sign * xBasic[k]!;
  }
  return x.map((value, j) => Math.min(Math.max(value, problem.columns[j]!.lower), problem.columns[j]!.upper));
}
