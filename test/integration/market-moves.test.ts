import { beforeAll, describe, expect, it } from 'vitest';
import { stored } from '../../functions/http/index.ts';
import { fanOutMarket } from '../../shared/usecases/index.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import type { ApiAnswer } from '../support/in-process-api.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;

const { send, recomputeAll } = useTermApi();
const jsonOf = ({ json }: ApiAnswer) => json as Json;
const putMarket = (seed: number, id = 'default') => send('PUT', `/markets/${id}`, fuzzMarket(new Random(seed)));
const marginOf = async (id: string) => jsonOf(await send('GET', `/portfolios/${id}/margin`));
const sidsOf = async (id: string) =>
  (jsonOf(await send('GET', `/portfolios/${id}/snapshots`))['items'] as { sid: string }[]).map(({ sid }) => sid);

const HOLDINGS: Record<string, Json> = {
  perpetual: { positions: [{ instrument: 'BTC-PERP', quantity: 1, averagePrice: 60_000 }] },
  option: { positions: [{ instrument: 'ETH-1-2000-P', quantity: -3 }] },
  cash: { collateral: [{ asset: 'USD', quantity: 1000 }] },
  coin: { collateral: [{ asset: 'BTC', quantity: 2 }] },
};

/** Rows of other underlyings; what is no list as it is. */
const withoutEth = (rows: unknown) =>
  Array.isArray(rows) ? rows.filter((row: Json) => row['id'] !== 'ETH' && row['underlying'] !== 'ETH') : rows;

beforeAll(async () => {
  await putMarket(1);
  await putMarket(1, 'elsewhere');
  for (const [id, holdings] of Object.entries(HOLDINGS)) {
    const book = { baseCurrency: 'USD', positions: [], collateral: [], ...holdings };
    expect((await send('PUT', `/portfolios/${id}`, book)).status).toBe(201);
    await send('PUT', `/portfolios/${id}-elsewhere`, { ...book, marketId: 'elsewhere' });
  }
  await recomputeAll();
});

describe('a new version of a market', () => {
  it('moves the margin of every portfolio on it, whatever it holds, and of no other', async () => {
    await putMarket(2);
    expect(await marginOf('coin')).toMatchObject({ sid: '1-1-0', stale: { reason: 'market-moved' } });
    await recomputeAll();
    for (const id of Object.keys(HOLDINGS)) {
      expect(await marginOf(id)).toMatchObject({ sid: '1-2-0', marketVersion: 2, stale: null });
      expect(await sidsOf(`${id}-elsewhere`)).toEqual(['1-1-0']);
    }
  });

  it('that a newer one overtakes is dropped: only the newest is computed, once', async () => {
    for (const seed of [3, 4, 5]) await putMarket(seed);
    await recomputeAll();
    expect(await sidsOf('perpetual')).toEqual(['1-5-0', '1-2-0', '1-1-0']);
    expect(await fanOutMarket(stored(), 'local', 'default')).toEqual({
      ok: true,
      value: { version: 5, portfolios: 0 },
    });
    expect(await recomputeAll()).toBe(0);
  });

  it('finds an asset that came with the ledger, and leaves out a portfolio that is gone', async () => {
    const book = { baseCurrency: 'USD', positions: [], collateral: [] };
    await send('PUT', '/portfolios/later', book);
    const adjustment = {
      adjustmentId: 'a',
      kind: 'deposit',
      asset: 'ETH',
      quantity: 1,
      effectiveAt: '2026-02-05T10:00:00Z',
    };
    await send('POST', '/portfolios/later/adjustments', { adjustments: [adjustment] });
    await send('DELETE', '/portfolios/cash');
    await recomputeAll();
    await putMarket(6);
    const { value } = (await fanOutMarket(stored(), 'local', 'default')) as { value: { portfolios: number } };
    expect(value.portfolios).toBe(4);
    await recomputeAll();
    expect(await marginOf('later')).toMatchObject({ marketVersion: 6, stale: null });
    expect((await send('GET', '/portfolios/cash/margin')).status).toBe(404);
  });

  it('that drops all that a portfolio holds makes its margin fail by name, and the next one that prices it mends it', async () => {
    const without = Object.entries(fuzzMarket(new Random(7))).map(([name, rows]: [string, unknown]) => [
      name,
      withoutEth(rows),
    ]);
    expect((await send('PUT', '/markets/default', Object.fromEntries(without))).status).toBe(201);
    await recomputeAll();
    const { stale } = await marginOf('option');
    expect(stale).toMatchObject({ reason: 'failed', failure: { reason: 'unknown-instrument' } });
    await putMarket(8);
    await recomputeAll();
    expect(await marginOf('option')).toMatchObject({ marketVersion: 8, stale: null });
  });

  it('that nobody has, or that is gone, is nothing to tell', async () => {
    expect(await fanOutMarket(stored(), 'local', 'nowhere')).toEqual({
      ok: true,
      value: { version: 0, portfolios: 0 },
    });
  });
});
