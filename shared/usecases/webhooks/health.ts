import { canonicalJson, type Outcome, succeed } from '../../foundation/index.ts';
import { retryContention } from '../attempt.ts';
import type { Pacing } from '../ports.ts';
import type { DeliveryAttempt, Webhook, WebhookHealth, WebhookStore } from './webhook-ports.ts';

export const HEALTHY: WebhookHealth = { slow: false, failingSince: null, givenUpInRow: 0 };

/** From here on a target takes room that others need; what answers at all mostly does so in a tenth of it. */
const SLOW_MS = 2_000;

/** A webhook is switched off when both are reached: neither few failures over a quiet night nor many within an outage are enough. */
export type SwitchOff = { readonly deliveries: number; readonly hours: number };

/** What one more try says of a webhook. */
function healthAfter(
  { failingSince, givenUpInRow }: WebhookHealth,
  { at, error, latencyMs }: DeliveryAttempt,
  isLast: boolean,
): WebhookHealth {
  const slow = latencyMs >= SLOW_MS;
  if (error === null) return { ...HEALTHY, slow };
  return { slow, failingSince: failingSince ?? at, givenUpInRow: givenUpInRow + (isLast ? 1 : 0) };
}

type Deps = Pacing & { readonly webhooks: WebhookStore; readonly switchOff: SwitchOff };
type Tried = { readonly made: DeliveryAttempt; readonly isLast: boolean };

/** Writes down what a try says of its webhook, where that is new, and switches it off where it is hopeless. */
export async function noteHealth(
  deps: Deps,
  tenant: string,
  tried: Webhook,
  { made, isLast }: Tried,
): Promise<Outcome<null>> {
  if (isSame(tried.health, healthAfter(tried.health, made, isLast))) return succeed(null);
  return retryContention<null>(deps, async () => {
    const webhook = await deps.webhooks.read(tenant, tried.id);
    if (webhook === null || !isOneLife(webhook, tried)) return succeed(null);
    const health = healthAfter(webhook.health, made, isLast);
    if (isSame(webhook.health, health)) return succeed(null);
    const next = { ...webhook, ...switchedBy(health, made.at, deps.switchOff), health, revision: webhook.revision + 1 };
    return (await deps.webhooks.put(tenant, webhook, next)) ? succeed(null) : null;
  });
}

/** What its owner changed meanwhile says nothing of the target as it is now. */
function isOneLife(webhook: Webhook, tried: Webhook): boolean {
  return webhook.createdAt === tried.createdAt && webhook.url === tried.url && webhook.enabled;
}

function switchedBy({ failingSince, givenUpInRow }: WebhookHealth, at: string, { deliveries, hours }: SwitchOff) {
  const failingHours = (Date.parse(at) - Date.parse(failingSince ?? at)) / 3_600_000;
  if (givenUpInRow < deliveries || failingHours < hours) return {};
  const reason = `gave up ${givenUpInRow} deliveries in a row: nothing was taken since ${failingSince}`;
  return { enabled: false, switchedOff: { at, reason } };
}

function isSame(a: WebhookHealth, b: WebhookHealth): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
