/** `target += factor · line`. */
export function addScaled(target: Float64Array, factor: number, line: Float64Array): void {
  for (let l = 0; l < line.length; l += 1) target[l]! += factor * line[l]!;
}

/** Mutates the row of `cells` that starts at `at`, and returns the sum of its squares; two sums, as one would wait for itself. */
export function addScaledWithSquares(cells: Float64Array, at: number, factor: number, line: Float64Array): number {
  let [even, odd] = [0, 0];
  let l = 0;
  for (; l + 1 < line.length; l += 2) {
    const first = cells[at + l]! + factor * line[l]!;
    const second = cells[at + l + 1]! + factor * line[l + 1]!;
    cells[at + l] = first;
    cells[at + l + 1] = second;
    even += first * first;
    odd += second * second;
  }
  if (l === line.length) return even + odd;
  const last = cells[at + l]! + factor * line[l]!;
  cells[at + l] = last;
  return even + odd + last * last;
}

export function sumOfSquares(line: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < line.length; l += 1) sum += line[l]! * line[l]!;
  return sum;
}
