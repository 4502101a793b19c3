import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startQueues } from '../../infra/local/events/queues.ts';
import { type LocalSystem, startLocalSystem } from '../../infra/local/local-system.ts';
import { LOCAL_AWS } from '../support/local-aws.ts';
import { writeFixtureAssembly } from '../support/local-fixture/assembly.ts';

const INTAKE = {
  Intake: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      FifoQueue: true,
      VisibilityTimeout: 1,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['IntakeDeadLetters', 'Arn'] }, maxReceiveCount: 2 },
    },
  },
  IntakeDeadLetters: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
  IntakeMapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Intake', 'Arn'] },
      FunctionName: { Ref: 'take' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
};

let directory: string;
let system: LocalSystem;
let client: SQSClient;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ballast-queue-'));
  writeFixtureAssembly(directory, INTAKE);
  system = await startLocalSystem({ assembly: join(directory, 'assembly'), dataDir: join(directory, 'data') });
  const { queuesEndpoint: endpoint } = system;
  client = new SQSClient({ ...LOCAL_AWS, endpoint, useQueueUrlAsEndpoint: false });
});

afterEach(async () => {
  client.destroy();
  await system.close();
  rmSync(directory, { recursive: true });
});

async function send(MessageGroupId: string, name: string, mode = 'plain'): Promise<void> {
  const MessageBody = JSON.stringify({ name, mode });
  const QueueUrl = 'http://sqs.us-east-1.localhost/000000000000/Intake.fifo';
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId: name }));
}

function seen(): string[] {
  const file = join(directory, 'seen');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function ofGroup(group: string): string[] {
  return seen().filter((line) => line.startsWith(group));
}

test('messages of a group arrive in order, a repeat within minutes is dropped', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `m${i}`);
  for (const name of names) await send(Number(name.slice(1)) % 2 === 0 ? 'even' : 'odd', name);
  await send('even', 'm0');
  await expect.poll(() => seen().length, { timeout: 20_000 }).toBe(12);
  expect(ofGroup('even')).toEqual(['m0', 'm2', 'm4', 'm6', 'm8', 'm10'].map((name) => `even ${name}`));
  expect(ofGroup('odd')).toEqual(['m1', 'm3', 'm5', 'm7', 'm9', 'm11'].map((name) => `odd ${name}`));
});

test('a failed message comes again before what is behind it; poison goes to the dead letters alone', async () => {
  await send('a', 'first', 'once');
  await send('a', 'second');
  await send('b', 'bad', 'poison');
  await send('b', 'good');
  await expect.poll(() => seen().length, { timeout: 20_000 }).toBe(3);
  expect(ofGroup('a')).toEqual(['a first', 'a second']);
  expect(seen()).toContain('b good');
  expect(system.queued().map((body) => (JSON.parse(body) as { name: string }).name)).toEqual(['bad']);
});

test('the queues are for signed requests', async () => {
  const unsigned = await fetch(system.queuesEndpoint, { method: 'POST', body: 'Action=ListQueues' });
  expect(unsigned.status).toBe(403);
});

test('what comes again before its taker gives it back is no end of the deliveries', async () => {
  const queues = await startQueues(join(directory, 'other'));
  const queue = queues.create('brief', { VisibilityTimeout: '1' });
  const receive = async () =>
    (await queues.client.send(new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 3 }))).Messages?.[0];
  queues.send(queue, 'slow');
  const first = await receive();
  expect((await receive())?.Body).toBe('slow');
  await queues.hide(queue, first!.ReceiptHandle!, 5);
  await queues.close();
});
