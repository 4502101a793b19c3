import { calculateFrontier } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/frontier': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateFrontier(subject, body)),
});
