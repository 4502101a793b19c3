import { describeMethod, listMethods } from '../../shared/usecases/index.ts';
import { httpHandler, reply, replyWith } from '../http/index.ts';

export const handler = httpHandler({
  'GET /v1/methods': ({ query: { limit, cursor } }) => {
    const methods = listMethods().filter(({ id }) => cursor === undefined || id > cursor);
    const items = methods.slice(0, limit);
    const last = items.at(-1);
    return reply(200, methods.length > limit && last !== undefined ? { items, nextCursor: last.id } : { items });
  },

  'GET /v1/methods/{id}': ({ params }) => replyWith(describeMethod(params.id)),
});
