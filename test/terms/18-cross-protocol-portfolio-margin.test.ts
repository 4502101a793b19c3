import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarginAnswer, PoolingAnswer } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { MIXED_MARKET } from '../support/mixed-market.ts';

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
});
afterAll(() => api.close());

/** Long calls on one chain, short perpetuals on another, and ether, and a third with nothing but ether the other way. */
const BOOK = {
  baseCurrency: 'USD',
  positions: [
    { instrument: 'BTC-80-C', quantity: '4', venue: 'chain-a' },
    { instrument: 'BTC-PERP', quantity: '-2', averagePrice: '80040', venue: 'chain-b' },
    { instrument: 'ETH-PERP', quantity: '40', averagePrice: '2499', venue: 'chain-b' },
    { instrument: 'ETH-PERP', quantity: '-30', averagePrice: '2499', venue: 'chain-c' },
  ],
  collateral: [
    { asset: 'USDC', quantity: '100000', venue: 'chain-a' },
    { asset: 'USDC', quantity: '1000', venue: 'chain-b' },
  ],
};

async function post(path: string, body: object, status = 200) {
  const answer = await api.call({ method: 'POST', path, headers: { 'x-api-key': KEYS.local }, body });
  expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({ status, text: '' });
  return answer.json;
}

async function pooling(transferability: unknown, parts: object = {}, status = 200): Promise<PoolingAnswer> {
  const body = { portfolio: BOOK, market: MIXED_MARKET, method: 'scenario-grid', transferability, ...parts };
  return (await post('/v1/pooling', body, status)) as PoolingAnswer;
}

async function marginOf(portfolio: object, method: string): Promise<MarginAnswer['margins'][number]> {
  const body = { portfolio, market: MIXED_MARKET, methods: [{ id: method }] };
  return ((await post('/v1/margin', body)) as MarginAnswer).margins[0]!;
}

function at(venue: string) {
  const { positions, collateral } = BOOK;
  const here = (each: { venue: string }) => each.venue === venue;
  return { ...BOOK, positions: positions.filter(here), collateral: collateral.filter(here) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

const METHODS = ['scenario-grid', 'paradex-style', 'greeks', 'delta', 'isolated'];

describe('term 18: cross protocol portfolio margin', () => {
  it.each(METHODS)('%s: transferability 0 gives the silos, 1 the pool', async (method) => {
    const apart = await pooling(0, { method });
    for (const venue of apart.venues) {
      const { initial, maintenance } = await marginOf(at(venue.id), method);
      expect(venue.siloed).toEqual({ initial, maintenance });
      expect(Math.abs(venue.saving.initial)).toBeLessThan(1e-9 * (1 + initial));
    }
    expect(Math.abs(apart.saving.initial)).toBeLessThan(1e-9 * apart.siloed.initial);
    const together = await pooling(1, { method });
    const whole = await marginOf(BOOK, method);
    expect(Math.abs(together.pooled.initial / whole.initial - 1)).toBeLessThan(1e-12);
    expect(Math.abs(together.pooled.maintenance / whole.maintenance - 1)).toBeLessThan(1e-12);
    expect(together.siloed).toEqual(apart.siloed);
  });

  it.each(METHODS)('%s: what is pooled is at most the silos, and falls as more can be sent', async (method) => {
    const answers = await Promise.all([0, 0.25, 0.5, 0.75, 1].map((fraction) => pooling(fraction, { method })));
    for (const [i, { pooled, siloed, saving, shortfall }] of answers.entries()) {
      const before = answers[i - 1] ?? answers[0]!;
      expect(pooled.initial).toBeLessThanOrEqual(before.pooled.initial * (1 + 1e-12));
      expect(pooled.maintenance).toBeLessThanOrEqual(before.pooled.maintenance * (1 + 1e-12));
      expect(pooled.initial).toBeLessThanOrEqual(siloed.initial * (1 + 1e-12));
      expect(saving.initial).toBe(siloed.initial - pooled.initial);
      expect(shortfall.pooled).toBeLessThanOrEqual(shortfall.siloed * (1 + 1e-12));
    }
  });

  it('offsets the delta of an option on one chain with a perpetual on another', async () => {
    const { pooled, siloed, saving } = await pooling({ 'chain-a': { 'chain-b': 1 }, 'chain-b': { 'chain-a': 1 } });
    expect(pooled.initial).toBeLessThan(0.8 * siloed.initial);
    expect(saving.initial).toBeGreaterThan(0);
  });

  it('attributes the saving to venues and to pairs, which add up to it', async () => {
    const { saving, pooled, venues, pairs } = await pooling(0.6);
    expect(saving.initial).toBeGreaterThan(0);
    for (const name of ['initial', 'maintenance'] as const) {
      expect(sum(venues.map((each) => each.saving[name]))).toBeCloseTo(saving[name], 6);
      expect(sum(venues.map((each) => each.contribution[name]))).toBeCloseTo(pooled[name], 6);
      for (const venue of venues) expect(venue.saving[name]).toBeGreaterThan(-1e-6);
    }
    expect(pairs.map((pair) => pair.venues.join('+'))).toEqual([
      'chain-a+chain-b',
      'chain-a+chain-c',
      'chain-b+chain-c',
    ]);
    expect(sum(pairs.map((pair) => pair.attributed))).toBeCloseTo(saving.initial, 6);
    for (const { venues: names, pairwise } of pairs) {
      const both = { ...BOOK, positions: [...at(names[0]).positions, ...at(names[1]).positions] };
      const alone = await pooling(0.6, { portfolio: both });
      expect(pairwise).toBeCloseTo(alone.saving.initial, 6);
    }
  });

  it('counts collateral of one venue for another as far as it can be sent', async () => {
    const [apart, half, together] = [await pooling(0), await pooling(0.5), await pooling(1)];
    const [, b, c] = apart.venues;
    expect(apart.shortfall.siloed).toBeCloseTo(b!.siloed.initial - 1000 + c!.siloed.initial, 6);
    expect(apart.shortfall.pooled).toBeCloseTo(apart.shortfall.siloed, 6);
    expect(half.shortfall.pooled).toBeLessThan(apart.shortfall.pooled);
    expect(together.shortfall.pooled).toBe(0);
  });

  it('names what is wrong with the matrix', async () => {
    const refused = [
      [{ 'chain-a': { 'chain-x': 1 } }, '/transferability/chain-a/chain-x', 422],
      [{ 'chain-x': {} }, '/transferability/chain-x', 422],
      [1.5, '/transferability', 400],
      [{ 'chain-a': { 'chain-b': -0.1 } }, '/transferability/chain-a/chain-b', 400],
    ] as const;
    for (const [matrix, pointer, status] of refused) {
      expect(await pooling(matrix, {}, status)).toMatchObject({ errors: [{ pointer }] });
    }
    expect(await pooling(0, { venues: ['chain-a'] }, 422)).toMatchObject({ errors: [{ pointer: '/venues' }] });
  });
});
