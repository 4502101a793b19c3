import { fail, type Outcome, succeed } from '../../foundation/index.ts';
import { attempt, retryContention } from '../attempt.ts';
import type { Clock, Pacing, Page, PageRequest } from '../ports.ts';
import { ofNow } from './signing-secrets.ts';
import type { SwitchedOff, Webhook, WebhookHealth, WebhookSettings, WebhookStore } from './webhook-ports.ts';

type Deps = { readonly webhooks: WebhookStore; readonly clock: Clock };

/** A webhook without what it signs with. */
export type WebhookView = WebhookSettings & {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly secretCreatedAt: string;
  /** until when the secret before signs too; null where there is none */
  readonly previousSecretUntil: string | null;
  readonly health: WebhookHealth;
  readonly switchedOff: SwitchedOff | null;
};

export function readWebhook(deps: Deps, tenant: string, id: string): Promise<Outcome<WebhookView>> {
  return attempt(async () => {
    const found = await findWebhook(deps, tenant, id);
    return found.ok ? succeed(viewOf(found.value, nowOf(deps))) : found;
  });
}

export function listWebhooks(deps: Deps, tenant: string, page: PageRequest): Promise<Outcome<Page<WebhookView>>> {
  return attempt(async () => {
    const { items, ...rest } = await deps.webhooks.page(tenant, page);
    return succeed({ ...rest, items: items.map((each) => viewOf(each, nowOf(deps))) });
  });
}

/** What is still to be delivered is cancelled with it. */
export function deleteWebhook(deps: Deps & Pacing, tenant: string, id: string): Promise<Outcome<WebhookView>> {
  return attempt(() =>
    retryContention<WebhookView>(deps, async () => {
      const found = await findWebhook(deps, tenant, id);
      if (!found.ok) return found;
      const removed = await deps.webhooks.remove(tenant, found.value);
      return removed ? succeed(viewOf(found.value, nowOf(deps))) : null;
    }),
  );
}

export async function findWebhook(
  { webhooks }: Pick<Deps, 'webhooks'>,
  tenant: string,
  id: string,
): Promise<Outcome<Webhook>> {
  const webhook = await webhooks.read(tenant, id);
  return webhook === null ? fail('not-found', `there is no webhook ${id}`) : succeed(webhook);
}

export function viewOf(webhook: Webhook, now: string): WebhookView {
  const { id, url, events, portfolios, enabled, createdAt, updatedAt, health, switchedOff, secrets } = webhook;
  const [newest, previous] = ofNow(secrets, now);
  const secretCreatedAt = newest?.createdAt ?? createdAt;
  const previousSecretUntil = previous?.until ?? null;
  const settings = { id, url, events, portfolios, enabled, createdAt, updatedAt };
  return { ...settings, secretCreatedAt, previousSecretUntil, health, switchedOff };
}

function nowOf({ clock }: Deps): string {
  return new Date(clock()).toISOString();
}
