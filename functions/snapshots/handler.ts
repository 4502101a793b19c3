import {
  calculatePolicyMargin,
  explainSnapshots,
  listSnapshots,
  readMarginView,
  readSnapshot,
  replaySnapshot,
} from '../../shared/usecases/index.ts';
import { httpHandler, replyWith, stored } from '../http/index.ts';

export const handler = httpHandler({
  'GET /v1/portfolios/{id}/margin': async ({ tenant, params }) =>
    replyWith(await readMarginView(stored(), tenant, params.id)),

  'GET /v1/portfolios/{id}/snapshots': async ({ tenant, params, query }) =>
    replyWith(await listSnapshots(stored(), tenant, params.id, query)),

  'GET /v1/portfolios/{id}/snapshots/{sid}': async ({ tenant, params }) =>
    replyWith(await readSnapshot(stored(), tenant, params.id, params.sid)),

  'POST /v1/portfolios/{id}/snapshots/{sid}/replay': async ({ tenant, params }) =>
    replyWith(await replaySnapshot(stored(), calculatePolicyMargin, tenant, params.id, params.sid)),

  'GET /v1/portfolios/{id}/snapshots/{sid}/explain': async ({ tenant, params, query }) =>
    replyWith(await explainSnapshots(stored(), tenant, params.id, params.sid, query.since)),
});
