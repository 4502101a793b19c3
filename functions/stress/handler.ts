import { calculateForecast, calculateReverseStress, calculateStress } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/stress': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateStress(subject, body)),
  'POST /v1/stress/reverse': ({ tenant, body }) =>
    calculate(tenant, body, (subject) => calculateReverseStress(subject, body)),
  'POST /v1/forecast': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateForecast(subject, body)),
});
