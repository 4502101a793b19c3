import { canonicalJson, fail, failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { attempt, retryContention } from '../attempt.ts';
import type { Clock, Pacing } from '../ports.ts';
import { HEALTHY } from './health.ts';
import { ofNow, rotated } from './signing-secrets.ts';
import type { SigningSecret, Webhook, WebhookSettings, WebhookStore } from './webhook-ports.ts';
import { findWebhook, viewOf, type WebhookView } from './webhooks.ts';

type Deps = Pacing & {
  readonly webhooks: WebhookStore;
  readonly clock: Clock;
  /** a fresh key that nobody can guess */
  readonly newSecret: () => string;
};
type PutDeps = Deps & {
  /** why nothing may be sent there; null where it may */
  readonly refusalOf: (url: string) => Promise<string | null>;
  readonly mostWebhooks: number;
};

export type WebhookChange = WebhookSettings & { readonly secret?: string | undefined };

export type PutWebhook = {
  readonly created: boolean;
  readonly webhook: WebhookView;
  /** one that was made here: shown this once */
  readonly secret: string | null;
};

/** Creates a webhook or replaces its settings. Without a secret one is made at first, and kept later; another one rotates. */
export function putWebhook(
  deps: PutDeps,
  tenant: string,
  id: string,
  { secret, ...settings }: WebhookChange,
): Promise<Outcome<PutWebhook>> {
  return attempt(async () => {
    const refusal = await deps.refusalOf(settings.url);
    if (refusal !== null) return failAt('invalid-input', '/url', refusal);
    return retryContention<PutWebhook>(deps, async () => {
      const previous = await deps.webhooks.read(tenant, id);
      if (previous === null && (await isFull(deps, tenant))) {
        return fail('limit-exceeded', `a tenant has at most ${deps.mostWebhooks} webhooks`);
      }
      const made = previous === null && secret === undefined ? deps.newSecret() : null;
      return store(deps, tenant, previous, { id, ...settings }, secret ?? made, made);
    });
  });
}

/** Makes a new secret; the one before signs beside it for a day, so that receivers can change in their own time. */
export function rotateSecret(deps: Deps, tenant: string, id: string): Promise<Outcome<PutWebhook>> {
  return attempt(() =>
    retryContention<PutWebhook>(deps, async () => {
      const found = await findWebhook(deps, tenant, id);
      if (!found.ok) return found;
      const secret = deps.newSecret();
      return store(deps, tenant, found.value, found.value, secret, secret);
    }),
  );
}

async function isFull({ webhooks, mostWebhooks }: PutDeps, tenant: string): Promise<boolean> {
  return (await webhooks.all(tenant)).length >= mostWebhooks;
}

type Named = WebhookSettings & { readonly id: string };

async function store(
  { webhooks, clock }: Deps,
  tenant: string,
  previous: Webhook | null,
  { id, url, events, portfolios, enabled }: Named,
  secret: string | null,
  shown: string | null,
): Promise<Outcome<PutWebhook> | null> {
  const now = new Date(clock()).toISOString();
  const secrets = secretsOf(previous, secret, now);
  const createdAt = previous?.createdAt ?? now;
  const revision = (previous?.revision ?? 0) + 1;
  const known = previous !== null && previous.url === url && previous.enabled === enabled;
  const { health, switchedOff } = known ? previous : { health: HEALTHY, switchedOff: null };
  const settings = { id, url, events, portfolios, enabled };
  const next = { ...settings, revision, createdAt, updatedAt: now, health, switchedOff, secrets };
  const answer = { created: previous === null, webhook: viewOf(next, now), secret: shown };
  if (previous !== null && isSame(previous, next)) return succeed({ ...answer, webhook: viewOf(previous, now) });
  return (await webhooks.put(tenant, previous, next)) ? succeed(answer) : null;
}

function secretsOf(previous: Webhook | null, secret: string | null, now: string): readonly SigningSecret[] {
  const known = ofNow(previous?.secrets ?? [], now);
  return secret === null || secret === known[0]?.secret ? known : rotated(known, secret, now);
}

/** Alike but for what every change moves. */
function isSame(a: Webhook, b: Webhook): boolean {
  const { revision, updatedAt } = a;
  return canonicalJson(a) === canonicalJson({ ...b, revision, updatedAt });
}
