import { type Delivery, summaryOf, type Webhook, type WebhookStore } from '../usecases/index.ts';
import { queryPage } from './cursor.ts';
import { type Condition, IF_ABSENT, type Item, type Table } from './table.ts';
import {
  deliveryPrefix,
  deliverySort,
  WEBHOOK_PREFIX,
  webhookKey,
  webhookPartition,
  webhooksPartition,
} from './webhook-keys.ts';

const DELIVERIES_KEPT_SECONDS = 14 * 24 * 60 * 60;

/**
 * Webhooks in a table of their own, as the port `WebhookStore` promises: only functions that deliver can read what they sign with, and no stream
 * carries it.
 */
export function webhookStore(table: Table): WebhookStore {
  return {
    async read(tenant, id) {
      const item = await table.get(webhookKey(tenant, id));
      return item === null ? null : toWebhook(item);
    },

    page: (tenant, page) => queryPage(table, listingOf(tenant), page, toWebhook),

    all: async (tenant) => (await table.query(listingOf(tenant))).map(toWebhook),

    put(tenant, previous, webhook) {
      const put = { ...webhookKey(tenant, webhook.id), revision: webhook.revision, webhook };
      return table.transact([{ put, onlyIf: ifStill(previous) }]);
    },

    remove: (tenant, webhook) => table.transact([{ remove: webhookKey(tenant, webhook.id), onlyIf: ifStill(webhook) }]),

    async delivery(tenant, webhook, deliveryId) {
      const item = await table.get(deliveryKey(tenant, webhook, deliveryId));
      return item === null ? null : toDelivery(item);
    },

    deliveries(tenant, webhook, page) {
      const partition = webhookPartition(tenant, webhook.id);
      const listing = { partition, prefix: deliveryPrefix(webhook), newestFirst: true };
      return queryPage(table, listing, page, (item) => summaryOf(toDelivery(item)));
    },

    putDelivery(tenant, webhook, previous, delivery) {
      const { revision, createdAt } = delivery;
      const expiresAt = Math.ceil(Date.parse(createdAt) / 1000) + DELIVERIES_KEPT_SECONDS;
      const put = { ...deliveryKey(tenant, webhook, delivery.deliveryId), revision, delivery, expiresAt };
      return table.transact([{ put, onlyIf: ifStill(previous) }]);
    },
  };
}

function listingOf(tenant: string) {
  return { partition: webhooksPartition(tenant), prefix: WEBHOOK_PREFIX };
}

function deliveryKey(tenant: string, webhook: Webhook, deliveryId: string) {
  return { PK: webhookPartition(tenant, webhook.id), SK: deliverySort(webhook, deliveryId) };
}

function ifStill(previous: { readonly revision: number } | null): Condition {
  if (previous === null) return IF_ABSENT;
  return { expression: 'revision = :revision', values: { ':revision': previous.revision } };
}

function toWebhook({ webhook }: Item): Webhook {
  return webhook as Webhook;
}

function toDelivery({ delivery }: Item): Delivery {
  // what was stored before tries were counted has none
  return { tries: 0, ...(delivery as Omit<Delivery, 'tries'> & { readonly tries?: number }) };
}
