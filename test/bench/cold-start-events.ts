import { AS_OF, SPOT } from './option-market.ts';

export const TENANT = 'bench';
export const KEY = 'bench-key-0123456789';
export const PORTFOLIO_ID = 'desk';

/** One invocation of a function as the gateway would make it; `run` makes fills that were not there before. */
type ColdCall = { readonly functionName: string; readonly event: (run: number) => object };

const subject = { portfolioId: PORTFOLIO_ID, marketId: 'default' };

export const COLD_CALLS: readonly ColdCall[] = [
  { functionName: 'service', event: () => proxyEvent('GET', '/v1/health') },
  {
    functionName: 'authorise',
    event: () => ({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api/live/POST/v1/margin',
      headers: { 'x-api-key': KEY },
    }),
  },
  { functionName: 'fills', event: (run) => fillEvent(run) },
  { functionName: 'margin', event: () => proxyEvent('POST', '/v1/margin', subject) },
  {
    functionName: 'rebalance',
    event: () =>
      proxyEvent('POST', '/v1/rebalance', { ...subject, objective: { minimise: 'margin', method: 'paradex-style' } }),
  },
];

function fillEvent(run: number): object {
  const fill = {
    fillId: `cold-${run}`,
    instrument: 'BTC-0-50-call',
    side: 'buy',
    quantity: '1',
    price: `${SPOT / 50}`,
  };
  const event = proxyEvent('POST', '/v1/portfolios/{id}/fills', { fills: [{ ...fill, executedAt: AS_OF }] });
  return { ...event, pathParameters: { id: PORTFOLIO_ID } };
}

function proxyEvent(httpMethod: string, resource: string, body?: unknown): object {
  return {
    resource,
    path: resource,
    httpMethod,
    headers: { 'content-type': 'application/json' },
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: { requestId: 'bench', authorizer: { tenantId: TENANT, principalId: TENANT } },
  };
}
