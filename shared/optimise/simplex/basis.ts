import { Dictionary } from './dictionary.ts';
import { PIVOT_LEAST } from './dual-step.ts';
import type { KinkedProgram } from './kinked-program.ts';

/** The nonbasic variables of a dictionary, and the ends where they sit: enough to build it again. */
export type Basis = { readonly nonbasic: Int32Array; readonly ends: Int8Array };

export function basisOf({ nonbasic, side }: Dictionary): Basis {
  return { nonbasic: nonbasic.slice(), ends: Int8Array.from(nonbasic, (variable) => side[variable]!) };
}

/** The program's dictionary at a basis, or nearly. */
export function dictionaryAt(program: KinkedProgram, basis: Basis): Dictionary {
  const dictionary = new Dictionary(program);
  adoptBasis(dictionary, basis);
  return dictionary;
}

/**
 * Takes a new dictionary to a basis: its rows go in, and each is pivoted with the column, of those that are to be basic, that has the
 * largest cell there. Rows that depend on those before are left out.
 */
function adoptBasis(dictionary: Dictionary, { nonbasic, ends }: Basis): void {
  const { program, columnOf, rowOf, side } = dictionary;
  const { nColumns } = program;
  const staysOut = new Uint8Array(nColumns);
  for (const [place, variable] of nonbasic.entries()) {
    if (variable >= nColumns) continue;
    staysOut[variable] = 1;
    if (ends[place] !== 0 && side[variable] === -ends[place]!) dictionary.flip(columnOf[variable]!);
  }
  for (const [place, variable] of nonbasic.entries()) {
    if (variable < nColumns) continue;
    dictionary.include(variable - nColumns);
    const b = rowOf[variable]!;
    const k = largestCell(dictionary, b, staysOut);
    if (k < 0) dictionary.exclude(b);
    else dictionary.pivot(b, k, ends[place] as -1 | 1, side[dictionary.nonbasic[k]!]! < 0);
  }
}

/** Of the columns that are to be basic and aren't yet; −1 where all their cells are next to nothing. */
function largestCell(dictionary: Dictionary, b: number, staysOut: Uint8Array): number {
  const { nonbasic, program } = dictionary;
  const cells = dictionary.cellsOf(b);
  let largest = -1;
  let most = PIVOT_LEAST;
  for (let k = 0; k < cells.length; k += 1) {
    const variable = nonbasic[k]!;
    if (variable >= program.nColumns || staysOut[variable] === 1 || Math.abs(cells[k]!) <= most) continue;
    most = Math.abs(cells[k]!);
    largest = k;
  }
  return largest;
}
