/**
 * Solves A·x = b by Gaussian elimination with row exchanges.
 *
 * Shape: `system` is row-major [n × (n + 1)], A and b side by side. Mutates: system.
 */
export function solveLinearSystem(system: Float64Array, n: number): Float64Array {
  const width = n + 1;
  for (let pivot = 0; pivot < n; pivot++) {
    exchangeRows(system, width, pivot, largestBelow(system, width, pivot, n));
    for (let row = pivot + 1; row < n; row++) {
      const factor = system[row * width + pivot]! / system[pivot * width + pivot]!;
      for (let column = pivot; column < width; column++) {
        system[row * width + column]! -= factor * system[pivot * width + column]!;
      }
    }
  }
  const solution = new Float64Array(n);
  for (let row = n - 1; row >= 0; row--) {
    let rest = system[row * width + n]!;
    for (let column = row + 1; column < n; column++) rest -= system[row * width + column]! * solution[column]!;
    solution[row] = rest / system[row * width + row]!;
  }
  return solution;
}

function largestBelow(system: Float64Array, width: number, pivot: number, n: number): number {
  let best = pivot;
  for (let row = pivot + 1; row < n; row++) {
    if (Math.abs(system[row * width + pivot]!) > Math.abs(system[best * width + pivot]!)) best = row;
  }
  return best;
}

function exchangeRows(system: Float64Array, width: number, a: number, b: number): void {
  if (a === b) return;
  for (let column = 0; column < width; column++) {
    const kept = system[a * width + column]!;
    system[a * width + column] = system[b * width + column]!;
    system[b * width + column] = kept;
  }
}
