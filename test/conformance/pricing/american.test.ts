import { describe, expect, it } from 'vitest';
import {
  type AmericanOption,
  americanGreeks,
  americanValue,
  blackScholesValue,
} from '../../../shared/pricing/index.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';
import { ownVectors } from '../../support/vectors.ts';

type Inputs = { type: 'call' | 'put'; S: number; K: number; T: number; vol: number; r: number; q: number };
type Case = Inputs & {
  id: string;
  bucket: string;
  european: number;
  expected: { price: number; delta: number | null; gamma: number | null };
};
type Published = {
  id: string;
  kind: string;
  measure: string;
  method: string;
  inputs: Inputs;
  expected: number;
  tol: number;
};

const CASES = ownVectors('pricing/american.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);
const HAUG = sharedVectors('pricing/haug_quantlib.json');

function optionOf({ type, S, K, T, vol, r, q }: Inputs): AmericanOption {
  const rates = { rateContinuous: r, yieldContinuous: q, dividends: [] };
  return { type, spot: S, strike: K, timeYears: T, volAnnual: vol, ...rates };
}

describe('the American vectors', () => {
  it('agree in price within 1e-6 of the spot', () => {
    let worst = 0;
    for (const each of CASES) {
      const error = Math.abs(americanValue(optionOf(each)) - each.expected.price) / each.S;
      expect(error, each.id).toBeLessThanOrEqual(1e-6);
      worst = Math.max(worst, error);
    }
    console.log(`american: ${CASES.length} cases, largest error ${worst.toExponential(1)} (of the spot)`);
    expect(CASES.length).toBe(227);
  });

  it('agree in delta within 1e-4', () => {
    let worst = 0;
    const known = CASES.filter(({ expected }) => expected.delta !== null);
    for (const each of known) {
      const error = Math.abs(americanGreeks(optionOf(each)).delta - each.expected.delta!);
      expect(error, each.id).toBeLessThanOrEqual(1e-4);
      worst = Math.max(worst, error);
    }
    console.log(`american: ${known.length} deltas, largest error ${worst.toExponential(1)} (absolute)`);
    expect(known.length).toBe(226);
  });

  it('agree in the European value that they are compared with', () => {
    for (const each of CASES) {
      const error = Math.abs(blackScholesValue(optionOf(each)) - each.european) / each.S;
      expect(error, each.id).toBeLessThanOrEqual(1e-12);
    }
  });
});

/**
 * A call for ten years (S 120, K 100, r 3 %, q 10 %, vol 25 %): QuantLib's figure is 23.0002935 ± 2e-6. Both of Andersen, Lake &
 * Offengenden's systems, A and B, solved with 36 nodes and 400 points give 23.00030538.
 */
const UNCONVERGED = { id: 'HAUG147', limit: 23.00030538 };

/** Approximations that are published as such: how far they are from the truth, as a part of the strike. */
const APPROXIMATIONS = [
  { method: /^Barone-Adesi-Whaley/, below: 4e-4, above: 4e-4, count: 21 },
  { method: /^Ju quadratic/, below: 8e-4, above: 8e-4, count: 33 },
  /** the value of a strategy, so never above the truth */
  { method: /^Bjerksund-Stensland/, below: 5e-7, above: Infinity, count: 7 },
];

describe.skipIf(HAUG === null)('published American values', () => {
  const published = (JSON.parse(HAUG ?? '[]') as Published[]).filter(({ kind }) => kind === 'american');

  it('are reproduced where they are the truth', () => {
    const exact = published.filter(({ method }) => !APPROXIMATIONS.some((each) => each.method.test(method)));
    const priced = exact.filter(({ id, inputs }) => inputs.K > 0 && inputs.T > 0 && id !== UNCONVERGED.id);
    for (const each of priced) {
      expect(Math.abs(measured(each) - each.expected), `${each.id} ${each.method}`).toBeLessThanOrEqual(each.tol);
    }
    console.log(`haug_quantlib: ${priced.length} American values`);
    const others = exact.filter((each) => !priced.includes(each) && each.id !== UNCONVERGED.id);
    expect(others.map(({ inputs }) => [inputs.K, inputs.T])).toEqual([
      [0, 1],
      [0, 1],
      [120, 0],
      [0, 1],
    ]);
    expect(priced.length + others.length).toBe(23);
  });

  it('give way to the limit of finer schemes in one case', () => {
    const each = published.find(({ id }) => id === UNCONVERGED.id)!;
    expect(Math.abs(measured(each) - UNCONVERGED.limit)).toBeLessThanOrEqual(1e-7);
    expect(Math.abs(each.expected - UNCONVERGED.limit)).toBeLessThanOrEqual(1e-6 * each.inputs.S);
  });

  it.each(APPROXIMATIONS)('are as near as the approximation is: $method', ({ method, below, above, count }) => {
    const cases = published.filter((each) => method.test(each.method));
    const differences = cases.map((each) => (measured(each) - each.expected) / each.inputs.K);
    const [least, most] = [Math.min(...differences), Math.max(...differences)];
    console.log(`haug_quantlib ${method.source}: ${cases.length} cases, from ${least} to ${most} (of the strike)`);
    expect(cases.length).toBe(count);
    expect(least).toBeGreaterThanOrEqual(-below);
    expect(most).toBeLessThanOrEqual(above);
  });
});

function measured({ measure, inputs }: Published): number {
  const option = optionOf(inputs);
  return measure === 'price' ? americanValue(option) : americanValue(option) - blackScholesValue(option);
}
