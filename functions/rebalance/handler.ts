import { calculateRebalance } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/rebalance': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateRebalance(subject, body)),
});
