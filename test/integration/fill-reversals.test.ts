import { beforeAll, describe, expect, it } from 'vitest';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;
type Result = Json & { outcome: string; problem?: { type: string; status: number; errors?: { pointer: string }[] } };

const { send, post } = useTermApi();

const MARKET = {
  asOf: '2026-02-05T09:36:47Z',
  baseCurrency: 'USD',
  underlyings: [{ id: 'BTC', price: 65_000 }],
  instruments: [
    { id: 'PERP', kind: 'perpetual', underlying: 'BTC', mark: 65_000 },
    { id: 'SWAP', kind: 'perpetual', underlying: 'BTC', settlementCurrency: 'USDT', mark: 65_000 },
  ],
};

const fill = (fillId: string, changes: Json = {}): Json => ({
  fillId,
  instrument: 'PERP',
  side: 'buy',
  quantity: 1,
  price: 64_000,
  fee: '2.5',
  executedAt: '2026-02-05T10:00:00Z',
  ...changes,
});

const apply = async (fills: readonly Json[]) =>
  (await post<{ results: Result[] }>('/portfolios/desk/fills', { fills })).results;
const read = async (path: string) => (await send('GET', `/portfolios/desk${path}`)).json as Json & { items: Json[] };

describe('corrections and busts over HTTP', () => {
  beforeAll(async () => {
    await send('PUT', '/markets/default', MARKET);
    expect((await send('PUT', '/portfolios/desk', { baseCurrency: 'USD' })).status).toBe(201);
  });

  it('undo and replace earlier fills, each once, and say by name what they cannot', async () => {
    const results = await apply([
      fill('A'),
      fill('B', { price: 66_000 }),
      { fillId: 'X', busts: 'A', executedAt: '2026-02-05T11:00:00Z' },
      { fillId: 'Y', busts: 'A', executedAt: '2026-02-05T11:00:00Z' },
      fill('C', { corrects: 'B', quantity: '0.5', price: 65_500, fee: '1' }),
      { fillId: 'Z', busts: 'NONE', executedAt: '2026-02-05T11:00:00Z' },
      fill('D', { corrects: 'B' }),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'applied',
      'applied',
      'applied',
      'duplicate',
      'applied',
      'refused',
      'refused',
    ]);
    expect(results[5]?.problem).toMatchObject({
      type: 'urn:ballast:problem:unknown-fill',
      status: 422,
      errors: [{ pointer: '/fills/5/busts' }],
    });
    expect(results[6]?.problem).toMatchObject({ status: 409, errors: [{ pointer: '/fills/6/corrects' }] });
    expect((await read('/positions')).items).toMatchObject([{ quantity: '0.5', averagePrice: '65500', realised: '0' }]);
    const stored = await read('');
    expect([stored['fees'], stored['collateral']]).toEqual([
      [{ currency: 'USD', amount: '1' }],
      [{ asset: 'USD', quantity: '-1', venue: 'main' }],
    ]);
    expect((await read('/ledger')).items.map(({ kind, fillId }) => [kind, fillId])).toEqual([
      ['fill', 'A'],
      ['fill', 'B'],
      ['bust', 'X'],
      ['fill', 'C'],
    ]);
  });

  it('are refused as malformed by field where they are neither fill nor bust', async () => {
    const { status, json } = await send('POST', '/portfolios/desk/fills', { fills: [{ fillId: 'Q', busts: 'C' }] });
    expect([status, (json as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)]).toEqual([
      400,
      ['/fills/0/executedAt'],
    ]);
  });

  it('come with an import too, under its own rules', async () => {
    const row = {
      execId: 'e-1',
      symbol: 'BTCUSDT',
      side: 'Buy',
      execQty: '2',
      execPrice: '64000',
      execFee: '1',
      execTime: '1770284208412',
    };
    const body = {
      trades: {
        result: { category: 'linear', list: [row, { ...row, execId: 'e-2', execQty: 'x' }, { execType: 'Funding' }] },
      },
    };
    const { status, json } = await send('POST', '/portfolios/desk/fills/import/bybit', body);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      results: [
        { row: '/trades/result/list/0', fillId: 'e-1', outcome: 'applied' },
        {
          row: '/trades/result/list/1',
          fillId: 'e-2',
          outcome: 'refused',
          problem: { status: 422, errors: [{ pointer: '/trades/result/list/1/execQty' }] },
        },
      ],
      skipped: [{ row: '/trades/result/list/2', reason: 'Funding moves no position' }],
    });
    const bust = { fillId: 'bust-e-1', busts: 'e-1', executedAt: '2026-02-05T11:00:00Z' };
    expect(await apply([bust])).toMatchObject([{ outcome: 'applied' }]);
    expect((await read('/positions')).items).toMatchObject([
      { instrument: 'PERP' },
      { instrument: 'SWAP', quantity: '0' },
    ]);
    expect((await send('POST', '/portfolios/desk/fills/import/kraken', body)).status).toBe(404);
    expect((await send('POST', '/portfolios/none/fills/import/bybit', body)).status).toBe(404);
  });
});
