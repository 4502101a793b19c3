type Route = {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** in API Gateway form, parameters in braces */
  readonly path: string;
  /** the folder under functions/ that serves it */
  readonly functionName: string;
  /** `key`: the authorizer must have named the tenant; `none`: open to all */
  readonly auth: 'key' | 'none';
};

/** Every route of the API, as data: the CDK app, the handlers, the OpenAPI document and the tests all read this table. */
export const ROUTES = [
  { method: 'POST', path: '/v1/margin', functionName: 'margin', auth: 'key' },
  { method: 'POST', path: '/v1/exposure', functionName: 'exposure', auth: 'key' },
  { method: 'POST', path: '/v1/risk', functionName: 'risk', auth: 'key' },
  { method: 'POST', path: '/v1/backtest', functionName: 'backtest', auth: 'key' },
  { method: 'POST', path: '/v1/stress', functionName: 'stress', auth: 'key' },
  { method: 'POST', path: '/v1/stress/reverse', functionName: 'stress', auth: 'key' },
  { method: 'POST', path: '/v1/forecast', functionName: 'stress', auth: 'key' },
  { method: 'POST', path: '/v1/pooling', functionName: 'pooling', auth: 'key' },
  { method: 'POST', path: '/v1/what-if', functionName: 'what-if', auth: 'key' },
  { method: 'POST', path: '/v1/max-size', functionName: 'max-size', auth: 'key' },
  { method: 'POST', path: '/v1/leg-order', functionName: 'leg-order', auth: 'key' },
  { method: 'POST', path: '/v1/rebalance', functionName: 'rebalance', auth: 'key' },
  { method: 'POST', path: '/v1/frontier', functionName: 'frontier', auth: 'key' },
  { method: 'POST', path: '/v1/collateral', functionName: 'collateral', auth: 'key' },
  { method: 'POST', path: '/v1/verify', functionName: 'verify', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios', functionName: 'portfolios', auth: 'key' },
  { method: 'PUT', path: '/v1/portfolios/{id}', functionName: 'portfolios', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}', functionName: 'portfolios', auth: 'key' },
  { method: 'DELETE', path: '/v1/portfolios/{id}', functionName: 'portfolios', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/positions', functionName: 'portfolios', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/ledger', functionName: 'portfolios', auth: 'key' },
  { method: 'PUT', path: '/v1/portfolios/{id}/policy', functionName: 'policies', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/policy', functionName: 'policies', auth: 'key' },
  { method: 'POST', path: '/v1/portfolios/{id}/fills', functionName: 'fills', auth: 'key' },
  { method: 'POST', path: '/v1/portfolios/{id}/fills/import/{format}', functionName: 'fills', auth: 'key' },
  { method: 'POST', path: '/v1/portfolios/{id}/adjustments', functionName: 'fills', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/margin', functionName: 'snapshots', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/snapshots', functionName: 'snapshots', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/snapshots/{sid}', functionName: 'snapshots', auth: 'key' },
  { method: 'POST', path: '/v1/portfolios/{id}/snapshots/{sid}/replay', functionName: 'snapshots', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/snapshots/{sid}/explain', functionName: 'snapshots', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/events', functionName: 'events', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/suggestions', functionName: 'suggestions', auth: 'key' },
  { method: 'GET', path: '/v1/portfolios/{id}/suggestions/{sid}', functionName: 'suggestions', auth: 'key' },
  { method: 'POST', path: '/v1/portfolios/{id}/suggestions/{sid}/accept', functionName: 'suggestions', auth: 'key' },
  { method: 'POST', path: '/v1/portfolios/{id}/suggestions/{sid}/dismiss', functionName: 'suggestions', auth: 'key' },
  { method: 'GET', path: '/v1/webhooks', functionName: 'webhooks', auth: 'key' },
  { method: 'PUT', path: '/v1/webhooks/{id}', functionName: 'webhooks', auth: 'key' },
  { method: 'GET', path: '/v1/webhooks/{id}', functionName: 'webhooks', auth: 'key' },
  { method: 'DELETE', path: '/v1/webhooks/{id}', functionName: 'webhooks', auth: 'key' },
  { method: 'POST', path: '/v1/webhooks/{id}/rotate-secret', functionName: 'webhooks', auth: 'key' },
  { method: 'GET', path: '/v1/webhooks/{id}/deliveries', functionName: 'webhooks', auth: 'key' },
  {
    method: 'POST',
    path: '/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver',
    functionName: 'webhooks',
    auth: 'key',
  },
  { method: 'GET', path: '/v1/markets', functionName: 'markets', auth: 'key' },
  { method: 'PUT', path: '/v1/markets/{id}', functionName: 'markets', auth: 'key' },
  { method: 'GET', path: '/v1/markets/{id}', functionName: 'markets', auth: 'key' },
  { method: 'GET', path: '/v1/markets/{id}/versions', functionName: 'markets', auth: 'key' },
  { method: 'POST', path: '/v1/markets/{id}/import/{format}', functionName: 'markets', auth: 'key' },
  { method: 'POST', path: '/v1/parameter-files', functionName: 'parameter-files', auth: 'key' },
  { method: 'GET', path: '/v1/parameter-files/{id}', functionName: 'parameter-files', auth: 'key' },
  { method: 'GET', path: '/v1/methods', functionName: 'methods', auth: 'key' },
  { method: 'GET', path: '/v1/methods/{id}', functionName: 'methods', auth: 'key' },
  { method: 'GET', path: '/', functionName: 'service', auth: 'none' },
  { method: 'GET', path: '/docs', functionName: 'service', auth: 'none' },
  { method: 'GET', path: '/docs/{asset}', functionName: 'service', auth: 'none' },
  { method: 'GET', path: '/openapi.json', functionName: 'service', auth: 'none' },
  { method: 'GET', path: '/v1/health', functionName: 'service', auth: 'none' },
] as const satisfies readonly Route[];

type KeyOf<R> = R extends { method: infer M extends string; path: infer P extends string } ? `${M} ${P}` : never;

/** `POST /v1/margin`: the name that handlers and operations know a route by. */
export type RouteKey = KeyOf<(typeof ROUTES)[number]>;
