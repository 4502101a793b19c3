import { putPolicy, readPolicy } from '../../shared/usecases/index.ts';
import { etag, httpHandler, once, replyWith, stored } from '../http/index.ts';
import { calendar } from '../schedules/calendar.ts';

export const handler = httpHandler({
  'PUT /v1/portfolios/{id}/policy': async (request) => {
    const { tenant, params, body, ifMatch } = request;
    const deps = { ...stored(), calendar };
    const put = await once(request, () => putPolicy(deps, tenant, params.id, body, { ifMatch }));
    return replyWith(put, 200, ({ version }) => etag(version));
  },

  'GET /v1/portfolios/{id}/policy': async ({ tenant, params }) =>
    replyWith(await readPolicy(stored(), tenant, params.id), 200, ({ version }) => etag(version)),
});
