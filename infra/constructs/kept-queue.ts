import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

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
