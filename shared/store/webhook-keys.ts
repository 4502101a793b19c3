import { type Webhook } from '../usecases/index.ts';
import { type ItemKey, safe } from './keys.ts';

/** Where a tenant's webhooks stand, in their own table. */
export function webhooksPartition(tenant: string): string {
  return `WEBHOOKS#${safe(tenant)}`;
}

export const WEBHOOK_PREFIX = 'WEBHOOK#';

export function webhookKey(tenant: string, id: string): ItemKey {
  return { PK: webhooksPartition(tenant), SK: `${WEBHOOK_PREFIX}${safe(id)}` };
}

/** Where the deliveries of a webhook stand. */
export function webhookPartition(tenant: string, id: string): string {
  return `WEBHOOK#${safe(tenant)}#${safe(id)}`;
}

/** Under its creation: what an id delivered before it was deleted stays out of sight. */
export function deliveryPrefix({ createdAt }: Pick<Webhook, 'createdAt'>): string {
  return `${safe(createdAt)}#DELIVERY#`;
}

export function deliverySort(webhook: Pick<Webhook, 'createdAt'>, deliveryId: string): string {
  return `${deliveryPrefix(webhook)}${safe(deliveryId)}`;
}
