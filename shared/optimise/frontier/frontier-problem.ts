import { requireThat } from '../../foundation/index.ts';
import type { Column, Row } from '../problem.ts';

/**
 * For every risk tolerance λ ≥ 0: minimise ½·wᵀΣw − λ·μᵀw subject to lower ≤ A·w ≤ upper and l ≤ w ≤ u. Finance-free: Σ is any
 * positive semi-definite matrix.
 */
export type FrontierProblem = {
  /** Σ, `[n × n]`, row-major, symmetric and positive semi-definite */
  readonly covariance: Float64Array;
  /** w and its bounds, which may be infinite; the costs are not read */
  readonly columns: readonly Column[];
  /** μ */
  readonly means: readonly number[];
  readonly rows: readonly Row[];
};

/**
 * The same with a slack per row, `A·w − s = 0`, `lower ≤ s ≤ upper`: then every limit is a bound of some variable. Variables are
 * the n weights, then the m slacks.
 */
export type SlackForm = {
  readonly nWeights: number;
  readonly nRows: number;
  readonly nVariables: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 0 for slacks */
  readonly means: Float64Array;
  readonly covariance: Float64Array;
  /** A, `[nRows × nWeights]` */
  readonly matrix: Float64Array;
};

/** @throws DefectError when a length is wrong or an entry isn't finite */
export function slackForm({ covariance, columns, means, rows }: FrontierProblem): SlackForm {
  const [nWeights, nRows] = [columns.length, rows.length];
  requireThat(covariance.length === nWeights * nWeights, 'a covariance per pair of columns', { nWeights });
  requireThat(means.length === nWeights, 'a mean per column', { nWeights });
  requireThat(covariance.every(Number.isFinite) && means.every(Number.isFinite), 'finite figures', { nWeights });
  const matrix = new Float64Array(nRows * nWeights);
  for (const [r, row] of rows.entries()) {
    for (const [k, j] of row.columns.entries()) matrix[r * nWeights + j] = row.coefficients[k]!;
  }
  return {
    nWeights,
    nRows,
    nVariables: nWeights + nRows,
    lower: Float64Array.from([...columns, ...rows], (each) => each.lower),
    upper: Float64Array.from([...columns, ...rows], (each) => each.upper),
    means: Float64Array.from({ length: nWeights + nRows }, (_, i) => means[i] ?? 0),
    covariance,
    matrix,
  };
}

/** Σ_ij, 0 where either is a slack. */
export function covarianceOf({ nWeights, covariance }: SlackForm, i: number, j: number): number {
  return i < nWeights && j < nWeights ? covariance[i * nWeights + j]! : 0;
}

/** Coefficient of variable i in row r of `A·w − s = 0`. */
export function coefficientOf({ nWeights, matrix }: SlackForm, r: number, i: number): number {
  if (i < nWeights) return matrix[r * nWeights + i]!;
  return i - nWeights === r ? -1 : 0;
}
