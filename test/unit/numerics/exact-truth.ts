/**
 * The truth to some 250 bits, in BigInt fixed-point arithmetic and by other formulas than the code under test uses:
 * plain series, Machin's formula, a continued fraction.
 */

/** scaled · 2^power */
export type Exact = { readonly scaled: bigint; readonly power: number };

const BITS = 320;
const SHIFT = BigInt(BITS);
const ONE = 1n << SHIFT;
/** 56 bits below the smallest double. */
const FINEST = -1130;
const FRACTION_FROM = 6;

/** A double as the exact number that it is. */
export function exactly(value: number): Exact {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 2047n);
  const fraction = bits & ((1n << 52n) - 1n);
  const magnitude = field === 0 ? fraction : fraction | (1n << 52n);
  return { scaled: bits >> 63n === 1n ? -magnitude : magnitude, power: Math.max(field, 1) - 1075 };
}

export function exactExp(x: number): Exact {
  return expOfFixed(fixed(exactly(x)));
}

/** ln(a / b) */
export function exactLogRatio(a: number, b: number): Exact {
  return { scaled: logOfFixed(exactly(a)) - logOfFixed(exactly(b)), power: -BITS };
}

/** e^(a²/2)·Φ(−a) for a ≥ 0: by its series for small a, by its continued fraction for large a, or by the one asked for. */
export function exactScaledTail(a: number, by?: 'series' | 'fraction'): Exact {
  const chosen = by ?? (a < FRACTION_FROM ? 'series' : 'fraction');
  const x = fixed(exactly(a));
  return { scaled: chosen === 'series' ? scaledTailBySeries(x) : scaledTailByFraction(x), power: -BITS };
}

/** Φ(z) */
export function exactNormalCdf(z: number): Exact {
  return z <= 0 ? tail(fixed(exactly(-z))) : oneMinus(tail(fixed(exactly(z))));
}

/** φ(z) */
export function exactNormalPdf(z: number): Exact {
  const square = (fixed(exactly(z)) ** 2n) >> SHIFT;
  const { scaled, power } = expOfFixed(-square / 2n);
  return { scaled: (scaled << SHIFT) / SQRT_2PI, power };
}

/** erfc(x) = 2 Φ(−x√2) */
export function exactErfc(x: number): Exact {
  const { scaled, power } = tail(squareRoot(2n * fixed(exactly(Math.abs(x))) ** 2n));
  const upper = { scaled, power: power + 1 };
  return x >= 0 ? upper : { scaled: (2n << BigInt(-upper.power)) - upper.scaled, power: upper.power };
}

/** |actual − truth| in units of the last place that a double of the truth's size has. */
export function ulpError(actual: number, truth: Exact): number {
  const got = exactly(actual);
  const power = Math.min(got.power, truth.power, FINEST);
  const difference = at(got, power) - at(truth, power);
  const lastPlace = Math.max(bitLength(truth.scaled) + truth.power - 53, -1074);
  return Number((difference < 0n ? -difference : difference) >> BigInt(lastPlace - power - 40)) / 2 ** 40;
}

/** (x − y) / y as a double, without cancellation. */
export function relativeDifference(x: Exact, y: Exact): number {
  const power = Math.min(x.power, y.power);
  const reference = at(y, power);
  return Number(((at(x, power) - reference) << 200n) / reference) / 2 ** 200;
}

const LN_2 = 2n * artanh(ONE / 3n);
const PI = 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n);
const SQRT_2PI = squareRoot((2n * PI) << SHIFT);

function fixed({ scaled, power }: Exact): bigint {
  return power + BITS >= 0 ? scaled << BigInt(power + BITS) : scaled >> BigInt(-power - BITS);
}

function at({ scaled, power }: Exact, lower: number): bigint {
  return scaled << BigInt(power - lower);
}

function expOfFixed(x: bigint): Exact {
  const n = (2n * x + LN_2) / (2n * LN_2) - (x < 0n ? 1n : 0n);
  const r = x - n * LN_2;
  let sum = ONE;
  let term = ONE;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = ((term * r) >> SHIFT) / k;
    sum += term;
  }
  return { scaled: sum, power: Number(n) - BITS };
}

function logOfFixed({ scaled, power }: Exact): bigint {
  const length = bitLength(scaled);
  const mantissa = scaled << (SHIFT - BigInt(length));
  return 2n * artanh(((mantissa - ONE) << SHIFT) / (mantissa + ONE)) + BigInt(length + power) * LN_2;
}

function scaledTailOfFixed(a: bigint): bigint {
  return a < BigInt(FRACTION_FROM) * ONE ? scaledTailBySeries(a) : scaledTailByFraction(a);
}

/** e^(a²/2)/2 − (a + a³/3 + a⁵/15 + …)/√2π */
function scaledTailBySeries(a: bigint): bigint {
  const square = (a * a) >> SHIFT;
  const growth = expOfFixed(square / 2n);
  let sum = 0n;
  let term = a;
  for (let odd = 3n; term > 0n; odd += 2n) {
    sum += term;
    term = ((term * square) >> SHIFT) / odd;
  }
  return fixed(growth) / 2n - (sum << SHIFT) / SQRT_2PI;
}

/** 1/(a + 1/(a + 2/(a + 3/(a + …)))) / √2π */
function scaledTailByFraction(a: bigint): bigint {
  let denominator = a;
  for (let n = 900n; n >= 1n; n--) denominator = a + (n << (2n * SHIFT)) / denominator;
  return (ONE << (2n * SHIFT)) / denominator / SQRT_2PI;
}

function tail(a: bigint): Exact {
  const { scaled, power } = expOfFixed(-((a * a) >> SHIFT) / 2n);
  return { scaled: (scaled * scaledTailOfFixed(a)) >> SHIFT, power };
}

function oneMinus({ scaled, power }: Exact): Exact {
  return { scaled: (1n << BigInt(-power)) - scaled, power };
}

function artanh(s: bigint): bigint {
  const square = (s * s) >> SHIFT;
  let sum = 0n;
  let power = s;
  for (let odd = 1n; power !== 0n && power !== -1n; odd += 2n) {
    sum += power / odd;
    power = (power * square) >> SHIFT;
  }
  return sum;
}

function arctanOfInverse(n: bigint): bigint {
  let sum = 0n;
  let power = ONE / n;
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += odd % 4n === 1n ? power / odd : -power / odd;
    power /= n * n;
  }
  return sum;
}

function squareRoot(square: bigint): bigint {
  let root = 1n << BigInt((bitLength(square) + 1) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function bitLength(value: bigint): number {
  const digits = (value < 0n ? -value : value).toString(16);
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28;
}
