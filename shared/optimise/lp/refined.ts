import { CompensatedSum } from '../compensated-sum.ts';

/** The solution of a square system, with one step of iterative refinement on residuals that are summed without rounding. */
export function refined(
  b: Float64Array,
  solve: (b: Float64Array) => Float64Array,
  entry: (i: number, j: number) => number,
): Float64Array {
  const x = solve(b);
  const residual = b.map((side, i) => {
    const sum = new CompensatedSum();
    sum.add(side);
    for (let j = 0; j < x.length; j += 1) sum.addProduct(-entry(i, j), x[j]!);
    return sum.value;
  });
  const correction = solve(residual);
  return x.map((value, i) => value + correction[i]!);
}
