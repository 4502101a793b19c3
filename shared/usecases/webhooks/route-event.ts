import { digest, type Outcome, succeed } from '../../foundation/index.ts';
import { attempt } from '../attempt.ts';
import type { PortfolioEvent } from '../snapshot-ports.ts';
import type { Delivery, DeliveryTicket, Webhook, WebhookStore } from './webhook-ports.ts';

/**
 * Makes a delivery for every webhook that wants the event. A repeat finds them made and answers with the same tickets, so that whoever died
 * before they were queued is made good.
 */
export function routeEvent(
  { webhooks }: { readonly webhooks: WebhookStore },
  tenant: string,
  event: PortfolioEvent,
): Promise<Outcome<readonly DeliveryTicket[]>> {
  return attempt(async () => {
    const wanting = (await webhooks.all(tenant)).filter((webhook) => wants(webhook, event));
    const delivery = deliveryOf(event);
    for (const webhook of wanting) await webhooks.putDelivery(tenant, webhook, null, delivery);
    return succeed(wanting.map(({ id }) => ({ tenant, webhookId: id, deliveryId: delivery.deliveryId })));
  });
}

function wants({ enabled, events, portfolios }: Webhook, { type, portfolioId }: PortfolioEvent): boolean {
  return enabled && events.includes(type) && (portfolios === null || portfolios.includes(portfolioId));
}

function deliveryOf(event: PortfolioEvent): Delivery {
  const { id, type, portfolioId, createdAt } = event;
  return {
    deliveryId: deliveryIdOf(event),
    eventType: type,
    portfolioId,
    eventId: id,
    createdAt,
    status: 'pending',
    attemptCount: 0,
    attempts: [],
    nextAttemptAt: createdAt,
    revision: 1,
    body: JSON.stringify(event),
    tries: 0,
  };
}

const DIGEST_CHARACTERS = 16;

/** The same whenever it is made, and in order of time. */
function deliveryIdOf({ id, portfolioId, createdAt }: PortfolioEvent): string {
  return `${Date.parse(createdAt)}-${digest({ id, portfolioId }).slice(0, DIGEST_CHARACTERS)}`;
}
