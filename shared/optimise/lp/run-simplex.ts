import type { WorkBudget } from '../work-budget.ts';
import { artificialSimplex } from './artificial-simplex.ts';
import { dualSimplex } from './dual-simplex.ts';
import type { StandardForm } from './standard-form.ts';
import { fillTableau, type Settings } from './tableau.ts';

class BudgetSpent extends Error {}

/**
 * Runs the simplex on javascript-lp-solver's tableau, with its pivoting and its primal phase 2; what the solver says about its last basis
 * isn't even read.
 *
 * The solver's own phase 1 is left out: after max(rows, columns) pivots it changes to a rule that loses dual feasibility, which made
 * it go round on 72 of 414 scenario problems; the two starts here take its place. Pivots are capped, as nothing there has a limit.
 *
 * @returns for each row of the standard form its basic variable in the end: a column's index, or nColumns + the row of a slack
 */
export function runSimplex(form: StandardForm, settings: Settings, budget: WorkBudget): readonly number[] {
  const tableau = fillTableau(form, settings);
  const pivot = tableau.pivot.bind(tableau);
  tableau.pivot = (row: number, column: number): void => {
    if (budget.isSpent()) throw new BudgetSpent();
    budget.spend(1);
    pivot(row, column);
  };
  try {
    if (settings.start === 'dual') dualSimplex(tableau);
    else artificialSimplex(tableau, form);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  }
  return tableau.varIndexByRow.slice(1);
}
