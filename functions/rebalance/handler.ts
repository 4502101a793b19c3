import { calculateRebalance } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';
import { LARGE_SOLVER } from '../optimiser/large-solver.ts';

export const handler = httpHandler({
  'POST /v1/rebalance': ({ tenant, body }) =>
    calculate(tenant, body, (subject) => calculateRebalance(subject, body, LARGE_SOLVER, () => performance.now())),
});
