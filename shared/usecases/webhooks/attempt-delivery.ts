import { type Outcome, succeed } from '../../foundation/index.ts';
import { attempt, retryContention } from '../attempt.ts';
import type { Clock, Pacing } from '../ports.ts';
import { backoffSeconds } from './backoff.ts';
import { noteHealth, type SwitchOff } from './health.ts';
import { ofNow } from './signing-secrets.ts';
import type { Delivery, DeliveryAttempt, DeliveryTicket, Webhook, WebhookStore } from './webhook-ports.ts';

/** A signed message on its way. */
export type SignedPost = {
  readonly url: string;
  readonly messageId: string;
  readonly timestampSeconds: number;
  /** each signs it, newest first */
  readonly secrets: readonly string[];
  readonly body: string;
};

/** Posts to a target that it has checked; never throws for what a target does. */
export type Post = (message: SignedPost) => Promise<Omit<DeliveryAttempt, 'at'>>;

type Deps = Pacing & {
  readonly webhooks: WebhookStore;
  readonly clock: Clock;
  readonly post: Post;
  readonly mostAttempts: number;
  readonly switchOff: SwitchOff;
  /** leaves what is for a slow target to whoever has time for it */
  readonly onlyQuick: boolean;
};

export type Attempted =
  | { readonly state: 'settled' }
  | { readonly state: 'slow' }
  | { readonly state: 'waiting'; readonly retrySeconds: number }
  | { readonly state: 'given-up' };

const ATTEMPTS_KEPT = 20;
const SETTLED: Outcome<Attempted> = succeed({ state: 'settled' });

/**
 * One try to deliver what a ticket names, signed for now. Anything but a 2xx answer comes again later, until it was the last try. What is
 * no longer wanted is settled without one. Tries are counted where they are noted: a receipt while the store is out of reach is none.
 */
export function attemptDelivery(
  deps: Deps,
  { tenant, webhookId, deliveryId }: DeliveryTicket,
): Promise<Outcome<Attempted>> {
  return attempt(async () => {
    const webhook = await deps.webhooks.read(tenant, webhookId);
    const delivery = webhook && (await deps.webhooks.delivery(tenant, webhook, deliveryId));
    if (webhook === null || delivery?.status !== 'pending') return SETTLED;
    const record = (change: Change) => recorded(deps, tenant, webhook, deliveryId, change);
    if (!webhook.enabled) return record({ status: 'cancelled', nextAttemptAt: null, state: { state: 'settled' } });
    if (deps.onlyQuick && webhook.health.slow) return succeed({ state: 'slow' });
    const at = new Date(deps.clock()).toISOString();
    const made = { at, ...(await deps.post(signed(webhook, delivery, at))) };
    const attemptNumber = delivery.tries + 1;
    const isLast = attemptNumber >= deps.mostAttempts;
    // what can't be noted now is when the next try says it again
    await attempt(() => noteHealth(deps, tenant, webhook, { made, isLast }));
    if (made.error === null) {
      return record({ made, status: 'delivered', nextAttemptAt: null, state: { state: 'settled' } });
    }
    if (isLast) {
      return record({ made, status: 'failed', nextAttemptAt: null, state: { state: 'given-up' } });
    }
    const retrySeconds = backoffSeconds(attemptNumber, deps.jitter());
    const nextAttemptAt = new Date(deps.clock() + retrySeconds * 1000).toISOString();
    return record({ made, status: 'pending', nextAttemptAt, state: { state: 'waiting', retrySeconds } });
  });
}

function signed({ url, secrets }: Webhook, { deliveryId, body }: Delivery, now: string): SignedPost {
  const timestampSeconds = Math.floor(Date.parse(now) / 1000);
  const active = ofNow(secrets, now).map(({ secret }) => secret);
  return { url, messageId: deliveryId, timestampSeconds, secrets: active, body };
}

type Change = Pick<Delivery, 'status' | 'nextAttemptAt'> & {
  readonly made?: DeliveryAttempt;
  readonly state: Attempted;
};

/** Writes down what happened, whoever writes to the same delivery. One that was delivered meanwhile stays so. */
function recorded(
  deps: Deps,
  tenant: string,
  webhook: Webhook,
  deliveryId: string,
  { made, status, nextAttemptAt, state }: Change,
): Promise<Outcome<Attempted>> {
  return retryContention<Attempted>(deps, async () => {
    const previous = await deps.webhooks.delivery(tenant, webhook, deliveryId);
    if (previous === null) return SETTLED;
    const settled = previous.status === 'delivered' ? { status: previous.status, nextAttemptAt: null } : null;
    const next = {
      ...previous,
      ...(settled ?? { status, nextAttemptAt }),
      revision: previous.revision + 1,
      attemptCount: previous.attemptCount + (made === undefined ? 0 : 1),
      tries: previous.tries + (made === undefined ? 0 : 1),
      attempts: [...previous.attempts, ...(made === undefined ? [] : [made])].slice(-ATTEMPTS_KEPT),
    };
    if (!(await deps.webhooks.putDelivery(tenant, webhook, previous, next))) return null;
    return settled === null ? succeed(state) : SETTLED;
  });
}
