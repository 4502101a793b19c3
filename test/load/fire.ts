import autocannon from 'autocannon';
import type { Reachable } from '../support/own-process/ballast-process.ts';

const CONNECTIONS = 8;

export type Shot = { readonly method: 'PUT' | 'POST'; readonly path: string; readonly body: unknown };
export type Fired = {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** Until all were fired, or for a time; `perSecond` for all connections together, else as fast as answers come. */
type Amount = { readonly amount: number } | { readonly seconds: number; readonly perSecond?: number };

/**
 * Fires requests made one by one over 8 connections.
 *
 * @throws Error where one of them was not answered with success
 */
export async function fire({ url, key }: Reachable, next: () => Shot, amount: Amount): Promise<Fired> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    ...('amount' in amount ? { amount: amount.amount } : { duration: amount.seconds }),
    ...('perSecond' in amount ? { overallRate: amount.perSecond } : {}),
    timeout: 60,
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    requests: [
      {
        setupRequest: (request) => {
          const { method, path, body } = next();
          return { ...request, method, path: `/v1${path}`, body: JSON.stringify(body) };
        },
      },
    ],
  });
  const { errors, non2xx, latency, requests } = result;
  if (errors + non2xx > 0) throw new Error(`${errors} errors and ${non2xx} refusals among ${requests.total} requests`);
  return { requests: requests.total, perSecond: requests.average, p50Ms: latency.p50, p99Ms: latency.p99 };
}
