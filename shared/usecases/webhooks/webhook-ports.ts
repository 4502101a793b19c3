import type { Page, PageRequest } from '../ports.ts';
import type { EventType } from '../snapshot-ports.ts';

/** What a webhook is told, and where. */
export type WebhookSettings = {
  readonly url: string;
  readonly events: readonly EventType[];
  /** null: all of them */
  readonly portfolios: readonly string[] | null;
  readonly enabled: boolean;
};

export type SigningSecret = {
  /** `whsec_` and the key in base64, as Standard Webhooks writes it */
  readonly secret: string;
  readonly createdAt: string;
  /** until when it signs beside its successor; null for the newest */
  readonly until: string | null;
};

/** How the target of a webhook has answered. */
export type WebhookHealth = {
  /** the last time it took seconds to answer, or did not */
  readonly slow: boolean;
  /** the first try that failed since one was taken; null where the last one was taken */
  readonly failingSince: string | null;
  /** deliveries that were given up since one was taken */
  readonly givenUpInRow: number;
};

export type SwitchedOff = { readonly at: string; readonly reason: string };

export type Webhook = WebhookSettings & {
  readonly id: string;
  /** rises by one with every change */
  readonly revision: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly health: WebhookHealth;
  /** where its deliveries failed for so long that it was disabled; until it is enabled again */
  readonly switchedOff: SwitchedOff | null;
  /** newest first */
  readonly secrets: readonly SigningSecret[];
};

/** One try to deliver an event. */
export type DeliveryAttempt = {
  readonly at: string;
  /** of the answer; null where there was none */
  readonly status: number | null;
  /** why there was none, or why it doesn't count */
  readonly error: string | null;
  readonly latencyMs: number;
};

export type DeliverySummary = {
  /** the same for all webhooks that are told of one event, and for every try */
  readonly deliveryId: string;
  readonly eventType: EventType;
  readonly portfolioId: string;
  readonly eventId: number;
  readonly createdAt: string;
  readonly status: 'pending' | 'delivered' | 'failed' | 'cancelled';
  readonly attemptCount: number;
  /** the last twenty, oldest first */
  readonly attempts: readonly DeliveryAttempt[];
  readonly nextAttemptAt: string | null;
};

export type Delivery = DeliverySummary & {
  /** rises by one with every change */
  readonly revision: number;
  /** what is posted, byte for byte */
  readonly body: string;
  /** since it was made or asked for again */
  readonly tries: number;
};

/** Webhooks of tenants, and what became of each delivery. Deliveries belong to one life of a webhook. */
export type WebhookStore = {
  read(tenant: string, id: string): Promise<Webhook | null>;
  page(tenant: string, page: PageRequest): Promise<Page<Webhook>>;
  /** all of a tenant, in order of their ids */
  all(tenant: string): Promise<readonly Webhook[]>;
  /** False when `previous` is no longer what is stored. */
  put(tenant: string, previous: Webhook | null, next: Webhook): Promise<boolean>;
  remove(tenant: string, webhook: Webhook): Promise<boolean>;
  delivery(tenant: string, webhook: Webhook, deliveryId: string): Promise<Delivery | null>;
  /** newest first */
  deliveries(tenant: string, webhook: Webhook, page: PageRequest): Promise<Page<DeliverySummary>>;
  /** False when `previous` is no longer what is stored. */
  putDelivery(tenant: string, webhook: Webhook, previous: Delivery | null, next: Delivery): Promise<boolean>;
};

/** Names a delivery to whoever makes it. */
export type DeliveryTicket = { readonly tenant: string; readonly webhookId: string; readonly deliveryId: string };
