import { requireThat } from '../foundation/index.ts';

/**
 * The value that would stand at place k, from 0, if the values were in ascending order: quickselect with the median of three as
 * pivot, expected time linear.
 *
 * Mutates: values (reordered).
 *
 * @param k 0 ≤ k < values.length
 */
export function selectAscending(values: Float64Array, k: number): number {
  requireThat(Number.isInteger(k) && k >= 0 && k < values.length, 'a place among the values', { k });
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = medianOf(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}

function medianOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
