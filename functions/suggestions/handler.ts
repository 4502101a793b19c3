import { decideSuggestion, listSuggestions, readSuggestion } from '../../shared/usecases/index.ts';
import { httpHandler, once, replyWith, stored } from '../http/index.ts';

export const handler = httpHandler({
  'GET /v1/portfolios/{id}/suggestions': async ({ tenant, params, query }) =>
    replyWith(await listSuggestions(stored(), tenant, params.id, query)),

  'GET /v1/portfolios/{id}/suggestions/{sid}': async ({ tenant, params }) =>
    replyWith(await readSuggestion(stored(), tenant, params.id, params.sid)),

  'POST /v1/portfolios/{id}/suggestions/{sid}/accept': async (request) => {
    const { tenant, params } = request;
    return replyWith(await once(request, () => decideSuggestion(stored(), tenant, params.id, params.sid, 'accepted')));
  },

  'POST /v1/portfolios/{id}/suggestions/{sid}/dismiss': async (request) => {
    const { tenant, params } = request;
    return replyWith(await once(request, () => decideSuggestion(stored(), tenant, params.id, params.sid, 'dismissed')));
  },
});
