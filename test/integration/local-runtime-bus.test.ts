import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalSystem, startLocalSystem } from '../../infra/local/local-system.ts';
import { LOCAL_AWS } from '../support/local-aws.ts';
import { writeFixtureAssembly } from '../support/local-fixture/assembly.ts';

const TAKE = { 'Fn::GetAtt': ['take', 'Arn'] };

const BUS = {
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'desk-bus' } },
  Filled: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern: { 'detail-type': ['TradeFilled'], detail: { desk: [{ prefix: 'eu-' }] } },
      Targets: [{ Id: 'Target0', Arn: TAKE, RetryPolicy: { MaximumRetryAttempts: 5 } }],
    },
  },
  EveryMinute: {
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'rate(1 minute)', Targets: [{ Id: 'Target0', Arn: TAKE }] },
  },
  TakeInvokes: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: 'take' },
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } },
    },
  },
};

let directory: string;
let system: LocalSystem;
let client: EventBridgeClient;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ballast-bus-'));
  writeFixtureAssembly(directory, BUS);
  await start();
});

afterEach(async () => {
  await stop();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<void> {
  system = await startLocalSystem({ assembly: join(directory, 'assembly'), dataDir: join(directory, 'data') });
  client = new EventBridgeClient({ ...LOCAL_AWS, endpoint: system.eventsEndpoint });
}

async function stop(): Promise<void> {
  client.destroy();
  await system.close();
}

function entry(name: string, more: object = {}, DetailType = 'TradeFilled') {
  const Detail = JSON.stringify({ name, desk: 'eu-1', ...more });
  return { EventBusName: 'desk-bus', Source: 'desk', DetailType, Detail };
}

function seen(): string[] {
  const file = join(directory, 'seen');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

const fills = () => seen().filter((line) => line.startsWith('TradeFilled'));

test('an event goes to the rules that match it, and a rule with a rate starts at once', async () => {
  const Entries = [entry('a'), entry('b', { desk: 'us-1' }), entry('c', {}, 'Else'), entry('d')];
  const answer = await client.send(new PutEventsCommand({ Entries }));
  expect(answer.FailedEntryCount).toBe(0);
  expect(new Set(answer.Entries?.map(({ EventId }) => EventId)).size).toBe(4);
  await expect.poll(() => seen().length, { timeout: 10_000 }).toBe(3);
  expect(seen().sort()).toEqual(['Scheduled Event aws.events', 'TradeFilled a', 'TradeFilled d']);
});

test('what a function fails to take is retried, then given up with its event', async () => {
  await client.send(
    new PutEventsCommand({ Entries: [entry('bad', { mode: 'poison' }), entry('late', { mode: 'once' })] }),
  );
  await expect.poll(() => [fills(), system.queued().length], { timeout: 20_000 }).toEqual([['TradeFilled late'], 1]);
  expect(JSON.parse(system.queued()[0] ?? '')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    requestPayload: { source: 'desk', 'detail-type': 'TradeFilled', detail: { name: 'bad', mode: 'poison' } },
  });
});

test('an accepted event outlives a restart', async () => {
  const names = Array.from({ length: 10 }, (_, i) => `e${i}`);
  await client.send(new PutEventsCommand({ Entries: names.map((name) => entry(name)) }));
  await stop();
  await start();
  await expect.poll(fills, { timeout: 20_000 }).toHaveLength(10);
  expect(fills().sort()).toEqual(names.map((name) => `TradeFilled ${name}`));
});

test('a bad entry is refused alone, a bus that is not there with the request', async () => {
  const Entries = [entry('a'), { ...entry('b'), Detail: '[1]' }, { ...entry('c'), Source: '' }];
  const answer = await client.send(new PutEventsCommand({ Entries }));
  expect(answer.FailedEntryCount).toBe(2);
  expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, 'MalformedDetail', 'InvalidArgument']);
  const nowhere = client.send(new PutEventsCommand({ Entries: [{ ...entry('d'), EventBusName: 'nowhere' }] }));
  await expect(nowhere).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const many = client.send(new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => entry('e')) }));
  await expect(many).rejects.toMatchObject({ name: 'ValidationException' });
});
