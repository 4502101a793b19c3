import { failAt } from '../../shared/foundation/index.ts';
import {
  deletePortfolio,
  listLedger,
  listPortfolios,
  listPositions,
  putPortfolio,
  readPortfolio,
} from '../../shared/usecases/index.ts';
import { etag, httpHandler, once, reply, replyWith, stored } from '../http/index.ts';

export const handler = httpHandler({
  'GET /v1/portfolios': async ({ tenant, query }) => replyWith(await listPortfolios(stored(), tenant, query)),

  'PUT /v1/portfolios/{id}': async (request) => {
    const { tenant, params, body, ifMatch } = request;
    if (body.id !== undefined && body.id !== params.id) {
      return replyWith(failAt('invalid-input', '/id', `the path names portfolio ${params.id}, the body ${body.id}`));
    }
    const put = await once(request, () => putPortfolio(stored(), tenant, params.id, body, { ifMatch }));
    if (!put.ok) return replyWith(put);
    const { created, portfolio } = put.value;
    return reply(created ? 201 : 200, portfolio, etag(portfolio.revision));
  },

  'GET /v1/portfolios/{id}': async ({ tenant, params }) =>
    replyWith(await readPortfolio(stored(), tenant, params.id), 200, ({ revision }) => etag(revision)),

  'DELETE /v1/portfolios/{id}': async (request) => {
    const { tenant, params, ifMatch } = request;
    return replyWith(await once(request, () => deletePortfolio(stored(), tenant, params.id, { ifMatch })));
  },

  'GET /v1/portfolios/{id}/positions': async ({ tenant, params, query }) =>
    replyWith(await listPositions(stored(), tenant, params.id, query)),

  'GET /v1/portfolios/{id}/ledger': async ({ tenant, params, query }) =>
    replyWith(await listLedger(stored(), tenant, params.id, query)),
});
