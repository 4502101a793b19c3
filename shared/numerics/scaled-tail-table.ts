import { add, type DoubleDouble, divide, exactly, multiply } from './double-double.ts';

/** The table covers 0 ≤ a < 16; from there the asymptotic series is as accurate. */
export const TABLE_END = 16;
/** s_0 in two parts, then eight coefficients. */
export const ROW_LENGTH = 10;

/** Terms that give double-double accuracy over one step of 1/16. */
const N_STEP_TERMS = 24;
const N_ASYMPTOTIC_TERMS = 40;
const INVERSE_SQRT_2PI: DoubleDouble = { high: 0.3989422804014327, low: -2.49232720227773e-17 };
const MINUS_INVERSE_SQRT_2PI: DoubleDouble = { high: -INVERSE_SQRT_2PI.high, low: -INVERSE_SQRT_2PI.low };

/**
 * Taylor coefficients of S(a) = e^(a²/2) · Φ(−a) about the middle of each interval.
 *
 * Nothing here is fitted. S solves S′ = a·S − 1/√2π, so its value at a point gives all coefficients there
 * (s_1 = a·s_0 − 1/√2π, (n+1)·s_{n+1} = a·s_n + s_{n−1}), and these give the value at the next middle. The first value is
 * the asymptotic series at the last middle. Going down, the equation shrinks errors; double-double arithmetic (106 bits)
 * keeps them far below the rounding of the entries. test/unit/numerics/scaled-tail.test.ts compares every row with the truth.
 *
 * Shape: row-major, [TABLE_END · rowsPerUnit × ROW_LENGTH]; row i is the interval from i / rowsPerUnit and holds s_0 rounded, what
 * rounding took from it, and s_n / rowsPerUnit^n for n = 1 to 8: the argument then counts in rows.
 */
export function makeScaledTailTable(rowsPerUnit: number): Float64Array {
  const nRows = TABLE_END * rowsPerUnit;
  const table = new Float64Array(nRows * ROW_LENGTH);
  const step = exactly(-1 / rowsPerUnit);
  let value = asymptoticValue((nRows - 0.5) / rowsPerUnit);
  for (let row = nRows - 1; row >= 0; row--) {
    const series = taylorSeries((row + 0.5) / rowsPerUnit, value);
    table.set([value.high, value.low], row * ROW_LENGTH);
    let unit = 1;
    for (let n = 1; n < ROW_LENGTH - 1; n++) {
      unit /= rowsPerUnit;
      table[row * ROW_LENGTH + n + 1] = series[n]!.high * unit;
    }
    value = series.reduceRight((sum, coefficient) => add(multiply(sum, step), coefficient), exactly(0));
  }
  return table;
}

function taylorSeries(a: number, value: DoubleDouble): DoubleDouble[] {
  const centre = exactly(a);
  const series = [value, add(multiply(centre, value), MINUS_INVERSE_SQRT_2PI)];
  for (let n = 1; n < N_STEP_TERMS; n++) {
    series.push(divide(add(multiply(centre, series[n]!), series[n - 1]!), n + 1));
  }
  return series;
}

/** (a√2π)^-1 · (1 − u(1 − 3u(1 − 5u(…)))),  u = 1/a². */
function asymptoticValue(a: number): DoubleDouble {
  const minusU = divide(divide(exactly(-1), a), a);
  let sum = exactly(1);
  for (let k = N_ASYMPTOTIC_TERMS; k >= 1; k--) {
    sum = add(exactly(1), multiply(multiply(minusU, exactly(2 * k - 1)), sum));
  }
  return divide(multiply(INVERSE_SQRT_2PI, sum), a);
}
