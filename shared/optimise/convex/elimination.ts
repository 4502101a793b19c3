import { minimumDegreeOrder } from './minimum-degree.ts';

/** A symmetric matrix's entries off the diagonal, each with the later of its two nodes: by nodes as rows. */
export type SymmetricPattern = {
  /** per node, and one for the end: the place of its first entry */
  readonly starts: Int32Array;
  /** per entry, the earlier node */
  readonly columns: Int32Array;
};

/** How a symmetric matrix of one pattern is factored, whatever its values are. */
export type Elimination = {
  readonly pattern: SymmetricPattern;
  /** node per place in the order */
  readonly order: Int32Array;
  /** per place: its entries with nodes before it in the order, as indices into the pattern's, and the places of those nodes */
  readonly above: readonly { readonly entries: Int32Array; readonly places: Int32Array }[];
  /** per place: the columns of the factor that its row has entries in, ascending */
  readonly rowPatterns: readonly Int32Array[];
  /** of the factor's entries, column by column */
  readonly columnStarts: Int32Array;
};

/** Null where the factor would have more entries than that. */
export function eliminationOf(pattern: SymmetricPattern, entriesMost: number): Elimination | null {
  const order = minimumDegreeOrder(adjacencyOf(pattern));
  const above = entriesAbove(pattern, order);
  const rowPatterns = rowPatternsOf(above, entriesMost);
  if (rowPatterns === null) return null;
  const columnStarts = new Int32Array(order.length + 1);
  for (const columns of rowPatterns) for (const column of columns) columnStarts[column + 1]! += 1;
  for (let k = 0; k < order.length; k += 1) columnStarts[k + 1]! += columnStarts[k]!;
  return { pattern, order, above, rowPatterns, columnStarts };
}

function sizeOf({ starts }: SymmetricPattern): number {
  return starts.length - 1;
}

function eachEntry({ starts, columns }: SymmetricPattern, use: (row: number, column: number, entry: number) => void) {
  for (let row = 0; row + 1 < starts.length; row += 1)
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry += 1) use(row, columns[entry]!, entry);
}

function adjacencyOf(pattern: SymmetricPattern): number[][] {
  const adjacency: number[][] = Array.from({ length: sizeOf(pattern) }, () => []);
  eachEntry(pattern, (row, column) => {
    adjacency[row]!.push(column);
    adjacency[column]!.push(row);
  });
  return adjacency;
}

function entriesAbove(pattern: SymmetricPattern, order: Int32Array): Elimination['above'] {
  const placeOf = new Int32Array(order.length);
  for (const [place, node] of order.entries()) placeOf[node] = place;
  const above = Array.from(order, () => ({ entries: [] as number[], places: [] as number[] }));
  eachEntry(pattern, (row, column, entry) => {
    const [a, b] = [placeOf[row]!, placeOf[column]!];
    const { entries, places } = above[Math.max(a, b)]!;
    entries.push(entry);
    places.push(Math.min(a, b));
  });
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
