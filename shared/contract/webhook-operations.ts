import type { Operation } from './operation.ts';
import { deliveryPath, idPath, noQuery, pageQuery } from './parameters.ts';
import type { RouteKey } from './routes.ts';
import { pageOf } from './stored-answers.ts';
import { webhookDelivery, webhookRequest, webhookView, webhookWithSecret } from './webhook.ts';

const webhook = { tag: 'webhooks', params: idPath, query: noQuery };

/** Who is told of what happens to portfolios, and what became of it. */
export const WEBHOOK_OPERATIONS = {
  'GET /v1/webhooks': {
    tag: 'webhooks',
    summary: 'The webhooks',
    query: pageQuery,
    answers: { 200: { description: 'a page', schema: pageOf(webhookView) } },
  },
  'PUT /v1/webhooks/{id}': {
    ...webhook,
    summary: 'Create a webhook or replace its settings',
    description:
      'Where it creates one and no secret was sent, the answer shows the secret that was made, once: a repeat under its Idempotency-Key does not. Enabling one that was switched off switches it on, as if nothing had failed.',
    idempotent: true,
    body: webhookRequest,
    answers: {
      200: { description: 'replaced, or as it was', schema: webhookWithSecret },
      201: { description: 'created', schema: webhookWithSecret },
    },
  },
  'GET /v1/webhooks/{id}': {
    ...webhook,
    summary: 'A webhook',
    answers: { 200: { description: 'without its secret', schema: webhookView } },
  },
  'DELETE /v1/webhooks/{id}': {
    ...webhook,
    summary: 'Delete a webhook',
    idempotent: true,
    answers: { 200: { description: 'as it was; what was not delivered is dropped', schema: webhookView } },
  },
  'POST /v1/webhooks/{id}/rotate-secret': {
    ...webhook,
    summary: 'Make a new secret',
    description: 'For a day the secret before signs too: change the receiver within that time.',
    idempotent: true,
    answers: { 200: { description: 'with the new secret, shown once', schema: webhookWithSecret } },
  },
  'GET /v1/webhooks/{id}/deliveries': {
    ...webhook,
    summary: 'What was delivered and what was not, newest first',
    query: pageQuery,
    answers: { 200: { description: 'a page, of the last fourteen days', schema: pageOf(webhookDelivery) } },
  },
  'POST /v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': {
    ...webhook,
    summary: 'Deliver once more, whatever became of it',
    idempotent: true,
    params: deliveryPath,
    answers: { 200: { description: 'pending again', schema: webhookDelivery } },
  },
} as const satisfies Partial<Readonly<Record<RouteKey, Operation>>>;
