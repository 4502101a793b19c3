import { describe, expect, it } from 'vitest';
import { resolvedCurve } from '../../../shared/exposure/resolved-curve.ts';
import { fail, succeed } from '../../../shared/foundation/index.ts';
import { Random } from '../../support/random.ts';

const STEPS = 300;
const ORIGIN = 217;

/** Excess by grid place of a random book of expiring options and futures: straight between its strikes. */
function randomBook(seed: number): (place: number) => number {
  const random = new Random(seed);
  const legs = Array.from({ length: 1 + random.below(6) }, () => ({
    strike: random.between(0.3, 2.3),
    quantity: random.below(21) - 10,
    isCall: random.chance(0.5),
  }));
  const [cash, future] = [random.between(-1, 3), random.between(-3, 3)];
  return (place) => {
    const price = Math.exp(-4.6 + (place * 6.2) / STEPS);
    const gains = legs.map(
      ({ strike, quantity, isCall }) => quantity * Math.max(0, isCall ? price - strike : strike - price),
    );
    return gains.reduce((total, gain) => total + gain, cash + future * (price - 1));
  };
}

function cubic(place: number): number {
  return 50 + (place / STEPS) ** 3 * 100;
}

function resolve(f: (place: number) => number) {
  const asked: number[] = [];
  const curve = resolvedCurve({
    steps: STEPS,
    origin: ORIGIN,
    pointsAt: (places) => {
      asked.push(...places);
      return succeed(places.map((place) => ({ place, height: f(place) })));
    },
    heightOf: ({ height }) => height,
  });
  if (!curve.ok) throw new Error(curve.failure.detail);
  return { asked, curve: curve.value };
}

describe('a curve on a grid', () => {
  it('shows every change of sign of the whole grid on neighbouring points', () => {
    let [changes, points] = [0, 0];
    for (let seed = 1; seed <= 1000; seed++) {
      const f = randomBook(seed);
      const { curve } = resolve(f);
      const places = new Set(curve.map(({ place }) => place));
      points += curve.length;
      for (let place = 1; place <= STEPS; place++) {
        if (f(place - 1) < 0 === f(place) < 0) continue;
        changes += 1;
        expect([seed, places.has(place - 1), places.has(place)]).toEqual([seed, true, true]);
      }
    }
    console.log(
      `resolved curves: 1,000 books, ${changes} changes of sign, ${points / 1000} of ${STEPS + 1} points looked at`,
    );
    expect(changes).toBeGreaterThan(500);
  });

  it('asks for each point once, ends and origin among them, and gives them in order', () => {
    const { asked, curve } = resolve(randomBook(7));
    expect(new Set(asked).size).toBe(asked.length);
    expect(curve.map(({ place }) => place)).toEqual(asked.toSorted((a, b) => a - b));
    expect(asked).toEqual(expect.arrayContaining([0, ORIGIN, STEPS]));
  });

  it('is drawn by straight lines to the height that it states', () => {
    const { curve } = resolve(cubic);
    expect(curve.length).toBeLessThan(60);
    for (const [i, { place: right, height }] of curve.slice(1).entries()) {
      const { place: left, height: low } = curve[i]!;
      for (let place = left; place <= right; place++) {
        const chord = low + ((height - low) * (place - left)) / (right - left);
        expect(Math.abs(cubic(place) - chord)).toBeLessThanOrEqual(100 / 256);
      }
    }
  });

  it('closes in on a jump', () => {
    const places = resolve((place) => (place < 123 ? -5 : 5)).curve.map(({ place }) => place);
    expect(places).toEqual(expect.arrayContaining([122, 123]));
    expect(places.length).toBeLessThan(60);
  });

  it('ends at the first failure', () => {
    const failure = fail('missing-market-data', 'no price');
    const spec = { steps: STEPS, origin: 0, pointsAt: () => failure, heightOf: () => 0 };
    expect(resolvedCurve(spec)).toBe(failure);
  });
});
