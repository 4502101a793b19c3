import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as fanOut } from '../../functions/fan-out/handler.ts';
import { handler as takeFills } from '../../functions/fill-intake/handler.ts';
import { handler as recompute } from '../../functions/recompute/handler.ts';
import type { StreamConsumer } from '../../infra/local/dynamodb/stream.ts';
import { ARRANGEMENTS, type Arrange, ARRANGEMENT_NAMES as NAMES } from '../support/arrangements.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { numberedFill } from '../support/numbered-fill.ts';
import { Random } from '../support/random.ts';

type Json = Record<string, unknown>;

const FILLS = Array.from({ length: 9 }, (_, n) => numberedFill(n));

const idOf = (name: string) => name.replaceAll(' ', '-');

let api: InProcessApi;
let records: StreamConsumer;

beforeAll(async () => {
  api = await startInProcessApi();
  records = await api.records();
});
afterAll(() => api.close());

async function send(method: string, path: string, body?: unknown): Promise<Json> {
  const headers = { 'x-api-key': KEYS.local };
  const answer = await api.call({ method, path: `/v1${path}`, headers, ...(body === undefined ? {} : { body }) });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.json as Json;
}

/** All that the stream has, arranged, in batches of three. */
async function bring(arrange: Arrange, random: Random): Promise<number> {
  const all: DynamoDBRecord[] = await records.read({ limit: -1 });
  const arranged = arrange(all, random);
  for (let i = 0; i < arranged.length; i += 3) {
    expect(await recompute({ Records: arranged.slice(i, i + 3) })).toEqual({
      batchItemFailures: [],
    });
  }
  const last = all.at(-1)?.dynamodb?.SequenceNumber;
  if (last !== undefined) await records.commit(last);
  return all.length;
}

/** Until what was brought leads to nothing new. */
async function bringAll(arrange: Arrange, random: Random): Promise<void> {
  while ((await bring(arrange, random)) > 0);
}

/** As the queue brings the move of a market. */
async function tellMoved(marketId: string): Promise<void> {
  const body = JSON.stringify({ detail: { tenantId: 'local', marketId } });
  expect(await fanOut({ Records: [{ body } as SQSRecord] })).toEqual({ batchItemFailures: [] });
}

async function open(id: string): Promise<void> {
  const collateral = [{ asset: 'USD', quantity: 1e6 }];
  await send('PUT', `/portfolios/${id}`, { baseCurrency: 'USD', marketId: idOf(id), positions: [], collateral });
}

async function stateOf(id: string): Promise<Json> {
  const { positions, collateral, fees, revision } = await send('GET', `/portfolios/${id}`);
  const { stale } = await send('GET', `/portfolios/${id}/margin`);
  const { items } = await send('GET', `/portfolios/${id}/snapshots?limit=1`);
  const [{ resultDigest, sid } = {} as Json] = items as Json[];
  return { positions, collateral, fees, revision, stale, resultDigest, sid };
}

describe('records of the stream, and the news of a market', () => {
  it('lead to the same book and margin however they come', async () => {
    const states = new Map<string, Json>();
    for (const name of NAMES) {
      const [id, arrange, random] = [idOf(name), ARRANGEMENTS[name]!, new Random(7)];
      await send('PUT', `/markets/${id}`, fuzzMarket(new Random(1)));
      await open(id);
      for (let i = 0; i < FILLS.length; i += 3)
        await send('POST', `/portfolios/${id}/fills`, { fills: FILLS.slice(i, i + 3) });
      await bringAll(arrange, random);
      await send('POST', `/portfolios/${id}/fills`, { fills: [{ ...FILLS[0], fillId: 'last' }] });
      for (const seed of [2, 3, 4]) {
        await send('PUT', `/markets/${id}`, fuzzMarket(new Random(seed)));
      }
      for (const marketId of arrange([id, id, id], random)) {
        await tellMoved(marketId);
        await bringAll(arrange, random);
      }
      states.set(name, await stateOf(id));
    }
    const calm = states.get('in order')!;
    expect(calm).toMatchObject({ stale: null, revision: 11, sid: '11-4-0' });
    for (const name of NAMES) expect(states.get(name), name).toEqual(calm);
  });

  it('that come when all is done already change nothing', async () => {
    const id = idOf('in order');
    const all = await (await api.records()).read({ limit: -1, after: '' });
    const before = [await stateOf(id), await send('GET', `/portfolios/${id}/snapshots?limit=200`)];
    expect(await recompute({ Records: all })).toEqual({ batchItemFailures: [] });
    await tellMoved(id);
    await bringAll(ARRANGEMENTS['in order']!, new Random(1));
    expect([await stateOf(id), await send('GET', `/portfolios/${id}/snapshots?limit=200`)]).toEqual(before);
  });
});

/** As the queue hands it out. */
function message(portfolioId: string, fill: Json, n: number): SQSRecord {
  const body = JSON.stringify({ detail: { tenantId: 'local', portfolioId, ...fill } });
  const attributes = { MessageGroupId: portfolioId, MessageDeduplicationId: `${n}` };
  return { messageId: `${portfolioId}-${n}`, body, attributes } as unknown as SQSRecord;
}

describe('messages of the queue', () => {
  it('lead to the same book and margin however they come', async () => {
    const states = new Map<string, Json>();
    for (const name of NAMES) {
      const [id, random] = [`queued-${idOf(name)}`, new Random(11)];
      await send('PUT', `/markets/${id}`, fuzzMarket(new Random(1)));
      await open(id);
      const messages = ARRANGEMENTS[name]!(
        FILLS.map((fill, n) => message(id, fill, n)),
        random,
      );
      for (let i = 0; i < messages.length; i += 4) {
        expect(await takeFills({ Records: messages.slice(i, i + 4) })).toEqual({ batchItemFailures: [] });
      }
      await bringAll(ARRANGEMENTS['in order']!, random);
      states.set(name, await stateOf(id));
    }
    const calm = states.get('in order')!;
    expect(calm).toMatchObject({ stale: null, revision: 10, sid: '10-1-0' });
    for (const name of NAMES) expect(states.get(name), name).toEqual(calm);
  });
});
