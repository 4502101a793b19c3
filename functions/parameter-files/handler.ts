import { readParameterFile, uploadParameterFile } from '../../shared/usecases/index.ts';
import { httpHandler, once, replyWith, stored } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/parameter-files': async (request) =>
    replyWith(await once(request, () => uploadParameterFile(stored(), request.tenant, request.body)), 201),

  'GET /v1/parameter-files/{id}': async ({ tenant, params }) =>
    replyWith(await readParameterFile(stored(), tenant, params.id)),
});
