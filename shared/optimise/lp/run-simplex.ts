import { artificialSimplex } from './artificial-simplex.ts';
import { dualSimplex } from './dual-simplex.ts';
import type { StandardForm } from './standard-form.ts';
import { fillTableau, type Settings } from './tableau.ts';

export type SimplexRun = {
  readonly pivots: number;
  /** for each row of the standard form its basic variable: a column's index, or nColumns + the row of a slack */
  readonly basis: readonly number[];
};

class PivotCapReached extends Error {}

/**
 * Runs the simplex on javascript-lp-solver's tableau, with its pivoting and its primal phase 2, and returns the last basis; what
 * the solver says about it isn't even read.
 *
 * The solver's own phase 1 is left out: after max(rows, columns) pivots it changes to a rule that loses dual feasibility, which made
 * it go round on 72 of 414 scenario problems; the two starts here take its place. Pivots are capped, as nothing there has a limit.
 */
export function runSimplex(form: StandardForm, settings: Settings, pivotCap: number): SimplexRun {
  const tableau = fillTableau(form, settings);
  let pivots = 0;
  const pivot = tableau.pivot.bind(tableau);
  tableau.pivot = (row: number, column: number): void => {
    if (pivots >= pivotCap) throw new PivotCapReached();
    pivots += 1;
    pivot(row, column);
  };
  try {
    if (settings.start === 'dual') dualSimplex(tableau);
    else artificialSimplex(tableau, form);
  } catch (error) {
    if (!(error instanceof PivotCapReached)) throw error;
  }
  return { pivots, basis: tableau.varIndexByRow.slice(1) };
}
