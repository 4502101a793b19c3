import { calculateLegOrder } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/leg-order': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateLegOrder(subject, body)),
});
