import type { LinearProblem } from '../problem.ts';

/** Per column the row and the coefficient of its only entry; a negative row where it has none or several. */
export type OnlyEntries = { readonly rowOf: Int32Array; readonly coefficientOf: Float64Array };

const NO_ENTRY = -1;
const SEVERAL_ENTRIES = -2;

/** Ends as soon as all columns have several, which with full rows is after two of them. */
export function onlyEntries({ columns, rows }: LinearProblem): OnlyEntries {
  const rowOf = new Int32Array(columns.length).fill(NO_ENTRY);
  const coefficientOf = new Float64Array(columns.length);
  let left = columns.length;
  for (let i = 0; i < rows.length && left > 0; i += 1) {
    const { columns: places, coefficients } = rows[i]!;
    for (let k = 0; k < places.length; k += 1) {
      const j = places[k]!;
      if (coefficients[k] === 0 || rowOf[j] === SEVERAL_ENTRIES) continue;
      if (rowOf[j] !== NO_ENTRY) left -= 1;
      rowOf[j] = rowOf[j] === NO_ENTRY ? i : SEVERAL_ENTRIES;
      coefficientOf[j] = coefficients[k]!;
    }
  }
  return { rowOf, coefficientOf };
}
