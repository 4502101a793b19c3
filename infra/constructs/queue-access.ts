import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { BallastFunction } from './ballast-function.ts';

/** Names the queue to the function and lets it send there, in one call: neither is ever there without the other. */
export function grantSend({ lambda }: BallastFunction, queue: IQueue, variable: string): void {
  lambda.addEnvironment(variable, queue.queueUrl);
  lambda.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
}

type QueueFeed = {
  readonly id: string;
  readonly queue: IQueue;
  readonly to: BallastFunction;
  /** above it the queue waits, where a throttled function would use up receipts */
  readonly mostAtOnce: number;
  readonly batchSize?: number;
};

/** Hands the queue's messages to the function, which says by itself which of them come again. */
export function feedFrom(scope: Construct, { id, queue, to, mostAtOnce, batchSize = 10 }: QueueFeed): void {
  queue.grantConsumeMessages(to.lambda);
  new EventSourceMapping(scope, id, {
    target: to.lambda,
    eventSourceArn: queue.queueArn,
    batchSize,
    maxConcurrency: mostAtOnce,
    reportBatchItemFailures: true,
  }).node.addDependency(to);
}
