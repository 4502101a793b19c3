import { beforeAll, describe, expect, it } from 'vitest';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;

const { send, recomputeAll } = useTermApi();

const EXPIRY = '2026-03-27T08:00:00Z';
const LATER = '2026-03-27T09:00:00Z';

const OPTION = { kind: 'option', underlying: 'BTC', expiry: EXPIRY, multiplier: 1, lotSize: 0.1, impliedVol: 0.5 };
const EXPIRING = [
  { ...OPTION, id: 'CALL', strike: 60_000, right: 'call' },
  { ...OPTION, id: 'COIN-PUT', strike: 90_000, right: 'put', payoff: 'inverse', settlementCurrency: 'BTC' },
  { id: 'FUTURE', kind: 'future', underlying: 'BTC', expiry: EXPIRY, multiplier: 1, lotSize: 1, mark: 70_000 },
];
const PERPETUAL = { id: 'PERP', kind: 'perpetual', underlying: 'BTC', multiplier: 1, lotSize: 1, mark: 80_000 };

const market = (asOf: string, settlementPrice: number | null, instruments: readonly Json[]): Json => ({
  asOf,
  baseCurrency: 'USD',
  underlyings: [{ id: 'BTC', price: 80_000, assetClass: 'crypto-major' }],
  expiries: settlementPrice === null ? [] : [{ underlying: 'BTC', expiry: EXPIRY, settlementPrice }],
  instruments: [PERPETUAL, ...instruments],
});

const fill = (n: number, instrument: string, side: string, quantity: number, price: number): Json => ({
  fillId: `F${n}`,
  instrument,
  side,
  quantity,
  price,
  executedAt: `2026-03-20T00:00:0${n}Z`,
});

const FILLS = [
  fill(1, 'CALL', 'buy', 3, 4_000),
  fill(2, 'COIN-PUT', 'sell', 2, 0.25),
  fill(3, 'FUTURE', 'buy', 5, 71_000),
];
const ORDER = { instrument: 'CALL', side: 'buy', quantity: 1, price: 1, venue: 'main' };

async function get(path: string): Promise<Json> {
  const { status, json, text } = await send('GET', path);
  expect(status, text).toBe(200);
  return json as Json;
}

async function open(id: string, expiring: readonly Json[] = EXPIRING): Promise<void> {
  await send('PUT', `/markets/${id}`, market('2026-03-20T08:00:00Z', null, expiring));
  const collateral = [
    { asset: 'USD', quantity: 1e6 },
    { asset: 'BTC', quantity: 1 },
  ];
  const book = { baseCurrency: 'USD', marketId: id, positions: [], collateral, orders: [ORDER] };
  expect((await send('PUT', `/portfolios/${id}`, book)).status).toBe(201);
  const { json } = await send('POST', `/portfolios/${id}/fills`, { fills: FILLS });
  expect((json as { results: Json[] }).results.map(({ outcome }) => outcome)).toEqual([
    'applied',
    'applied',
    'applied',
  ]);
  await send('PUT', `/portfolios/${id}/policy`, { methods: [{ id: 'scenario-grid' }] });
  await recomputeAll();
  expect(await get(`/portfolios/${id}/margin`)).toMatchObject({ stale: null });
}

async function move(id: string, body: Json): Promise<void> {
  expect((await send('PUT', `/markets/${id}`, body)).status).toBe(201);
  await recomputeAll();
}

const equityOf = (view: Json) => (view['margin'] as Json | null)?.['equity'];

describe('a market version with the final price of an expiry', () => {
  beforeAll(() => open('settled'));

  it('settles what is held, and positions roll off', async () => {
    await move('settled', market(LATER, 81_250, []));
    const { items } = (await get('/portfolios/settled/positions')) as { items: Json[] };
    expect(items).toMatchObject([
      // 3 · (81,250 − 60,000)
      { instrument: 'CALL', quantity: '0', realised: '51750', settlement: { price: '21250', paid: '63750' } },
      // −2 · (90,000 − 81,250) / 81,250 coins
      { instrument: 'COIN-PUT', quantity: '0', settlement: { price: '0.1076923076923076923076923076923077' } },
      // 5 · (81,250 − 71,000)
      { instrument: 'FUTURE', quantity: '0', realised: '51250', settlement: { price: '81250', paid: '0' } },
    ]);
    const stored = await get('/portfolios/settled');
    expect(stored['settled']).toEqual([
      { asset: 'BTC', quantity: '-0.2153846153846153846153846153846154', venue: 'main' },
      { asset: 'USD', quantity: '115000', venue: 'main' },
    ]);
    const view = await get('/portfolios/settled/margin');
    expect(view).toMatchObject({ stale: null, marketVersion: 2, revision: stored['revision'] });
    // 1,000,000 − 12,000 + 115,000 dollars; 1 + 0.5 − 0.21538… coins at 80,000
    expect(equityOf(view)).toBeCloseTo(1_103_000 + 80_000 * (1.5 - 0.2153846153846154), 6);
  });

  it('explains the change since the snapshot before by what was settled', async () => {
    const { items } = (await get('/portfolios/settled/snapshots')) as { items: { sid: string }[] };
    const explained = await get(`/portfolios/settled/snapshots/${items[0]!.sid}/explain?since=${items.at(-1)!.sid}`);
    const { change, effects } = explained['equity'] as { change: number; effects: Record<string, number> };
    expect(Object.values(effects).reduce((sum, each) => sum + each, 0)).toBeCloseTo(change, 6);
    expect(effects['positions']).not.toBe(0);
  });

  it('settles once: the same version and a later one change nothing, and a late fill is settled with the rest', async () => {
    const { revision } = await get('/portfolios/settled');
    await move('settled', market('2026-03-27T10:00:00Z', 81_250, []));
    expect(await get('/portfolios/settled')).toMatchObject({ revision });
    const { json } = await send('POST', '/portfolios/settled/fills', { fills: [fill(4, 'CALL', 'buy', 1, 4_000)] });
    expect(json).toMatchObject({ results: [{ outcome: 'applied' }] });
    const { items } = (await get('/portfolios/settled/positions')) as { items: Json[] };
    expect(items[0]).toMatchObject({ quantity: '0', settlement: { paid: '85000' } });
  });
});

describe('without a final price', () => {
  it('what is held is a visible stale state with its reason, until it is settled by hand', async () => {
    await open('unsettled');
    await move('unsettled', market(LATER, null, EXPIRING));
    expect(await get('/portfolios/unsettled/margin')).toMatchObject({
      stale: { reason: 'failed', detail: expect.stringContaining('expired before') },
    });
    const adjustments = FILLS.map(({ instrument }) => ({
      adjustmentId: `settle-${String(instrument)}`,
      kind: 'settlement',
      instrument,
      settlementPrice: '81250',
      effectiveAt: EXPIRY,
    }));
    const { json } = await send('POST', '/portfolios/unsettled/adjustments', { adjustments });
    expect((json as { results: Json[] }).results.map(({ outcome }) => outcome)).toEqual(Array(3).fill('applied'));
    await recomputeAll();
    const [byHand, byMarket] = [await get('/portfolios/unsettled/margin'), await get('/portfolios/settled/margin')];
    expect(byHand['stale']).toBeNull();
    expect(await get('/portfolios/unsettled')).toMatchObject({
      orders: [ORDER].map((each) => ({ ...each, quantity: '1' })),
    });
    // the other book has a late fill: 4,000 paid for what is worth 21,250
    expect(Number(equityOf(byHand)) + 17_250).toBeCloseTo(Number(equityOf(byMarket)), 6);
  });

  it('a price before the expiry is refused by field', async () => {
    const early = market('2026-03-27T07:00:00Z', 81_250, []);
    const { status, json } = await send('PUT', '/markets/early', early);
    expect([status, (json as Json)['errors']]).toEqual([
      422,
      [{ pointer: '/expiries/0/settlementPrice', detail: expect.stringContaining('before the expiry') }],
    ]);
  });
});
