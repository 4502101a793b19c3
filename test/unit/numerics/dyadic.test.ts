import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dyadic, dyadic, negated, plus, roundedDown, times } from '../../../shared/numerics/index.ts';

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });
const nearby = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
const number = fc.oneof(anyDouble, nearby);

/** The number in units of 2^−3000: here every double, and every product of two, is a whole number. */
function units({ m, e }: Dyadic): bigint {
  return m << BigInt(e + 3000);
}

/** The same of a double, by halving and doubling alone. */
function unitsOf(x: number): bigint {
  let [whole, power] = [x, 3000];
  while (!Number.isInteger(whole)) {
    whole *= 2;
    power -= 1;
  }
  return BigInt(whole) << BigInt(power);
}

function nextAbove(x: number): number {
  if (x === -Infinity) return -Number.MAX_VALUE;
  const bits = new BigInt64Array(Float64Array.of(x === 0 ? 0 : x).buffer);
  bits[0]! += x >= 0 ? 1n : -1n;
  return new Float64Array(bits.buffer)[0]!;
}

describe('exact numbers', () => {
  it('are doubles as they are, and their sums and products', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(units(dyadic(a))).toBe(unitsOf(a));
        expect(units(plus(dyadic(a), dyadic(b)))).toBe(unitsOf(a) + unitsOf(b));
        expect(units(plus(dyadic(a), negated(dyadic(b))))).toBe(unitsOf(a) - unitsOf(b));
        expect(units(times(dyadic(a), dyadic(b)))).toBe((unitsOf(a) * unitsOf(b)) >> 3000n);
      }),
      { numRuns: 2000 },
    );
  });

  it('round down to a double that is at most the number, whose neighbour above is more', () => {
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const exact = plus(times(dyadic(a), dyadic(b)), dyadic(c));
        const rounded = roundedDown(exact);
        if (rounded > -Infinity) expect(unitsOf(rounded) <= units(exact)).toBe(true);
        if (rounded < Number.MAX_VALUE) expect(unitsOf(nextAbove(rounded)) > units(exact)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('round down at the ends of the range too', () => {
    const [most, least] = [dyadic(Number.MAX_VALUE), dyadic(Number.MIN_VALUE)];
    expect(roundedDown(times(most, most))).toBe(Number.MAX_VALUE);
    expect(roundedDown(times(most, negated(most)))).toBe(-Infinity);
    expect(roundedDown(times(least, least))).toBe(0);
    expect(roundedDown(times(least, negated(least)))).toBe(-Number.MIN_VALUE);
    expect(roundedDown(dyadic(-0))).toBe(0);
  });
});
