import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { AnyPrincipal, Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DeduplicationScope, FifoThroughputLimit, type Queue, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BallastFunction } from './ballast-function.ts';
import { deadLetterQueue, keptQueue, mostReceipts } from './kept-queue.ts';
import { grantSend } from './queue-access.ts';
import { grantTable } from './table-access.ts';

type FillIntakeProps = {
  readonly table: Table;
  readonly bus: EventBus;
  /** may put dead letters back */
  readonly fillPublisher: Role;
  readonly detailType: string;
};

const TIMEOUT_SECONDS = 30;
/** of the intake at once; above it the queue waits, where a throttled function would use up receipts */
const MOST_AT_ONCE = 50;
/** six times the function's timeout, as AWS advises */
const VISIBILITY_SECONDS = 6 * TIMEOUT_SECONDS;

/** Every portfolio is a group of its own, and so is what is told apart and what is counted against the queue's limits. */
const FIFO: QueueProps = {
  fifo: true,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
};

/** From the rule for fills through a queue that hands out one message per portfolio at a time into the ledger. */
export class FillIntake extends Construct {
  constructor(scope: Construct, id: string, { table, bus, fillPublisher, detailType }: FillIntakeProps) {
    super(scope, id);
    const deadLetters = deadLetterQueue(this, 'FillDeadLetters', FIFO);
    const intake = keptQueue(this, 'Intake', {
      ...FIFO,
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: mostReceipts(VISIBILITY_SECONDS) },
    });
    const unrouted = deadLetterQueue(this, 'UnroutedFills');
    const router = this.#router(intake, unrouted);
    const filled = new Rule(this, 'Filled', { eventBus: bus, eventPattern: { detailType: [detailType] } });
    filled.addTarget(new LambdaFunction(router.lambda, { deadLetterQueue: unrouted }));
    const taker = this.#taker(table, intake, deadLetters);
    takeOnlyFrom(intake, [roleOf(router), fillPublisher.roleArn]);
    takeOnlyFrom(deadLetters, [roleOf(taker)]);
    grantRedrive(fillPublisher, deadLetters, intake);
  }

  #router(intake: Queue, unrouted: Queue): BallastFunction {
    const router = new BallastFunction(this, 'FillRouter', {
      name: 'fill-router',
      description: 'Queues a fill in the group of its portfolio',
      memoryMb: 256,
      timeoutSeconds: 10,
      reservedConcurrency: 50,
    });
    router.lambda.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(unrouted) });
    grantSend(router, intake, 'INTAKE_URL');
    return router;
  }

  #taker(table: Table, intake: Queue, deadLetters: Queue): BallastFunction {
    const taker = new BallastFunction(this, 'FillIntake', {
      name: 'fill-intake',
      description: 'Applies queued fills exactly once',
      memoryMb: 512,
      timeoutSeconds: TIMEOUT_SECONDS,
      reservedConcurrency: MOST_AT_ONCE + 10,
    });
    grantTable(table, taker, 'write');
    grantSend(taker, deadLetters, 'DEAD_LETTERS_URL');
    intake.grantConsumeMessages(taker.lambda);
    new EventSourceMapping(this, 'Fills', {
      target: taker.lambda,
      eventSourceArn: intake.queueArn,
      batchSize: 10,
      maxConcurrency: MOST_AT_ONCE,
      reportBatchItemFailures: true,
    }).node.addDependency(taker);
    return taker;
  }
}

function roleOf({ lambda }: BallastFunction): string {
  return lambda.role?.roleArn ?? '';
}

/** What lies in the queue is believed: nobody else may put anything there, whatever is granted elsewhere. */
function takeOnlyFrom(queue: Queue, roleArns: readonly string[]): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': [...roleArns] } },
    }),
  );
}

/** What `StartMessageMoveTask` needs to put dead letters back where they came from. */
function grantRedrive(role: Role, from: Queue, to: Queue): void {
  const take = ['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  role.addToPolicy(new PolicyStatement({ actions: take, resources: [from.queueArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [to.queueArn] }));
}
