import { minimumDegreeOrder } from './minimum-degree.ts';

/** Where the entries off the diagonal of a symmetric matrix are, each on either side of it. */
export type Places = { readonly rows: Int32Array; readonly columns: Int32Array };

/** How a symmetric matrix of one pattern is factored, whatever its values are. */
export type Elimination = {
  /** node per place in the order */
  readonly order: Int32Array;
  /** per place: its entries with nodes before it, as indices into the pattern's, and the places of those nodes */
  readonly above: readonly { readonly entries: Int32Array; readonly places: Int32Array }[];
  /** per place: the columns of the factor that its row has entries in, ascending */
  readonly rowPatterns: readonly Int32Array[];
  /** of the factor's entries, column by column */
  readonly columnStarts: Int32Array;
};

/** Null where the factor would have more entries than that. */
export function eliminationOf(size: number, entries: Places, entriesMost: number): Elimination | null {
  const order = minimumDegreeOrder(adjacencyOf(size, entries));
  const placeOf = new Int32Array(size);
  for (const [place, node] of order.entries()) placeOf[node] = place;
  const above = entriesAbove(placeOf, entries);
  const rowPatterns = rowPatternsOf(above, entriesMost);
  if (rowPatterns === null) return null;
  const columnStarts = new Int32Array(size + 1);
  for (const columns of rowPatterns) for (const column of columns) columnStarts[column + 1]! += 1;
  for (let k = 0; k < size; k += 1) columnStarts[k + 1]! += columnStarts[k]!;
  return { order, above, rowPatterns, columnStarts };
}

function adjacencyOf(size: number, { rows, columns }: Places): number[][] {
  const adjacency: number[][] = Array.from({ length: size }, () => []);
  for (const [e, row] of rows.entries()) {
    adjacency[row]!.push(columns[e]!);
    adjacency[columns[e]!]!.push(row);
  }
  return adjacency;
}

function entriesAbove(placeOf: Int32Array, { rows, columns }: Places): Elimination['above'] {
  const above = Array.from(placeOf, () => ({ entries: [] as number[], places: [] as number[] }));
  for (const [e, row] of rows.entries()) {
    const [a, b] = [placeOf[row]!, placeOf[columns[e]!]!];
    const { entries, places } = above[Math.max(a, b)]!;
    entries.push(e);
    places.push(Math.min(a, b));
  }
  return above.map(({ entries, places }) => ({ entries: Int32Array.from(entries), places: Int32Array.from(places) }));
}

/**
 * Row by row along the tree of elimination (Liu, 1990): a column with an entry in one row has its next in that of its parent, which from there on
 * has all that it has.
 */
function rowPatternsOf(above: Elimination['above'], entriesMost: number): Int32Array[] | null {
  const parents = new Int32Array(above.length).fill(-1);
  const marks = new Int32Array(above.length).fill(-1);
  const patterns: Int32Array[] = [];
  let total = 0;
  for (const [k, { places }] of above.entries()) {
    const pattern: number[] = [];
    marks[k] = k;
    for (let column of places) {
      while (marks[column] !== k) {
        marks[column] = k;
        pattern.push(column);
        if (parents[column] === -1) parents[column] = k;
        column = parents[column]!;
      }
    }
    total += pattern.length;
    if (total > entriesMost) return null;
    patterns.push(Int32Array.from(pattern).toSorted());
  }
  return patterns;
}
