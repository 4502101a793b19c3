import type { SQSRecord } from 'aws-lambda';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ARRANGEMENT_NAMES, ARRANGEMENTS } from '../support/arrangements.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { minuteAt, numberedFill } from '../support/numbered-fill.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;
type Sent = { readonly body: string; readonly group?: string; readonly id?: string; readonly reason?: string };

const queues = vi.hoisted(() => ({ sent: {} as Record<string, Sent[]>, delays: [] as number[] }));
vi.mock('../../functions/queues/send.ts', () => ({
  send: async (variable: string, queued: Sent) => void (queues.sent[variable] ??= []).push(queued),
}));
vi.mock('../../functions/queues/come-back.ts', () => ({
  comeBackIn: async (_variable: string, _receipt: string, seconds: number) => void queues.delays.push(seconds),
}));
const { handler: takeFills } = await import('../../functions/fill-intake/handler.ts');
const { handler: takeEarly } = await import('../../functions/early-fills/handler.ts');

const { send, recomputeAll } = useTermApi();
const HOURS_MS = 3_600_000;

const fill = (n: number, more: Json = {}): Json => ({ ...numberedFill(n), ...more });
const bust = (n: number, busts: string): Json => ({ fillId: `b${n}`, busts, executedAt: minuteAt(n) });

/** Corrections of corrections, and busts of them, behind the fills that they are of. */
const EVENTS: readonly Json[] = [
  ...[0, 1, 2, 3, 4].map((n) => ({ fills: [fill(n)] })),
  { fills: [fill(5, { corrects: 'f1' }), bust(6, 'f2'), fill(7)] },
  { fills: [fill(8, { corrects: 'f5', instrument: 'ETH-PERP' })] },
  { fills: [bust(9, 'f8'), fill(10, { corrects: 'f0' })] },
];

function message(portfolioId: string, event: Json, n: number): SQSRecord {
  const body = JSON.stringify({ detail: { tenantId: 'local', portfolioId, ...event } });
  return { messageId: `${portfolioId}-${n}`, body, attributes: { MessageGroupId: portfolioId } } as SQSRecord;
}

function waiting({ body, group = '', id = '' }: Sent, receipts: number, ageMs = 0): SQSRecord {
  const SentTimestamp = String(Date.now() - ageMs);
  const attributes = { MessageGroupId: group, SentTimestamp, ApproximateReceiveCount: String(receipts) };
  return { messageId: id, body, receiptHandle: id, attributes } as SQSRecord;
}

/** Rounds of looking until none waits. */
async function bringEarly(): Promise<number> {
  let [records, rounds] = [(queues.sent['EARLY_URL'] ?? []).map((each) => waiting(each, 1)), 0];
  for (; records.length > 0 && rounds < 9; rounds += 1) {
    const { batchItemFailures } = await takeEarly({ Records: records });
    const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    records = records.filter(({ messageId }) => again.has(messageId));
  }
  expect(records).toEqual([]);
  return rounds;
}

async function stateOf(id: string): Promise<Json> {
  await recomputeAll();
  const book = (await send('GET', `/portfolios/${id}`)).json as Json;
  const { items } = (await send('GET', `/portfolios/${id}/snapshots?limit=1`)).json as { items: Json[] };
  const { positions, collateral, fees, revision } = book;
  return { positions, collateral, fees, revision, resultDigest: items[0]?.['resultDigest'] };
}

const open = async (id: string) =>
  expect((await send('PUT', `/portfolios/${id}`, { baseCurrency: 'USD', collateral: [] })).status).toBe(201);

beforeAll(async () => void (await send('PUT', '/markets/default', fuzzMarket(new Random(1)))));
beforeEach(() => {
  queues.sent = {};
  queues.delays = [];
});

describe('busts and corrections by the bus', () => {
  it('lead to the same book and margin however they come, those before their fills too', async () => {
    const states = new Map<string, Json>();
    const early: number[] = [];
    for (const [n, name] of [...ARRANGEMENT_NAMES, ...Array<string>(6).fill('shuffled')].entries()) {
      const id = `desk-${n}`;
      await open(id);
      queues.sent = {};
      const messages = EVENTS.map((event, i) => message(id, event, i));
      const arranged = ARRANGEMENTS[name]!(messages, new Random(n));
      for (let i = 0; i < arranged.length; i += 4)
        expect(await takeFills({ Records: arranged.slice(i, i + 4) })).toEqual({ batchItemFailures: [] });
      early.push(await bringEarly());
      expect(queues.sent['DEAD_LETTERS_URL'], name).toBeUndefined();
      states.set(`${n} ${name}`, await stateOf(id));
    }
    const calm = states.get('0 in order');
    expect(calm).toMatchObject({ revision: 12 });
    for (const [name, state] of states) expect(state, name).toEqual(calm);
    expect(early[0], 'in order none waits').toBe(0);
    expect(Math.max(...early), 'backwards a chain waits link by link').toBeGreaterThan(1);
  });

  it('that take back what never comes are looked at ever more seldom, and are poison after twelve hours', async () => {
    await open('never');
    const record = message('never', { fills: [bust(1, 'none'), fill(2), fill(3, { instrument: 'NO-SUCH' })] }, 0);
    expect(await takeFills({ Records: [record] })).toEqual({ batchItemFailures: [] });
    const { EARLY_URL: [early] = [], DEAD_LETTERS_URL: letters = [] } = queues.sent;
    expect(letters.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^f3: unknown-instrument, [^;]*$/)]);
    expect(JSON.parse(early!.body)).toEqual({
      detail: { tenantId: 'local', portfolioId: 'never', fills: [bust(1, 'none')] },
    });
    for (const receipts of [1, 2, 7, 8, 200])
      expect((await takeEarly({ Records: [waiting(early!, receipts)] })).batchItemFailures).toHaveLength(1);
    expect(queues.delays).toEqual([2, 4, 128, 180, 180]);
    expect(await takeEarly({ Records: [waiting(early!, 245, 12.1 * HOURS_MS)] })).toEqual({ batchItemFailures: [] });
    expect(queues.sent['DEAD_LETTERS_URL']?.at(-1)).toMatchObject({
      body: early!.body,
      reason: 'b1: unknown-fill, the ledger holds no fill none',
    });
  });

  it('that turn out to be refused once their fill is there are poison at once', async () => {
    await open('late');
    await takeFills({ Records: [message('late', { fills: [fill(9, { corrects: 'f1' })] }, 0)] });
    await takeFills({ Records: [message('late', { fills: [fill(1), bust(2, 'f1')] }, 1)] });
    expect(await bringEarly()).toBe(1);
    expect(queues.sent['DEAD_LETTERS_URL']).toEqual([
      expect.objectContaining({ reason: expect.stringMatching(/^f9: conflict, f1 was taken back by b2/) }),
    ]);
  });
});
