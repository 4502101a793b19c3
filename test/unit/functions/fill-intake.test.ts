import type { SQSRecord } from 'aws-lambda';
import { beforeEach, expect, it, vi } from 'vitest';

type Sent = { readonly variable: string; readonly message: { readonly id: string; readonly reason?: string } };

const sent: Sent[] = [];
const taken: string[] = [];
const letters = { reachable: true };

vi.mock('../../../functions/queues/send.ts', () => ({
  send: async (variable: string, message: Sent['message']) => {
    if (!letters.reachable) throw new Error('no queue');
    sent.push({ variable, message });
  },
}));
vi.mock('../../../functions/http/index.ts', () => ({
  stored: () => ({}),
  logger: { warn: () => null, error: () => null },
}));
vi.mock('../../../shared/usecases/index.ts', async (original) => ({
  ...(await original<object>()),
  recordFills: async (_stores: unknown, _tenant: string, _portfolio: string, [{ fillId }]: [{ fillId: string }]) => {
    if (fillId.startsWith('defect')) throw new Error('a defect');
    if (fillId.startsWith('denied')) throw Object.assign(new Error('no right'), { $metadata: {} });
    if (fillId.startsWith('busy'))
      return { ok: false, failure: { reason: 'unavailable', detail: 'the store is busy' } };
    taken.push(fillId);
    return { ok: true, value: { revision: 1, results: [{ fillId, outcome: 'applied', revision: 1 }] } };
  },
}));
const { handler } = await import('../../../functions/fill-intake/handler.ts');

beforeEach(() => {
  sent.length = 0;
  taken.length = 0;
  letters.reachable = true;
});

function record(messageId: string, group: string, fillId: string | null): SQSRecord {
  const fill = { instrument: 'BTC-PERP', side: 'buy', quantity: 1, price: 1, executedAt: '2026-02-05T10:00:00Z' };
  const detail = { tenantId: 'local', portfolioId: group, ...(fillId === null ? {} : { fillId }), ...fill };
  const attributes = { MessageGroupId: group, MessageDeduplicationId: `id of ${messageId}` };
  return { messageId, body: JSON.stringify({ detail }), attributes } as SQSRecord;
}

async function failuresOf(...Records: SQSRecord[]): Promise<string[]> {
  const { batchItemFailures } = await handler({ Records });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

it.each(['busy', 'denied'])(
  '%s: gives back the message and those behind it in its group, and no other',
  async (kind) => {
    const records = [
      record('1', 'a', 'a1'),
      record('2', 'b', `${kind}-b`),
      record('3', 'b', 'b2'),
      record('4', 'a', 'a2'),
    ];
    expect(await failuresOf(...records)).toEqual(['2', '3']);
    expect(taken).toEqual(['a1', 'a2']);
    expect(sent).toEqual([]);
  },
);

it('puts what only fails into the dead letters with its reason and goes on in the group', async () => {
  expect(await failuresOf(record('1', 'a', 'defect-a'), record('2', 'a', 'a2'))).toEqual([]);
  expect(taken).toEqual(['a2']);
  expect(sent).toMatchObject([
    { variable: 'DEAD_LETTERS_URL', message: { group: 'a', id: '1', reason: 'Error: a defect' } },
  ]);
});

it('gives back what the dead letters do not take either', async () => {
  letters.reachable = false;
  expect(await failuresOf(record('1', 'a', 'defect-a'), record('2', 'b', null), record('3', 'c', 'c1'))).toEqual([
    '1',
    '2',
  ]);
  expect(taken).toEqual(['c1']);
});

it('puts what does not read into the dead letters with its reason and goes on in the group', async () => {
  expect(await failuresOf(record('1', 'a', null), record('2', 'a', 'a2'))).toEqual([]);
  expect(taken).toEqual(['a2']);
  expect(sent).toEqual([{ variable: 'DEAD_LETTERS_URL', message: expect.objectContaining({ group: 'a', id: '1' }) }]);
  expect(sent[0]?.message.reason).toMatch(/^malformed: .*fills\/0/);
});
