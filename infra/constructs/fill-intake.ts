import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { DeduplicationScope, FifoThroughputLimit, type Queue, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BallastFunction } from './ballast-function.ts';
import { grantRedrive, roleOf, takeOnlyFrom } from './believed-queue.ts';
import { EarlyFills } from './early-fills.ts';
import { FillRouting } from './fill-routing.ts';
import { deadLetterQueue, keptQueue, mostReceipts } from './kept-queue.ts';
import { feedFrom, grantSend } from './queue-access.ts';
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

/** From the rule for fills through a queue that hands out one message per portfolio at a time into the ledger; what overtook its fill waits beside it. */
export class FillIntake extends Construct {
  constructor(scope: Construct, id: string, { table, bus, fillPublisher, detailType }: FillIntakeProps) {
    super(scope, id);
    const deadLetters = deadLetterQueue(this, 'FillDeadLetters', FIFO);
    const intake = keptQueue(this, 'Intake', {
      ...FIFO,
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: mostReceipts(VISIBILITY_SECONDS) },
    });
    const { router } = new FillRouting(this, 'Routing', { bus, detailType, intake, fillPublisher });
    const taker = this.#taker(table, intake, deadLetters);
    const early = new EarlyFills(this, 'Waiting', { table, deadLetters, fifo: FIFO });
    grantSend(taker, early.queue, 'EARLY_URL');
    takeOnlyFrom(intake, { roleArns: [roleOf(router), fillPublisher.roleArn] });
    takeOnlyFrom(early.queue, { roleArns: [roleOf(taker)] });
    takeOnlyFrom(deadLetters, { roleArns: [roleOf(taker), roleOf(early.taker)] });
    grantRedrive(fillPublisher, deadLetters, intake);
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
    feedFrom(this, { id: 'Fills', queue: intake, to: taker, mostAtOnce: MOST_AT_ONCE });
    return taker;
  }
}
