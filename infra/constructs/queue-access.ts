import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { BallastFunction } from './ballast-function.ts';

/** Names the queue to the function and lets it send there, in one call: neither is ever there without the other. */
export function grantSend({ lambda }: BallastFunction, queue: IQueue, variable: string): void {
  lambda.addEnvironment(variable, queue.queueUrl);
  lambda.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
}
