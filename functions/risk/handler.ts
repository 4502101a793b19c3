import { calculateRisk } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/risk': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateRisk(subject, body)),
});
