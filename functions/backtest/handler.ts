import { calculateBacktest } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/backtest': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateBacktest(subject, body)),
});
