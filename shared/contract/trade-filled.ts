import * as z from 'zod';
import { identifier } from './primitives.ts';
import { fillsRequest } from './stored-requests.ts';

/**
 * The detail of a `TradeFilled` event: the body of `POST …/fills` with whose it is, or one fill of it beside them. The one place where a tenant is
 * in a body: only the platform's own role may put the event on the bus.
 */
export const tradeFilled = z.preprocess(
  asList,
  z.strictObject({ tenantId: identifier, portfolioId: identifier, ...fillsRequest.shape }),
);

function asList(detail: unknown): unknown {
  if (typeof detail !== 'object' || detail === null || 'fills' in detail) return detail;
  const { tenantId, portfolioId, ...fill } = detail as Readonly<Record<string, unknown>>;
  return { tenantId, portfolioId, fills: [fill] };
}
