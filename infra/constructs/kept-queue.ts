import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** How long something may come again before it is given up: half of what the stream keeps. */
export const MOST_HOURS_OF_OUTAGE = 12;

/** How often a message that comes again after that time may be received. */
export function mostReceipts(everySeconds: number): number {
  return (MOST_HOURS_OF_OUTAGE * 3600) / everySeconds;
}

/** A queue that keeps what waits for as long as SQS can, encrypted where it lies and on its way. */
export function keptQueue(scope: Construct, id: string, props: QueueProps = {}): Queue {
  const kept = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
  return new Queue(scope, id, { ...kept, ...props });
}

/** Where lies what was given up. */
export function deadLetterQueue(scope: Construct, id: string, props: QueueProps = {}): Queue {
  const queue = keptQueue(scope, id, props);
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'The queue is itself a dead-letter queue.' });
  return queue;
}
