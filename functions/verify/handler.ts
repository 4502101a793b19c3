import { verifyCollateral, verifyRebalance } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/verify': ({ tenant, body: { request, collateral, certificate } }) =>
    request === undefined
      ? calculate(tenant, collateral!, (subject) => verifyCollateral(subject, collateral!, certificate))
      : calculate(tenant, request, (subject) => verifyRebalance(subject, request, certificate)),
});
