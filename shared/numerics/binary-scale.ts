/** Exact powers of two and binary exponents: the only places where Ballast looks at the bits of a double. */

const SMALLEST = -1074;
const LARGEST = 1023;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;

const powers = makePowers();

const cell = new Float64Array(1);
const words = new Int32Array(cell.buffer);
const highWord = highWordIndex();

/**
 * value · 2^power, rounded once (only where the result is subnormal; otherwise exact).
 *
 * Limits: overflows to ±Infinity and underflows to ±0 as IEEE 754 does.
 *
 * @param power an integer of at most 2,046 in size
 */
export function scaleByPowerOfTwo(value: number, power: number): number {
  const half = power >> 1;
  return value * powers[half - SMALLEST]! * powers[power - half - SMALLEST]!;
}

/** 2^power exactly, for an integer from −1074 to 1023. */
export function powerOfTwo(power: number): number {
  return powers[power - SMALLEST]!;
}

/** The integer e with 2^e ≤ value < 2^(e+1), for a finite value > 0. */
export function binaryExponent(value: number): number {
  if (value < SMALLEST_NORMAL) return binaryExponent(value * TWO_TO_54) - 54;
  cell[0] = value;
  return (words[highWord]! >> 20) - 1023;
}

function makePowers(): Float64Array {
  const table = new Float64Array(LARGEST - SMALLEST + 1);
  let power = 1;
  for (let n = 0; n <= LARGEST; n++, power *= 2) table[n - SMALLEST] = power;
  power = 1;
  for (let n = 0; n >= SMALLEST; n--, power /= 2) table[n - SMALLEST] = power;
  return table;
}

function highWordIndex(): number {
  cell[0] = 1;
  return words[1] === 0 ? 0 : 1;
}
