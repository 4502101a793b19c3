import type { EventBridgeEvent, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { portfolioEvent } from '../../shared/contract/index.ts';
import { routeEvent } from '../../shared/usecases/index.ts';
import { logger, storedWebhooks } from '../http/index.ts';
import { enqueueAll } from '../queues/deliveries.ts';
import { putAside } from '../queues/put-aside.ts';
import { settleEach } from '../queues/settle-each.ts';

type Told = { readonly tenantId: string } & Readonly<Record<string, unknown>>;

/** Makes a delivery for every webhook that wants to be told of an event of the bus, and queues it. What fails comes again. */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return settleEach(event, isRouted);
}

async function isRouted({ body, messageId }: SQSRecord): Promise<boolean> {
  try {
    const { detail } = JSON.parse(body) as EventBridgeEvent<string, Told>;
    const { tenantId, ...told } = detail;
    const tickets = await routeEvent(storedWebhooks(), tenantId, portfolioEvent.parse(told));
    if (tickets.ok) await enqueueAll(tickets.value);
    else logger.warn('not routed', { messageId, failure: tickets.failure });
    return tickets.ok;
  } catch (error) {
    return putAside(error, { body });
  }
}
