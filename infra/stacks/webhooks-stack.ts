import { Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { WebhookDelivery } from '../constructs/webhook-delivery.ts';
import { EVENTS_OUT } from './bus-stack.ts';

type WebhooksStackProps = { readonly webhookTable: Table; readonly bus: EventBus };

/** Tells webhooks what happens to portfolios. */
export class WebhooksStack extends Stack {
  /** takes a message for each delivery that is to be made */
  readonly deliveries: Queue;

  constructor(scope: Construct, id: string, { webhookTable, bus }: WebhooksStackProps) {
    super(scope, id, { description: 'Ballast: tells webhooks what happens to portfolios' });
    this.deliveries = new WebhookDelivery(this, 'Webhooks', { webhookTable, bus, detailTypes: EVENTS_OUT }).deliveries;
  }
}
