import { LIMITS } from '../../shared/contract/index.ts';
import { type Outcome, succeed } from '../../shared/foundation/index.ts';
import {
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  type PutWebhook,
  putWebhook,
  readWebhook,
  redeliver,
  rotateSecret,
} from '../../shared/usecases/index.ts';
import { httpHandler, once, reply, replyWith, storedWebhooks } from '../http/index.ts';
import { enqueue } from '../queues/deliveries.ts';
import { refusalOf } from '../webhook-target/index.ts';
import { newSecret } from './new-secret.ts';

type Write = Parameters<typeof once>[0];

export const handler = httpHandler({
  'GET /v1/webhooks': async ({ tenant, query }) => replyWith(await listWebhooks(storedWebhooks(), tenant, query)),

  'PUT /v1/webhooks/{id}': (request) => {
    const { tenant, params, body } = request;
    const deps = { ...storedWebhooks(), newSecret, refusalOf, mostWebhooks: LIMITS.webhooks };
    return showingSecret(request, () => putWebhook(deps, tenant, params.id, body));
  },

  'GET /v1/webhooks/{id}': async ({ tenant, params }) =>
    replyWith(await readWebhook(storedWebhooks(), tenant, params.id)),

  'DELETE /v1/webhooks/{id}': async (request) =>
    replyWith(await once(request, () => deleteWebhook(storedWebhooks(), request.tenant, request.params.id))),

  'POST /v1/webhooks/{id}/rotate-secret': (request) =>
    showingSecret(request, () => rotateSecret({ ...storedWebhooks(), newSecret }, request.tenant, request.params.id)),

  'GET /v1/webhooks/{id}/deliveries': async ({ tenant, params, query }) =>
    replyWith(await listDeliveries(storedWebhooks(), tenant, params.id, query)),

  'POST /v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': async (request) => {
    const { tenant, params } = request;
    const deps = { ...storedWebhooks(), enqueue };
    return replyWith(await once(request, () => redeliver(deps, tenant, params.id, params.deliveryId)));
  },
});

/** Shows a secret to the call that made it, and to no repeat: what is kept of the answer doesn't hold it. */
async function showingSecret(write: Write, run: () => Promise<Outcome<PutWebhook>>) {
  let secret: string | null = null;
  const answer = await once(write, async () => {
    const put = await run();
    if (!put.ok) return put;
    secret = put.value.secret;
    return succeed({ created: put.value.created, webhook: put.value.webhook });
  });
  if (!answer.ok) return replyWith(answer);
  const { created, webhook } = answer.value;
  return reply(created ? 201 : 200, secret === null ? webhook : { ...webhook, secret });
}
