import { calculateStress } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/stress': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateStress(subject, body)),
});
