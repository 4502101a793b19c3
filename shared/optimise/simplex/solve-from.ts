import type { WorkBudget } from '../work-budget.ts';
import { Dictionary } from './dictionary.ts';
import type { KinkedProgram } from './kinked-program.ts';
import { KinkedSimplex, type SimplexEnd, type Start } from './kinked-simplex.ts';

export type SolvedFrom = { readonly dictionary: Dictionary; readonly end: SimplexEnd };

/**
 * `KinkedSimplex` from a dictionary. Where it stalls, the kinks are moved apart and that program is solved; from its basis, which is
 * optimal for the program itself or nearly, the program is solved again.
 */
export function solveFrom(start: Dictionary, near: Start, budget: WorkBudget): SolvedFrom {
  const solved = (from: Dictionary, how: Start): SolvedFrom => {
    const simplex = new KinkedSimplex(from, how);
    const end = simplex.solve(budget);
    return { dictionary: simplex.dictionary, end };
  };
  const first = solved(start, near);
  if (first.end !== 'stalled') return first;
  const { program } = start;
  const apart = solved(new Dictionary(kinksApart(program), first.dictionary), near);
  return solved(new Dictionary(program, apart.dictionary), 'at');
}

/** Of a kink's place (floor 1). Measured: moved by 1e-6, kinks still meet within rounding; by 1e-5 to 1e-2 the steps are as few. */
const SHIFT_FRACTION = 1e-4;
/** The golden ratio's fraction: its multiples spread evenly over (0, 1). */
const SPREAD = (Math.sqrt(5) - 1) / 2;

/**
 * Each row whose ends may be left moved by a little, by another amount each, so that steps have a length: where everything is closed, for
 * one, all scenarios lose the same, nothing, and of the steps without length few lead on.
 */
function kinksApart(program: KinkedProgram): KinkedProgram {
  const { nColumns, nRows, below, above } = program;
  const [lower, upper] = [program.lower.slice(), program.upper.slice()];
  for (let variable = nColumns; variable < nColumns + nRows; variable += 1) {
    if (below[variable] === Infinity && above[variable] === Infinity) continue;
    const place = Number.isFinite(lower[variable]!) ? lower[variable]! : upper[variable]!;
    const shift = SHIFT_FRACTION * Math.max(1, Math.abs(place)) * (((variable - nColumns + 1) * SPREAD) % 1);
    lower[variable]! -= shift;
    upper[variable]! -= shift;
  }
  return { ...program, lower, upper };
}
