import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BallastFunction } from './ballast-function.ts';
import { grantRedrive, roleOf, takeOnlyFrom } from './believed-queue.ts';
import { deadLetterQueue, keptQueue, mostReceipts } from './kept-queue.ts';
import { feedFrom, grantSend } from './queue-access.ts';
import { queueEvents } from './queued-rule.ts';

type FillRoutingProps = {
  readonly bus: EventBus;
  readonly detailType: string;
  readonly intake: Queue;
  /** may put dead letters back */
  readonly fillPublisher: Role;
};

const TIMEOUT_SECONDS = 10;
/** six times the function's timeout, as AWS advises */
const VISIBILITY_SECONDS = 6 * TIMEOUT_SECONDS;
const MOST_AT_ONCE = 10;

/**
 * From the rule for fills into the groups of their portfolios. A queue lies between: a function that a rule calls by itself is tried twice more,
 * within three minutes, and an outage of SQS may last longer.
 */
export class FillRouting extends Construct {
  readonly router: BallastFunction;

  constructor(scope: Construct, id: string, { bus, detailType, intake, fillPublisher }: FillRoutingProps) {
    super(scope, id);
    const unrouted = deadLetterQueue(this, 'UnroutedFills');
    const arrived = keptQueue(this, 'Arrived', {
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: unrouted, maxReceiveCount: mostReceipts(VISIBILITY_SECONDS) },
    });
    const eventPattern = { detailType: [detailType] };
    const rule = queueEvents(this, 'Filled', { bus, eventPattern, queue: arrived, deadLetters: unrouted });
    this.router = this.#router(arrived);
    grantSend(this.router, intake, 'INTAKE_URL');
    grantSend(this.router, unrouted, 'DEAD_LETTERS_URL');
    takeOnlyFrom(arrived, { roleArns: [fillPublisher.roleArn], rule });
    takeOnlyFrom(unrouted, { roleArns: [roleOf(this.router)], rule });
    grantRedrive(fillPublisher, unrouted, arrived);
  }

  #router(arrived: Queue): BallastFunction {
    const router = new BallastFunction(this, 'FillRouter', {
      name: 'fill-router',
      description: 'Queues a fill in the group of its portfolio',
      memoryMb: 256,
      timeoutSeconds: TIMEOUT_SECONDS,
      reservedConcurrency: MOST_AT_ONCE + 5,
    });
    feedFrom(this, { id: 'Routed', queue: arrived, to: router, mostAtOnce: MOST_AT_ONCE });
    return router;
  }
}
