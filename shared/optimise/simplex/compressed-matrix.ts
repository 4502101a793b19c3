/** A sparse matrix by lines (its rows, or its columns): line i's entries are those from starts[i] up to starts[i + 1]. */
export type CompressedMatrix = {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
};

/** The same entries by the other side's lines, in ascending order within each. */
export function transposed({ starts, indices, values }: CompressedMatrix, nLines: number): CompressedMatrix {
  const ends = new Int32Array(nLines + 1);
  for (let q = 0; q < indices.length; q += 1) ends[indices[q]! + 1]! += 1;
  for (let j = 0; j < nLines; j += 1) ends[j + 1]! += ends[j]!;
  const next = ends.slice();
  const across = { starts: ends, indices: new Int32Array(indices.length), values: new Float64Array(values.length) };
  for (let i = 0; i + 1 < starts.length; i += 1) {
    for (let q = starts[i]!; q < starts[i + 1]!; q += 1) {
      const at = next[indices[q]!]!++;
      across.indices[at] = i;
      across.values[at] = values[q]!;
    }
  }
  return across;
}

/** `target += factor · line`, the line's entries at their indices. A full line needs no indices. */
export function addLine(
  { starts, indices, values }: CompressedMatrix,
  line: number,
  factor: number,
  target: Float64Array,
): void {
  const start = starts[line]!;
  const end = starts[line + 1]!;
  if (end - start === target.length) {
    for (let j = 0, q = start; q < end; j += 1, q += 1) target[j]! += factor * values[q]!;
  } else {
    for (let q = start; q < end; q += 1) target[indices[q]!]! += factor * values[q]!;
  }
}

/** `line · x`. */
export function dotLine({ starts, indices, values }: CompressedMatrix, line: number, x: Float64Array): number {
  const end = starts[line + 1]!;
  let sum = 0;
  for (let q = starts[line]!; q < end; q += 1) sum += values[q]! * x[indices[q]!]!;
  return sum;
}
