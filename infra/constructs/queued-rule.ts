import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

type QueuedRule = {
  readonly bus: IEventBus;
  readonly eventPattern: EventPattern;
  readonly queue: Queue;
  /** keeps what the queue did not take in the twenty-four hours for which EventBridge tries */
  readonly deadLetters: Queue;
};

/** Queues the events that match; to whoever reads the queue its dead letters are events as well. */
export function queueEvents(scope: Construct, id: string, { bus, eventPattern, queue, deadLetters }: QueuedRule): Rule {
  const targets = [new SqsQueue(queue, { deadLetterQueue: deadLetters })];
  return new Rule(scope, id, { eventBus: bus, eventPattern, targets });
}
