import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stored } from '../../functions/http/index.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;

const NOW = Date.parse('2026-02-05T10:00:00Z');
const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;
const BANDED = {
  methods: [{ id: 'delta' }],
  bands: { greeks: [{ underlying: 'BTC', greek: 'delta', max: 2 }] },
  cooldownSeconds: 600,
};

const { send, recomputeAll } = useTermApi();

/** Of every function at once: they share the process. */
function jumpTo(ms: number): void {
  vi.setSystemTime(ms);
}

beforeAll(async () => {
  await send('PUT', '/markets/default', fuzzMarket(new Random(1)));
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

async function open(id: string, policy?: Json): Promise<void> {
  const book = { baseCurrency: 'USD', positions: [], collateral: [{ asset: 'USD', quantity: 1e6 }] };
  expect((await send('PUT', `/portfolios/${id}`, book)).status).toBe(201);
  if (policy !== undefined) expect((await send('PUT', `/portfolios/${id}/policy`, policy)).status).toBe(200);
  await recomputeAll();
}

let fills = 0;
function fill(id: string, side: string, quantity: string, headers: Record<string, string> = {}) {
  const executedAt = '2026-02-05T09:59:00Z';
  const one = { fillId: `${id}-${(fills += 1)}`, instrument: 'BTC-PERP', side, quantity, price: 65_000, executedAt };
  return send('POST', `/portfolios/${id}/fills`, { fills: [one] }, headers);
}

async function fillAndCompute(id: string, side: string, quantity: string): Promise<void> {
  expect((await fill(id, side, quantity)).status).toBe(200);
  await recomputeAll();
}

async function newest(id: string): Promise<Json> {
  const { json } = await send('GET', `/portfolios/${id}/snapshots?limit=1`);
  return (json as { items: Json[] }).items[0]!;
}

async function suggestions(id: string): Promise<number> {
  const { json } = await send('GET', `/portfolios/${id}/suggestions`);
  return (json as { items: Json[] }).items.length;
}

describe('a clock that jumps', () => {
  it('changes neither book nor margin', async () => {
    for (const id of ['steady', 'jumping']) await open(id);
    for (const quantity of ['3', '1.5', '0.5']) await fillAndCompute('steady', 'buy', quantity);
    for (const [ms, quantity] of [
      [NOW + YEAR_MS, '3'],
      [NOW - 2 * YEAR_MS, '1.5'],
      [NOW, '0.5'],
    ] as const) {
      jumpTo(ms);
      await fillAndCompute('jumping', 'buy', quantity);
    }
    const [steady, jumping] = [await newest('steady'), await newest('jumping')];
    expect([jumping['sid'], jumping['resultDigest']]).toEqual([steady['sid'], steady['resultDigest']]);
    expect(jumping['sequence']).toBe(4);
    expect((await send('GET', '/portfolios/jumping/margin')).json).toMatchObject({ stale: null });
  });

  it('ahead and back leaves no cooldown until the time it jumped to', async () => {
    await open('cooling', BANDED);
    jumpTo(NOW + YEAR_MS);
    await fillAndCompute('cooling', 'buy', '5');
    expect(await suggestions('cooling')).toBe(1);
    await fillAndCompute('cooling', 'sell', '5');
    jumpTo(NOW);
    await fillAndCompute('cooling', 'buy', '5');
    expect(await suggestions('cooling')).toBe(2);
  });

  it('back by less than a cooldown does not end it', async () => {
    await open('cool', BANDED);
    await fillAndCompute('cool', 'buy', '5');
    await fillAndCompute('cool', 'sell', '5');
    jumpTo(NOW - 5 * MINUTE_MS);
    await fillAndCompute('cool', 'buy', '5');
    expect(await suggestions('cool')).toBe(1);
  });

  it.each([
    ['ahead', YEAR_MS],
    ['back', -YEAR_MS],
  ])('%s frees the key of a run that died under it', async (_, jumpMs) => {
    const [id, key] = [`keyed-${jumpMs}`, { 'idempotency-key': `key-${jumpMs}` }];
    await open(id);
    jumpTo(NOW + jumpMs);
    // what a run leaves behind that got no further than its claim
    await stored().idempotency.claim('local', key['idempotency-key'], 'of a run', Date.now());
    expect((await fill(id, 'buy', '1', key)).status).toBe(409);
    jumpTo(NOW);
    const late = await fill(id, 'buy', '1', key);
    expect(late.status, late.text).toBe(200);
  });
});
