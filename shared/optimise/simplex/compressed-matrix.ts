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
  const across = { starts: ends, indices: new Int32Array(indices.length), values: new Float64Array(values.length) };
  // One array after the other, so that the ends of all lines being written fit into the processor's first cache.
  const next = ends.slice();
  for (let q = 0; q < indices.length; q += 1) across.values[next[indices[q]!]!++] = values[q]!;
  next.set(ends);
  for (let i = 0; i + 1 < starts.length; i += 1)
    for (let q = starts[i]!; q < starts[i + 1]!; q += 1) across.indices[next[indices[q]!]!++] = i;
  return across;
}

/** `target += factor · line`, the line's entries at their indices. */
export function addLine(matrix: CompressedMatrix, line: number, factor: number, target: Float64Array): void {
  const { starts, indices, values } = matrix;
  const end = starts[line + 1]!;
  if (isFull(matrix, line, target)) return addFullLines(matrix, line, factor, line, 0, target);
  for (let q = starts[line]!; q < end; q += 1) target[indices[q]!]! += factor * values[q]!;
}

/** `target += Σ factor · line` over the lines whose factor isn't 0. Full lines need no indices, and two of them go through the target at once. */
export function addLines(matrix: CompressedMatrix, factors: Float64Array, target: Float64Array): void {
  let waiting = -1;
  for (let line = 0; line < factors.length; line += 1) {
    const factor = factors[line]!;
    if (factor === 0) continue;
    if (!isFull(matrix, line, target)) addLine(matrix, line, factor, target);
    else if (waiting < 0) waiting = line;
    else {
      addFullLines(matrix, waiting, factors[waiting]!, line, factor, target);
      waiting = -1;
    }
  }
  if (waiting >= 0) addLine(matrix, waiting, factors[waiting]!, target);
}

function isFull({ starts }: CompressedMatrix, line: number, target: Float64Array): boolean {
  return target.length === starts[line + 1]! - starts[line]!;
}

function addFullLines(
  { starts, values }: CompressedMatrix,
  first: number,
  firstFactor: number,
  second: number,
  secondFactor: number,
  target: Float64Array,
): void {
  const [a, b] = [starts[first]!, starts[second]!];
  for (let i = 0; i < target.length; i += 1) target[i]! += firstFactor * values[a + i]! + secondFactor * values[b + i]!;
}

/** `line · x`. */
export function dotLine({ starts, indices, values }: CompressedMatrix, line: number, x: Float64Array): number {
  const end = starts[line + 1]!;
  let sum = 0;
  for (let q = starts[line]!; q < end; q += 1) sum += values[q]! * x[indices[q]!]!;
  return sum;
}

/** `line · x` where x is 0 but at a few places; two sums, as one would wait for itself. */
export function dotPlaces(matrix: CompressedMatrix, line: number, x: Float64Array, places: Int32Array): number {
  if (!isFull(matrix, line, x)) return dotLine(matrix, line, x);
  const { values } = matrix;
  const start = matrix.starts[line]!;
  let [even, odd] = [0, 0];
  let k = 0;
  for (; k + 1 < places.length; k += 2) {
    const [first, second] = [places[k]!, places[k + 1]!];
    even += values[start + first]! * x[first]!;
    odd += values[start + second]! * x[second]!;
  }
  return k === places.length ? even + odd : even + odd + values[start + places[k]!]! * x[places[k]!]!;
}
