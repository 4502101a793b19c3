import { addLine } from './compressed-matrix.ts';
import { addScaled } from './dense-lines.ts';
import type { Dictionary } from './dictionary.ts';
import { type Side, slopeOf } from './kinked-program.ts';

/** Adds costs to the columns, as far as the reduced costs show them. */
export function addCosts(dictionary: Dictionary, costs: Float64Array): void {
  const { reducedCosts, rowOf, columnOf } = dictionary;
  for (let j = 0; j < costs.length; j += 1) {
    const cost = costs[j]!;
    if (cost === 0) continue;
    if (rowOf[j]! < 0) reducedCosts[columnOf[j]!]! += cost;
    else addScaled(reducedCosts, cost, dictionary.cellsOf(rowOf[j]!));
  }
}

/** Sets the reduced costs to what the program's costs and all charges say. */
export function resetReducedCosts(dictionary: Dictionary): void {
  const { program, side, rowOf, columnOf, reducedCosts, height, basic } = dictionary;
  const { nColumns, nRows } = program;
  const costs = program.costs.slice();
  for (let i = 0; i < nRows; i += 1) {
    const variable = nColumns + i;
    if (columnOf[variable]! >= 0 || rowOf[variable]! >= 0) continue;
    const slope = slopeOf(program, variable, side[variable] as Side);
    if (slope !== 0) addLine(program.byRow, i, slope, costs);
  }
  reducedCosts.fill(0);
  addCosts(dictionary, costs);
  for (let b = 0; b < height; b += 1) {
    const slope = slopeOf(program, basic[b]!, side[basic[b]!] as Side);
    if (slope !== 0) addScaled(reducedCosts, slope, dictionary.cellsOf(b));
  }
}
