import { calculatePooling } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/pooling': ({ tenant, body }) => calculate(tenant, body, (subject) => calculatePooling(subject, body)),
});
