import { describe, expect, it } from 'vitest';
import type { ExposureAnswer } from '../../shared/usecases/index.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();

/** Three stocks by hand: 100 A at 50, −20 B at 200, 10 C at 300; σ 20, 30, 40 %; β 1, 1.5, 0.5. */
const FACTS = [
  { id: 'A', price: 50, volAnnual: 0.2, beta: 1 },
  { id: 'B', price: 200, volAnnual: 0.3, beta: 1.5 },
  { id: 'C', price: 300, volAnnual: 0.4, beta: 0.5 },
];
const QUANTITIES = ['100', '-20', '10'];
/** A and B move together, C against them, exactly: correlations 1, −1, −1. */
const RETURNS = [0.01, -0.02, 0.03, -0.01];

/** Closes from 100 on that move by the returns, or against them. */
function closes(sign: number): number[] {
  let close = 100;
  return [close, ...RETURNS.map((r) => (close *= 1 + sign * r))];
}

const MARKET = marketSnapshot({
  asOf: '2026-04-22T00:00:00Z',
  underlyings: FACTS.map((each) => ({ ...each, rate: 0, dividendYield: 0 })),
  instruments: FACTS.map(({ id, price }) => instrument({ id, kind: 'spot', underlying: id, mark: price })),
  history: {
    dates: ['2026-04-16', '2026-04-17', '2026-04-20', '2026-04-21', '2026-04-22'],
    closes: { A: closes(1), B: closes(1), C: closes(-1) },
  },
});

function book(ids: readonly string[]) {
  const positions = ids.map((id) => ({
    instrument: id,
    quantity: QUANTITIES[FACTS.findIndex((each) => each.id === id)]!,
  }));
  return { baseCurrency: 'USD', positions };
}

async function aggregate(aggregation: unknown, ids = ['A', 'B', 'C'], status = 200) {
  return post<ExposureAnswer>('/exposure', { portfolio: book(ids), market: MARKET, aggregation }, status);
}

describe('term 9: portfolio delta aggregation', () => {
  it.each([
    ['cash', 5_000 - 4_000 + 3_000, 'USD per whole move of every price'],
    ['same-percentage', 40, 'USD per 1 % move of every price'],
    ['perfect-correlation', 1_000 - 1_200 + 1_200, 'USD per annual standard deviation of every price at once'],
    ['beta', 5_000 - 6_000 + 1_500, 'USD of the index that beta is against'],
    ['correlated', Math.abs(1_000 - 1_200 - 1_200), 'USD, annual standard deviation'],
  ] as const)('by %s', async (convention, value, unit) => {
    const { aggregations } = await aggregate(convention);
    expect(aggregations).toEqual([{ convention, unit, value: expect.closeTo(value, 8) }]);
  });

  it('by straight addition for one underlying, and refused for unlike units', async () => {
    const { aggregations } = await aggregate('straight', ['A']);
    expect(aggregations).toEqual([{ convention: 'straight', unit: 'units of A', value: 100 }]);
    const problem = await aggregate('straight', ['A', 'B', 'C'], 422);
    expect(problem).toMatchObject({ errors: [{ pointer: '/aggregation' }] });
  });

  it('names every convention and unit, and why one has no value, where none is asked for', async () => {
    const { aggregations } = await aggregate(undefined);
    expect(aggregations.map(({ convention }) => convention)).toHaveLength(6);
    expect(aggregations.find(({ convention }) => convention === 'straight')).toMatchObject({
      value: null,
      reason: expect.any(String),
    });
    for (const { unit } of aggregations) expect(unit.length).toBeGreaterThan(3);
  });
});
