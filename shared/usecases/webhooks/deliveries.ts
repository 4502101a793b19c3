import { fail, type Outcome, succeed } from '../../foundation/index.ts';
import { attempt, retryContention } from '../attempt.ts';
import type { Clock, Pacing, Page, PageRequest } from '../ports.ts';
import type { Delivery, DeliverySummary, DeliveryTicket, WebhookStore } from './webhook-ports.ts';
import { findWebhook } from './webhooks.ts';

type Deps = { readonly webhooks: WebhookStore };

/** Newest first. */
export function listDeliveries(
  deps: Deps,
  tenant: string,
  webhookId: string,
  page: PageRequest,
): Promise<Outcome<Page<DeliverySummary>>> {
  return attempt(async () => {
    const found = await findWebhook(deps, tenant, webhookId);
    return found.ok ? succeed(await deps.webhooks.deliveries(tenant, found.value, page)) : found;
  });
}

/** Has a delivery made again, from its first try on, whatever became of it. */
export function redeliver(
  deps: Deps & Pacing & { readonly clock: Clock; readonly enqueue: (ticket: DeliveryTicket) => Promise<void> },
  tenant: string,
  webhookId: string,
  deliveryId: string,
): Promise<Outcome<DeliverySummary>> {
  return attempt(() =>
    retryContention<DeliverySummary>(deps, async () => {
      const found = await findWebhook(deps, tenant, webhookId);
      if (!found.ok) return found;
      if (!found.value.enabled) return fail('conflict', `webhook ${webhookId} is not enabled`);
      const previous = await deps.webhooks.delivery(tenant, found.value, deliveryId);
      if (previous === null) return fail('not-found', `webhook ${webhookId} has no delivery ${deliveryId}`);
      const nextAttemptAt = new Date(deps.clock()).toISOString();
      const revision = previous.revision + 1;
      const next: Delivery = { ...previous, status: 'pending', nextAttemptAt, tries: 0, revision };
      if (!(await deps.webhooks.putDelivery(tenant, found.value, previous, next))) return null;
      await deps.enqueue({ tenant, webhookId, deliveryId });
      return succeed(summaryOf(next));
    }),
  );
}

/** Without what was posted. */
export function summaryOf(delivery: Delivery): DeliverySummary {
  const { deliveryId, eventType, portfolioId, eventId, createdAt, status, attemptCount, attempts, nextAttemptAt } =
    delivery;
  return { deliveryId, eventType, portfolioId, eventId, createdAt, status, attemptCount, attempts, nextAttemptAt };
}
