import { calculateMargin } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/margin': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateMargin(subject, body)),
});
