import { beforeAll, describe, expect, it } from 'vitest';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;
type Summary = { sid: string; resultDigest: string; digest: string; sequence: number };

const { send, recomputeAll } = useTermApi();

const FILLS = Array.from({ length: 12 }, (_, n) => ({
  fillId: `f${n}`,
  instrument: ['BTC-PERP', 'ETH-PERP', 'BTC-0-65000-C'][n % 3],
  side: n % 4 === 1 ? 'sell' : 'buy',
  quantity: `${1 + (n % 5)}.5`,
  price: n % 3 === 2 ? 4000 : 2000 + 100 * n,
  fee: '0.25',
  executedAt: new Date(Date.UTC(2026, 1, 5, 10, n)).toISOString(),
}));

async function open(id: string): Promise<void> {
  const book = { baseCurrency: 'USD', positions: [], collateral: [{ asset: 'USD', quantity: 1e6 }] };
  expect((await send('PUT', `/portfolios/${id}`, book)).status).toBe(201);
}

async function fill(id: string, fills: readonly Json[]): Promise<void> {
  expect((await send('POST', `/portfolios/${id}/fills`, { fills })).status).toBe(200);
}

async function newest(id: string): Promise<Summary> {
  await recomputeAll();
  const { json } = await send('GET', `/portfolios/${id}/snapshots?limit=1`);
  return (json as { items: Summary[] }).items[0]!;
}

const shuffled = (seed: number) => new Random(seed).shuffled(FILLS);

beforeAll(async () => {
  await send('PUT', '/markets/default', fuzzMarket(new Random(5)));
});

describe('the same fills, however they come', () => {
  it('give the same result digest at the head, chain links aside', async () => {
    await open('at-once');
    await fill('at-once', FILLS);
    const expected = await newest('at-once');

    await open('one-by-one');
    for (const each of FILLS) {
      await fill('one-by-one', [each]);
      await recomputeAll();
    }
    await open('shuffled');
    expect(shuffled(1)).not.toEqual(FILLS);
    for (const each of shuffled(1)) await fill('shuffled', [each]);
    await open('repeated');
    await fill('repeated', shuffled(2).slice(0, 7));
    await recomputeAll();
    await fill('repeated', shuffled(3));
    await fill('repeated', FILLS);

    for (const id of ['one-by-one', 'shuffled', 'repeated']) {
      const head = await newest(id);
      expect([head.sid, head.resultDigest], id).toEqual([expected.sid, expected.resultDigest]);
      expect(head.digest, 'the chain is its own').not.toBe(expected.digest);
    }
    expect((await newest('one-by-one')).sequence).toBe(FILLS.length);
  });

  it('give another where one of them is missing', async () => {
    await open('short');
    await fill('short', FILLS.slice(1));
    expect((await newest('short')).resultDigest).not.toBe((await newest('at-once')).resultDigest);
  });
});
