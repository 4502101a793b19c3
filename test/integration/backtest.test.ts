import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BacktestAnswer } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { sharedVectors } from '../support/shared-vectors.ts';

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
});
afterAll(() => api.close());

const EQUITIES = sharedVectors('prices/equities_skfolio20_1990_2014.csv.gz');
const CRYPTO = sharedVectors('prices/crypto_ohlcv_to_2022.csv.gz');

async function backtest(book: object, methods: readonly object[], window: number): Promise<BacktestAnswer> {
  const body = { ...book, methods, window };
  const answer = await api.call({ method: 'POST', path: '/v1/backtest', headers: { 'x-api-key': KEYS.local }, body });
  expect({ status: answer.status, text: answer.status === 200 ? '' : answer.text }).toEqual({ status: 200, text: '' });
  return answer.json as BacktestAnswer;
}

/** A market whose underlyings close as in the history, and equal money in each. */
function equalBook(
  dates: readonly string[],
  closes: Readonly<Record<string, readonly (number | null)[]>>,
  assetClass: 'equity' | 'crypto-major',
) {
  const ids = Object.keys(closes);
  const priceOf = (id: string) => closes[id]!.at(-1)!;
  return {
    market: marketSnapshot({
      asOf: `${dates.at(-1)}T22:00:00Z`,
      underlyings: ids.map((id) => ({ id, price: priceOf(id), assetClass, rate: 0, dividendYield: 0 })),
      instruments: ids.map((id) => instrument({ id, kind: 'spot', underlying: id, mark: priceOf(id) })),
      history: { dates, closes },
    }),
    portfolio: {
      baseCurrency: 'USD',
      positions: ids.map((id) => ({ instrument: id, quantity: (10_000 / priceOf(id)).toFixed(6), venue: 'main' })),
      collateral: [],
      orders: [],
    },
  };
}

function equityBook(from: string, to: string) {
  const [header, ...rows] = EQUITIES!
    .trim()
    .split('\n')
    .map((row) => row.split(','));
  const kept = rows.filter(([date]) => date! >= from && date! <= to);
  const closes = header!.slice(1, 5).map((id, i) => [id, kept.map((row) => Number(row[i + 1]))] as const);
  return equalBook(
    kept.map(([date]) => date!),
    Object.fromEntries(closes),
    'equity',
  );
}

function cryptoBook(from: string, to: string) {
  const rows = CRYPTO!
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  const dates = [...new Set(rows.map(([date]) => date!))].filter((date) => date >= from && date <= to).toSorted();
  const closes = ['BTC', 'ETH'].map((id) => {
    const byDate = new Map(
      rows.filter(([, symbol]) => symbol === id).map(([date, , , , , close]) => [date, Number(close)]),
    );
    return [id, dates.map((date) => byDate.get(date) ?? null)] as const;
  });
  return equalBook(dates, Object.fromEntries(closes), 'crypto-major');
}

const PLAIN = { id: 'value-at-risk-historical', parameters: { window: 250 } };
const FILTERED = { id: 'value-at-risk-filtered', parameters: { window: 250 } };
const BUFFERED = {
  id: 'value-at-risk-historical',
  parameters: { window: 250, antiProcyclical: { kind: 'buffer', fraction: 0.25 } },
};
const FLOORED = {
  id: 'value-at-risk-filtered',
  parameters: { window: 250, antiProcyclical: { kind: 'floor', window: 400 } },
};

describe.skipIf(EQUITIES === null)('4 of the 20 equities through 2008', () => {
  it('is too much for a plain window, and less for a filtered or buffered one; a floor calms the figure', async () => {
    const { backtests } = await backtest(
      equityBook('2005-06-01', '2008-12-31'),
      [PLAIN, FILTERED, BUFFERED, FLOORED],
      250,
    );
    const [plain, filtered, buffered, floored] = backtests;
    expect(plain!.trafficLight).toBe('red');
    expect(plain!.kupiec.pValue).toBeLessThan(0.01);
    expect(filtered!.exceptions.length).toBeLessThan(plain!.exceptions.length);
    expect(buffered!.exceptions.length).toBeLessThan(plain!.exceptions.length);
    expect(floored!.procyclicality.peakToTrough!).toBeLessThanOrEqual(filtered!.procyclicality.peakToTrough!);
    expect(floored!.exceptions.length).toBeLessThanOrEqual(filtered!.exceptions.length);
    console.log(`backtest 2008: exceptions ${backtests.map((each) => each.exceptions.length).join(' ')} of 250`);
  });
});

describe.skipIf(CRYPTO === null)('BTC and ETH through March 2020', () => {
  it('names the twelfth of March, and its worst shortfall', async () => {
    const shortfall = { id: 'expected-shortfall-historical', parameters: { window: 365 } };
    const { backtests } = await backtest(cryptoBook('2018-06-01', '2020-06-30'), [PLAIN, shortfall], 250);
    const [plain, mean] = backtests;
    const dates = plain!.exceptions.map(({ date }) => date);
    expect(dates).toContain('2020-03-12');
    expect(mean!.acerbiSzekely).toBeTypeOf('number');
    expect(mean!.exceptions.length).toBeLessThanOrEqual(plain!.exceptions.length);
  });
});

describe('bad input', () => {
  it('names a history that is too short, and a window past the limit', async () => {
    const book = {
      market: marketSnapshot({
        asOf: '2026-01-02T00:00:00Z',
        underlyings: [{ id: 'A', price: 1, rate: 0, dividendYield: 0 }],
        instruments: [instrument({ id: 'A', kind: 'spot', underlying: 'A', mark: 1 })],
        history: { dates: ['2026-01-01'], closes: { A: [1] } },
      }),
      portfolio: {
        baseCurrency: 'USD',
        positions: [{ instrument: 'A', quantity: '1', venue: 'main' }],
        collateral: [],
        orders: [],
      },
    };
    for (const [window, pointer] of [
      [10, '/market/history'],
      [5000, '/window'],
    ] as const) {
      const body = { ...book, methods: [PLAIN], window };
      const answer = await api.call({
        method: 'POST',
        path: '/v1/backtest',
        headers: { 'x-api-key': KEYS.local },
        body,
      });
      expect(answer.json).toMatchObject({ status: 422, errors: [{ pointer }] });
    }
  });
});
