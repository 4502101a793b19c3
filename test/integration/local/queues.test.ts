import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { type Queues, startQueues } from '../../../infra/local/events/queues.ts';

async function receive(queues: Queues, QueueUrl: string): Promise<(string | undefined)[]> {
  const { Messages = [] } = await queues.client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body }) => Body);
}

test('what a process took that has ended comes again when it is released, after a restart too', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ballast-queues-'));
  const first = await startQueues(dataDir);
  const queue = first.create('invocations', { VisibilityTimeout: '600' });
  first.send(queue, 'a');
  expect(await receive(first, queue.url)).toEqual(['a']);
  expect(await receive(first, queue.url)).toEqual([]);
  await first.close();

  const second = await startQueues(dataDir);
  expect(await receive(second, queue.url)).toEqual([]);
  await second.release(second.create('invocations', {}));
  await expect.poll(() => receive(second, queue.url), { timeout: 10_000 }).toEqual(['a']);
  await second.close();
  rmSync(dataDir, { recursive: true });
});
