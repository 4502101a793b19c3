import { calculateCollateral } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/collateral': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateCollateral(subject, body)),
});
