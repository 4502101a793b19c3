import { verifyCollateral, verifyEfficiency, verifyRebalance } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/verify': ({ tenant, body: { request, collateral, frontier, certificate } }) => {
    // The contract says that a certificate is a frontier's where, and only where, the request is.
    if ('corners' in certificate)
      return calculate(tenant, frontier!, (subject) => verifyEfficiency(subject, frontier!, certificate));
    return request === undefined
      ? calculate(tenant, collateral!, (subject) => verifyCollateral(subject, collateral!, certificate))
      : calculate(tenant, request, (subject) => verifyRebalance(subject, request, certificate));
  },
});
