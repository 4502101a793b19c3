import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { logger } from '../../../functions/http/index.ts';

type Entry = {
  readonly DetailType: string;
  readonly Source: string;
  readonly EventBusName: string;
  readonly Detail: string;
};

type Letter = { readonly body: string; readonly reason: string };
const letters: Letter[] = [];
vi.mock('../../../functions/queues/send.ts', () => ({
  send: async (_variable: string, letter: Letter) => void letters.push(letter),
}));
const { handler } = await import('../../../functions/event-publisher/handler.ts');

/** A bus that answers some ids with an error, a request with an `invalid` id with nothing else, and is out of order while `down`. */
const requests: Entry[][] = [];
const errors = new Map<number, string>();
const invalid = new Set<number>();
let down = false;
let server: Server;

const idOf = ({ Detail }: Entry) => (JSON.parse(Detail) as { id: number }).id;

beforeAll(async () => {
  server = createServer((request, response) => {
    void json(request).then((body) => {
      const { Entries } = body as { readonly Entries: Entry[] };
      requests.push(Entries);
      const results = Entries.map((entry) =>
        errors.has(idOf(entry)) ? { ErrorCode: errors.get(idOf(entry)), ErrorMessage: 'so' } : { EventId: 'x' },
      );
      const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
      const isInvalid = Entries.some((entry) => invalid.has(idOf(entry)));
      const failure = down ? 'InternalException' : isInvalid ? 'ValidationException' : null;
      response.writeHead(failure === null ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(failure === null ? { FailedEntryCount, Entries: results } : { __type: failure }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_EVENTBRIDGE: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    EVENT_BUS_NAME: 'ballast',
  });
  logger.setLogLevel('SILENT');
});
afterAll(() => server.close());
beforeEach(() => {
  requests.length = 0;
  letters.length = 0;
  errors.clear();
  invalid.clear();
  down = false;
});

function record(id: number, padding = ''): DynamoDBRecord {
  const event = { id, type: 'MarginComputed', portfolioId: 'desk', createdAt: '2026-02-05T10:00:00.000Z', padding };
  return {
    eventName: 'INSERT',
    dynamodb: {
      Keys: { PK: { S: 'TENANT#acme#PORTFOLIO#desk' }, SK: { S: `G#1#EVENT#${id}` } },
      NewImage: { eventType: { S: event.type }, event: { S: JSON.stringify(event) } },
      SequenceNumber: String(1000 + id),
    },
  };
}

const records = (count: number) => Array.from({ length: count }, (_, i) => record(i));
const publish = async (Records: DynamoDBRecord[]) =>
  (await handler({ Records })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

test('every event is put with its tenant and type, ten to a request', async () => {
  expect(await publish(records(23))).toEqual([]);
  expect(requests.map((entries) => entries.length)).toEqual([10, 10, 3]);
  expect(requests.flat().map(idOf)).toEqual(Array.from({ length: 23 }, (_, i) => i));
  const [first] = requests.flat();
  expect(first).toMatchObject({ EventBusName: 'ballast', Source: 'ballast', DetailType: 'MarginComputed' });
  expect(JSON.parse(first?.Detail ?? '')).toMatchObject({ tenantId: 'acme', portfolioId: 'desk', id: 0 });
});

test('large ones go in requests of their own size', async () => {
  expect(await publish([record(0, 'x'.repeat(150_000)), record(1, 'x'.repeat(100_000)), record(2)])).toEqual([]);
  expect(requests.map((entries) => entries.map(idOf))).toEqual([[0], [1, 2]]);
});

test('what the bus did not take comes again, and what was behind its request and not sent', async () => {
  errors.set(12, 'ThrottlingException').set(14, 'InternalFailure');
  expect(await publish(records(25))).toEqual(['1012', '1014', '1020', '1021', '1022', '1023', '1024']);
  expect([requests.length, letters]).toEqual([2, []]);
});

test('what the bus never takes is in the dead letters with its reason, alone', async () => {
  errors.set(1, 'MalformedDetail');
  invalid.add(13);
  expect(await publish(records(15))).toEqual([]);
  expect(letters.map(({ body, reason }) => [(JSON.parse(body) as { id: number }).id, reason])).toEqual([
    [1, 'MalformedDetail: so'],
    [13, expect.stringContaining('ValidationException')],
  ]);
  expect(requests.map((entries) => entries.length)).toEqual([10, 5, 1, 1, 1, 1, 1]);
});

test('a log that does not read is in the dead letters, and what is beside it on the bus', async () => {
  const { dynamodb } = record(1);
  const rotten = { ...record(1), dynamodb: { ...dynamodb, NewImage: { event: { S: 'rotten' } } } };
  expect(await publish([record(0), rotten, record(2)])).toEqual([]);
  expect(letters).toMatchObject([{ body: JSON.stringify(dynamodb?.Keys), reason: expect.stringContaining('rotten') }]);
  expect(requests.flat().map(idOf)).toEqual([0, 2]);
});

test('where the bus is not there, all of its request come again', async () => {
  down = true;
  expect(await publish(records(3))).toEqual(['1000', '1001', '1002']);
  expect(letters).toEqual([]);
});

/** A change of the item with these keys. */
const keys = (PK: string, SK: string): DynamoDBRecord => ({
  eventName: 'MODIFY',
  dynamodb: {
    Keys: { PK: { S: PK }, SK: { S: SK } },
    SequenceNumber: '1',
    ApproximateCreationDateTime: 1_770_285_600,
  },
});

test('a new version of a market is told to the bus, by its newest item alone', async () => {
  const moved = keys('TENANT#acme#MARKETS', 'MARKET#default');
  expect(await publish([moved, keys('TENANT#acme#MARKET#default', 'VERSION#1')])).toEqual([]);
  expect(requests.flat()).toMatchObject([{ DetailType: 'MarketMoved', Source: 'ballast' }]);
  expect(JSON.parse(requests.flat()[0]?.Detail ?? '')).toEqual({ tenantId: 'acme', marketId: 'default' });
});

test('what is no new event of a portfolio is not for the bus', async () => {
  const { dynamodb } = record(1);
  const removed: DynamoDBRecord = { eventName: 'REMOVE', ...(dynamodb === undefined ? {} : { dynamodb }) };
  const other: DynamoDBRecord = { eventName: 'INSERT', dynamodb: { Keys: { PK: { S: 'KEY#x' }, SK: { S: 'KEY' } } } };
  expect(await publish([removed, other])).toEqual([]);
  expect(requests).toEqual([]);
});
