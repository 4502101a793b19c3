import { calculateMaxSize } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/max-size': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateMaxSize(subject, body)),
});
