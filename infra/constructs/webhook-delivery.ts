import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { LIMITS } from '../../shared/contract/index.ts';
import { BallastFunction } from './ballast-function.ts';
import { deadLetterQueue, keptQueue, mostReceipts } from './kept-queue.ts';
import { feedFrom, grantSend } from './queue-access.ts';
import { queueEvents } from './queued-rule.ts';
import { grantWebhooks } from './table-access.ts';

type WebhookDeliveryProps = {
  readonly webhookTable: Table;
  readonly bus: EventBus;
  readonly detailTypes: readonly string[];
};

const TIMEOUT_SECONDS = 30;
/** six times the function's timeout, as AWS advises */
const VISIBILITY_SECONDS = 6 * TIMEOUT_SECONDS;
/** so that targets that hang hold up no other part of the platform; a few more are reserved, as a throttled function would use up receipts */
const MOST_AT_ONCE = 20;
const MOST_SLOW_AT_ONCE = 10;

type Fed = { readonly name: string; readonly description: string; readonly mostAtOnce?: number };

/**
 * From the bus to the webhooks that want an event: one queue to find them, one with a message for each delivery until it is made, and one for those
 * whose target was slow the last time, which hold up one another only.
 */
export class WebhookDelivery extends Construct {
  readonly deliveries: Queue;

  constructor(scope: Construct, id: string, { webhookTable, bus, detailTypes }: WebhookDeliveryProps) {
    super(scope, id);
    const unfound = deadLetterQueue(this, 'WebhookEventsDeadLetters');
    const events = this.#queue('WebhookEvents', unfound, mostReceipts(VISIBILITY_SECONDS));
    const undelivered = deadLetterQueue(this, 'DeliveriesDeadLetters');
    const mostTries = LIMITS.webhookAttempts + mostReceipts(VISIBILITY_SECONDS);
    this.deliveries = this.#queue('Deliveries', undelivered, mostTries);
    const slow = this.#queue('SlowDeliveries', undelivered, mostTries);
    const eventPattern = { source: ['ballast'], detailType: [...detailTypes] };
    queueEvents(this, 'Told', { bus, eventPattern, queue: events, deadLetters: unfound });
    const finder = this.#fed(events, webhookTable, 'WebhookEvents', {
      name: 'webhook-events',
      description: 'Makes a delivery for every webhook that wants an event',
    });
    const deliverer = this.#fed(this.deliveries, webhookTable, 'WebhookDelivery', {
      name: 'webhook-delivery',
      description: 'Posts events to webhooks, signed',
    });
    const slowLane = this.#fed(slow, webhookTable, 'WebhookSlowLane', {
      name: 'webhook-slow-lane',
      description: 'Posts events to webhooks that are slow, so that quick ones need not wait',
      mostAtOnce: MOST_SLOW_AT_ONCE,
    });
    grantSend(finder, this.deliveries, 'DELIVERIES_URL');
    grantSend(finder, unfound, 'DEAD_LETTERS_URL');
    grantSend(deliverer, slow, 'SLOW_LANE_URL');
    for (const [fed, queue] of [
      [deliverer, this.deliveries],
      [slowLane, slow],
    ] as const) {
      fed.lambda.addEnvironment('DELIVERIES_URL', queue.queueUrl);
      grantSend(fed, undelivered, 'DEAD_LETTERS_URL');
    }
  }

  #fed(queue: Queue, webhookTable: Table, id: string, { mostAtOnce = MOST_AT_ONCE, ...what }: Fed): BallastFunction {
    const fed = new BallastFunction(this, id, {
      ...what,
      memoryMb: 512,
      timeoutSeconds: TIMEOUT_SECONDS,
      reservedConcurrency: mostAtOnce + 5,
    });
    grantWebhooks(webhookTable, fed);
    feedFrom(this, { id: `${id}Feed`, queue, to: fed, mostAtOnce });
    return fed;
  }

  #queue(id: string, deadLetters: Queue, maxReceiveCount: number): Queue {
    return keptQueue(this, `${id}Queue`, {
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount },
    });
  }
}
