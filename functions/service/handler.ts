import { openApiDocument } from '../../shared/contract/index.ts';
import { ENGINE_VERSION } from '../../shared/foundation/index.ts';
import { httpHandler, reply } from '../http/index.ts';
import { docsAsset, docsPage } from './docs.ts';

let document: string | undefined;

export const handler = httpHandler({
  'GET /': () => reply(200, { name: 'Ballast', docs: '/docs', openapi: '/openapi.json', health: '/v1/health' }),
  'GET /docs': () => docsPage(),
  'GET /docs/{asset}': ({ params }) => docsAsset(params.asset),
  'GET /openapi.json': () => {
    document ??= JSON.stringify(openApiDocument(ENGINE_VERSION));
    return { statusCode: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: document };
  },
  'GET /v1/health': () => reply(200, { status: 'ok', engineVersion: ENGINE_VERSION }),
});
