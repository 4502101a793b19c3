import { describe, expect, it } from 'vitest';
import { chooseMethod } from '../../shared/margin/index.ts';
import { evaluate, graphOf, valueOf } from '../../shared/requirement/index.ts';
import type { MarginAnswer, PoolingAnswer } from '../../shared/usecases/index.ts';
import { bookOf, valueIn } from '../support/margins.ts';
import { marketOf } from '../support/markets.ts';
import { MIXED_IDS, MIXED_MARKET } from '../support/mixed-market.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();
const BOOKS = 10_000;
const GRID = { id: 'scenario-grid' };
const BY_UNDERLYING = { id: 'scenario-grid', parameters: { pooling: 'underlying' } };

type Holding = { readonly instrument: string; readonly quantity: string; readonly averagePrice?: string };

type Options = { readonly method?: object; readonly collateral?: readonly object[] };

async function marginOf(positions: readonly Holding[], { method = GRID, collateral = [] }: Options = {}) {
  const portfolio = { baseCurrency: 'USD', positions, collateral };
  const answer = await post<MarginAnswer>('/margin', { portfolio, market: MIXED_MARKET, methods: [method] });
  return answer.margins[0]!;
}

function randomQuantities(random: Random): number[] {
  return MIXED_IDS.map(() => (random.chance(0.5) ? 0 : (random.below(161) - 80) / 8));
}

function held(quantities: readonly number[]): Holding[] {
  return quantities.flatMap((each, i) => (each === 0 ? [] : [{ instrument: MIXED_IDS[i]!, quantity: String(each) }]));
}

describe('term 4: cross-margin portfolio systems', () => {
  it('needs no more for two books in one account than apart, over the API', async () => {
    const random = new Random(4);
    let saved = 0;
    for (let n = 0; n < 25; n++) {
      const [a, b] = [randomQuantities(random), randomQuantities(random)];
      const books = [a, b, a.map((each, i) => each + b[i]!)];
      const [left, right, both] = await Promise.all(books.map((each) => marginOf(held(each))));
      const apart = left!.initial + right!.initial;
      expect(both!.initial).toBeLessThanOrEqual(apart * (1 + 1e-11));
      if (both!.initial < 0.99 * apart) saved++;
    }
    expect(saved).toBeGreaterThan(10);
  });

  it(`the same on ${BOOKS} random books, by the expression that the API evaluates`, async () => {
    const positions = MIXED_IDS.map((instrument) => ({ instrument, quantity: '1', venue: 'main' }));
    const book = bookOf({ baseCurrency: 'USD', positions, collateral: [], orders: [] }, marketOf(MIXED_MARKET));
    const { initial, maintenance } = valueIn(valueIn(chooseMethod(GRID, '/method')).formulate(book));
    const graph = graphOf([initial, maintenance]);
    const needs = (quantities: readonly number[]) => {
      const evaluation = evaluate(graph, Float64Array.from(quantities));
      return [valueOf(evaluation, initial), valueOf(evaluation, maintenance)] as const;
    };
    const random = new Random(10_000);
    let saved = 0;
    for (let n = 0; n < BOOKS; n++) {
      const [a, b] = [randomQuantities(random), randomQuantities(random)];
      const [left, right, both] = [needs(a), needs(b), needs(a.map((each, i) => each + b[i]!))];
      for (const k of [0, 1] as const) expect(both[k] <= (left[k] + right[k]) * (1 + 1e-11)).toBe(true);
      if (both[0] < 0.99 * (left[0] + right[0])) saved++;
    }
    expect(saved).toBeGreaterThan(BOOKS / 2);
    const sample = randomQuantities(random);
    expect((await marginOf(held(sample))).initial).toBeCloseTo(needs(sample)[0], 6);
  });

  it('needs just as much for books on underlyings without an offset', async () => {
    const bitcoin = [
      { instrument: 'BTC-80-C', quantity: '-3' },
      { instrument: 'BTC-PERP', quantity: '1' },
    ];
    const ether = [{ instrument: 'ETH-2300-P', quantity: '-2' }];
    const options = { method: BY_UNDERLYING };
    const [left, right, both] = [
      await marginOf(bitcoin, options),
      await marginOf(ether, options),
      await marginOf([...bitcoin, ...ether], options),
    ];
    expect(both.initial).toBeCloseTo(left.initial + right.initial, 8);
    expect(both.maintenance).toBeCloseTo(left.maintenance + right.maintenance, 8);
    expect(left.initial).toBeGreaterThan(0);
  });

  it('lets a long call pay for part of a short perpetual on the same underlying', async () => {
    const call = [{ instrument: 'BTC-80-C', quantity: '2' }];
    const perpetual = [{ instrument: 'BTC-PERP', quantity: '-1', averagePrice: '80040' }];
    const { initial, standalone, offset } = await marginOf([...call, ...perpetual]);
    const apart = (await marginOf(call)).initial + (await marginOf(perpetual)).initial;
    expect(standalone).toBeCloseTo(apart, 8);
    expect(initial).toBeLessThan(0.8 * apart);
    expect(offset).toBeCloseTo(apart - initial, 8);
  });

  it('answers equity, both requirements, ratio and free collateral of balances in several currencies', async () => {
    const collateral = [
      { asset: 'USDC', quantity: '50000' },
      { asset: 'EUR', quantity: '10000' },
      { asset: 'BTC', quantity: '0.5' },
    ];
    const perpetual = [{ instrument: 'ETH-PERP', quantity: '-10', averagePrice: '2499' }];
    const margin = await marginOf(perpetual, { collateral });
    expect(margin.equity).toBeCloseTo(50_000 + 11_000 + 40_000, 8);
    expect(margin.maintenance).toBeLessThan(margin.initial);
    expect(margin.excess.initial).toBeCloseTo(margin.equity - margin.initial, 8);
    expect(margin.utilisation).toBeCloseTo(margin.maintenance / margin.equity, 12);
    const haircuts = [
      { asset: 'EUR', rule: { kind: 'flat', fraction: 0.05 }, appliesTo: 'both', covers: 'liquidity' },
      { asset: 'BTC', rule: { kind: 'flat', fraction: 0.1 }, appliesTo: 'initial', covers: 'liquidity' },
    ];
    const portfolio = { baseCurrency: 'USD', positions: perpetual, collateral };
    const body = { portfolio, market: MIXED_MARKET, method: 'scenario-grid', transferability: 1, haircuts };
    const { venues } = await post<PoolingAnswer>('/pooling', body);
    expect(venues[0]!.worth.initial).toBeCloseTo(50_000 + 0.95 * 11_000 + 0.9 * 40_000, 8);
    expect(venues[0]!.worth.maintenance).toBeCloseTo(50_000 + 0.95 * 11_000 + 40_000, 8);
    expect(venues[0]!.excess.initial).toBeCloseTo(venues[0]!.worth.initial - margin.initial, 8);
  });

  it('has the pool pay for an insolvent leg', async () => {
    const [lost, won] = [
      { instrument: 'ETH-PERP', quantity: '-20', averagePrice: '1900', venue: 'a' },
      { instrument: 'BTC-PERP', quantity: '1', averagePrice: '40000', venue: 'b' },
    ];
    const portfolio = {
      baseCurrency: 'USD',
      positions: [lost, won],
      collateral: [{ asset: 'USDC', quantity: '5000', venue: 'a' }],
    };
    const body = { portfolio, market: MIXED_MARKET, method: 'scenario-grid' };
    const apart = await post<PoolingAnswer>('/pooling', { ...body, transferability: 0 });
    expect(apart.venues[0]!.equity).toBeLessThan(0);
    expect(apart.shortfall.pooled).toBeCloseTo(apart.venues[0]!.siloed.initial - apart.venues[0]!.equity, 6);
    expect((await post<PoolingAnswer>('/pooling', { ...body, transferability: 1 })).shortfall.pooled).toBe(0);
    const [margin] = (await post<MarginAnswer>('/margin', { portfolio, market: MIXED_MARKET, methods: [GRID] }))
      .margins;
    expect(margin!.excess.initial).toBeGreaterThan(0);
  });
});
