import { calculateExposure } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/exposure': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateExposure(subject, body)),
});
