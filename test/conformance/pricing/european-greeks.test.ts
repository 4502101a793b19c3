import { describe, expect, it } from 'vitest';
import { exp } from '../../../shared/numerics/index.ts';
import {
  type Black76Option,
  type BlackScholesOption,
  black76Greeks,
  black76Value,
  blackScholesGreeks,
  blackScholesValue,
  coinDelta,
  coinPrice,
} from '../../../shared/pricing/index.ts';
import { ownVectors } from '../../support/vectors.ts';

type Inputs = { type: 'call' | 'put'; K: number; T: number; vol: number; r: number };
type Case = Inputs & { id: string; bucket: string; expected: Record<string, number> } & (
    | { model: 'black76'; F: number }
    | { model: 'bs'; S: number; q: number }
  );
type Answer = { price: number; measures: Record<string, number>; scale: number; outOfTheMoney: boolean };

const CASES = ownVectors('pricing/european_greeks.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);
const MEASURES = [
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'rhoQ',
  'vanna',
  'volga',
  'charm',
  'speed',
  'zomma',
  'color',
  'coinPrice',
  'coinDelta',
];
const STRICT_BUCKETS = new Set(['core', 'atm', 'crypto']);

function answer(each: Case): Answer {
  return each.model === 'black76' ? answerBlack76(each) : answerBlackScholes(each);
}

function answerBlack76({ type, F, K, T, vol, r }: Case & { model: 'black76' }): Answer {
  const discount = exp(-r * T);
  const option: Black76Option = { type, forward: F, strike: K, timeYears: T, volAnnual: vol, discount };
  return {
    price: black76Value(option),
    measures: {
      ...black76Greeks(option),
      color: black76Greeks(option).colour,
      coinPrice: coinPrice(option),
      coinDelta: coinDelta(option),
    },
    scale: discount * Math.max(F, K),
    outOfTheMoney: type === 'call' ? F < K : F > K,
  };
}

function answerBlackScholes({ type, S, K, T, vol, r, q }: Case & { model: 'bs' }): Answer {
  const option: BlackScholesOption = {
    type,
    spot: S,
    strike: K,
    timeYears: T,
    volAnnual: vol,
    rateContinuous: r,
    yieldContinuous: q,
  };
  const [held, owed] = [S * exp(-q * T), K * exp(-r * T)];
  const { rhoYield: rhoQ, ...greeks } = blackScholesGreeks(option);
  return {
    price: blackScholesValue(option),
    measures: { ...greeks, color: greeks.colour, rhoQ },
    scale: Math.max(held, owed),
    outOfTheMoney: type === 'call' ? held < owed : held > owed,
  };
}

function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

describe('the European vectors', () => {
  it('are all here', () => {
    console.log(`european_greeks: ${CASES.length} cases`);
    expect(CASES.length).toBe(1367);
  });

  it('agree in price everywhere', () => {
    for (const each of CASES) {
      const { price, scale } = answer(each);
      expect(Math.abs(price - each.expected['price']!) / scale, each.id).toBeLessThanOrEqual(1e-14);
    }
  });

  it('agree in every Greek and coin measure, core, at the money and crypto', () => {
    let compared = 0;
    for (const each of CASES.filter(({ bucket }) => STRICT_BUCKETS.has(bucket))) {
      const { measures } = answer(each);
      for (const name of MEASURES.filter((measure) => measure in each.expected)) {
        expect(relativeError(measures[name]!, each.expected[name]!), `${each.id} ${name}`).toBeLessThanOrEqual(1e-9);
        compared++;
      }
    }
    console.log(`european_greeks: ${compared} measures compared at 1e-9`);
    expect(compared).toBe((528 + 435) * 12);
  });

  it('agree in out-of-the-money price and gamma, deep', () => {
    const deep = CASES.filter(({ bucket }) => bucket === 'deep').map((each) => ({ each, got: answer(each) }));
    for (const { each, got } of deep) {
      expect(relativeError(got.measures['gamma']!, each.expected['gamma']!), each.id).toBeLessThanOrEqual(1e-6);
    }
    const outside = deep.filter(({ got }) => got.outOfTheMoney);
    for (const { each, got } of outside) {
      expect(relativeError(got.price, each.expected['price']!), each.id).toBeLessThanOrEqual(1e-6);
    }
    console.log(`european_greeks: ${deep.length} deep, ${outside.length} of them out of the money`);
    expect(outside.length).toBeGreaterThan(80);
  });

  it('agree in every Greek, short-dated and deep, within what the rounded discount factor tells of the rate', () => {
    for (const each of CASES.filter(({ bucket }) => ['short', 'deep'].includes(bucket))) {
      const { measures, scale } = answer(each);
      const rateError = 2 ** -52 / each.T;
      const gamma = Math.abs(each.expected['gamma']!);
      const slack: Record<string, number> = { theta: rateError * scale, charm: rateError, color: rateError * gamma };
      for (const name of MEASURES.filter((measure) => measure in each.expected)) {
        const expected = each.expected[name]!;
        const error = Math.abs(measures[name]! - expected) - (slack[name] ?? 0);
        expect(error, `${each.id} ${name}`).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
      }
    }
  });
});
