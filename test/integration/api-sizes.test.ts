import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allMethods } from '../../shared/margin/index.ts';
import type { MarginAnswer } from '../../shared/usecases/index.ts';
import { type ApiAnswer, type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';

const SPOT = 65_000;
const EXPIRIES = 25;
const STRIKES = 100;
const INSTRUMENTS = 5000;
const POSITIONS = 2000;

/** 25 expiries × 100 strikes × calls and puts. */
const OPTIONS = Array.from({ length: EXPIRIES }, (_, e) =>
  Array.from({ length: STRIKES }, (__, k) =>
    (['call', 'put'] as const).map((right) => ({
      id: `BTC-${e}-${k}-${right}`,
      kind: 'option',
      underlying: 'BTC',
      expiry: new Date(Date.UTC(2026, 2, 6 + 7 * e, 8)).toISOString(),
      strike: SPOT * (0.5 + k / STRIKES),
      right,
      multiplier: 1,
      lotSize: 0.1,
      impliedVol: 0.5 + 0.2 * Math.abs(k / STRIKES - 0.5),
    })),
  ),
).flat(2);

const MARKET = {
  asOf: '2026-02-05T09:36:47Z',
  baseCurrency: 'USD',
  underlyings: [{ id: 'BTC', price: SPOT, assetClass: 'crypto-major' }],
  instruments: OPTIONS,
};

const POSITIONS_HELD = OPTIONS.slice(0, POSITIONS).map(({ id }, i) => ({ instrument: id, quantity: (i % 7) - 3 || 1 }));
const BOOK = { baseCurrency: 'USD', positions: POSITIONS_HELD, collateral: [{ asset: 'USD', quantity: 1e8 }] };

let api: InProcessApi;

beforeAll(async () => {
  api = await startInProcessApi();
});

afterAll(async () => {
  await api.close();
});

async function send(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
  return api.call({ method, path, headers: { 'x-api-key': KEYS.local }, body });
}

async function timed(what: string, answer: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const startedMs = performance.now();
  const { status, text } = await answer;
  console.log(`${what}: ${status}, ${Math.round(performance.now() - startedMs)} ms, ${text.length} characters`);
  return answer;
}

describe('the largest sizes that are promised', () => {
  it(`a market of ${INSTRUMENTS} instruments is stored and read`, async () => {
    expect(OPTIONS).toHaveLength(INSTRUMENTS);
    const stored = await timed('PUT market of 5,000', send('PUT', '/v1/markets/default', MARKET));
    expect(stored.status, stored.text).toBe(201);
    const read = await timed('GET market of 5,000', send('GET', '/v1/markets/default'));
    expect(read.json).toMatchObject({ snapshot: { instruments: { length: INSTRUMENTS } } });
  });

  it(`a book of ${POSITIONS} positions on it is margined by every method`, async () => {
    const answer = await timed(
      'margin of 2,000 positions',
      send('POST', '/v1/margin', { portfolio: BOOK, marketId: 'default' }),
    );
    expect(answer.status, answer.text.slice(0, 1000)).toBe(200);
    const { margins, notApplicable } = answer.json as MarginAnswer;
    expect(margins.length + notApplicable.length).toBe(allMethods().length);
    expect(margins.length).toBeGreaterThanOrEqual(5);
  });

  it(`a book of ${POSITIONS} positions is stored`, async () => {
    const stored = await timed('PUT portfolio of 2,000', send('PUT', '/v1/portfolios/large', BOOK));
    expect(stored.status, stored.text.slice(0, 1000)).toBe(201);
    expect(stored.json).toMatchObject({ positions: { length: POSITIONS } });
  });
});

describe('past a limit the answer names it', () => {
  it.each<[string, number, string, () => unknown]>([
    [
      '5,001 instruments',
      422,
      '5000',
      () => ({ portfolio: { baseCurrency: 'USD' }, market: { ...MARKET, instruments: [...OPTIONS, OPTIONS[0]] } }),
    ],
    [
      '2,001 positions',
      422,
      '2000',
      () => ({ portfolio: { ...BOOK, positions: [...POSITIONS_HELD, POSITIONS_HELD[0]] }, marketId: 'default' }),
    ],
    ['a body of 5 MB and a byte', 413, '5000000', () => ' '.repeat(5_000_001)],
    ['33 levels', 422, '32', () => `${'['.repeat(33)}${']'.repeat(33)}`],
  ])('%s: %i', async (_, status, limit, body) => {
    const answer = await send('POST', '/v1/margin', body());
    expect(answer.status).toBe(status);
    expect((answer.json as { detail: string }).detail).toContain(limit);
  });

  it('501 fills: 422', async () => {
    const fill = { instrument: 'X', side: 'buy', quantity: 1, price: 1, executedAt: '2026-02-05T09:36:47Z' };
    const fills = Array.from({ length: 501 }, (_, i) => ({ ...fill, fillId: `f${i}` }));
    const answer = await send('POST', '/v1/portfolios/large/fills', { fills });
    expect(answer.status).toBe(422);
    expect((answer.json as { detail: string }).detail).toBe('/fills: more than the limit of 500 items');
  });
});
