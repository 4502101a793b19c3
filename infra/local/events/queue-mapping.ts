import type { Message } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Invocation, LocalFunction } from '../functions/local-function.ts';
import { REGION } from '../template/intrinsics.ts';
import { QueuePoller } from './queue-poller.ts';
import type { Queue, Queues } from './queues.ts';

const LANES = 2;

type QueueMappingSettings = {
  readonly target: LocalFunction;
  readonly queues: Queues;
  readonly queue: Queue;
  readonly batchSize: number;
  /** the function names the messages that failed */
  readonly partial: boolean;
};

/** Feeds a queue to a function. What fails stays in the queue, whose own redrive policy says when it is given up. */
export function queueMapping({ target, queues, queue, batchSize, partial }: QueueMappingSettings): QueuePoller {
  return new QueuePoller({
    queues,
    queue,
    batchSize,
    lanes: LANES,
    work: async (messages) => {
      const invocation = await target.invoke({ Records: messages.map((message) => recordOf(message, queue)) });
      return doneMessages(messages, invocation, partial);
    },
  });
}

function recordOf(message: Message, queue: Queue): SQSRecord {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue, DataType }]) => [
    name,
    { stringValue: StringValue, dataType: DataType },
  ]);
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: (message.Attributes ?? {}) as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(attributes) as SQSRecord['messageAttributes'],
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: REGION,
  };
}

/** All but those that the function reported; none when it failed or reported something that isn't in the batch. */
function doneMessages(messages: readonly Message[], invocation: Invocation, partial: boolean): readonly Message[] {
  if (!invocation.ok) return [];
  if (!partial) return messages;
  const answer = invocation.payload as {
    readonly batchItemFailures?: readonly { readonly itemIdentifier?: unknown }[];
  } | null;
  const failures = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return [];
  const failed = new Set(failures.map(({ itemIdentifier }: { readonly itemIdentifier?: unknown }) => itemIdentifier));
  const known = messages.filter(({ MessageId }) => failed.has(MessageId));
  return known.length < failed.size ? [] : messages.filter(({ MessageId }) => !failed.has(MessageId));
}
