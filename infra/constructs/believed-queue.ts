import type { IRule } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { BallastFunction } from './ballast-function.ts';

type Senders = {
  readonly roleArns: readonly string[];
  /** whose events it takes as well */
  readonly rule?: IRule;
};

/** What lies in the queue is believed: nobody else may put anything there, whatever is granted elsewhere. */
export function takeOnlyFrom(queue: Queue, { roleArns, rule }: Senders): void {
  const otherRule = rule === undefined ? {} : { 'aws:SourceArn': rule.ruleArn };
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': [...roleArns], ...otherRule } },
    }),
  );
}

export function roleOf({ lambda }: BallastFunction): string {
  return lambda.role?.roleArn ?? '';
}

/** What `StartMessageMoveTask` needs to put dead letters back where they came from. */
export function grantRedrive(role: Role, from: Queue, to: Queue): void {
  const take = ['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  role.addToPolicy(new PolicyStatement({ actions: take, resources: [from.queueArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [to.queueArn] }));
}
