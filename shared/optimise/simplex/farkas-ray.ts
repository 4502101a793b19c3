import type { Dictionary } from './dictionary.ts';
import { strayest } from './dual-step.ts';
import { type Side, strayOf } from './kinked-program.ts';

/**
 * Row multipliers that say why the variable that is furthest from home can't come home: the dictionary's `basic_b = Σ_k cells[b, k] · nonbasic_k`
 * as a sum of rows, with the sign by which its own end, and those where the others sit, contradict each other. Null where all are at home.
 */
export function rayOf(dictionary: Dictionary): Float64Array | null {
  const { program, basic, nonbasic, side, value } = dictionary;
  const { nColumns, nRows } = program;
  const b = strayest(dictionary);
  if (b < 0) return null;
  const variable = basic[b]!;
  const sign = strayOf(program, variable, side[variable] as Side, value[variable]!) < 0 ? 1 : -1;
  const ray = new Float64Array(nRows);
  const cells = dictionary.cellsOf(b);
  if (variable >= nColumns) ray[variable - nColumns] = sign;
  for (let k = 0; k < nColumns; k += 1) if (nonbasic[k]! >= nColumns) ray[nonbasic[k]! - nColumns] = -sign * cells[k]!;
  return ray;
}
