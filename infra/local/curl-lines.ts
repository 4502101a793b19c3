import { DEMO_MARKET_ID } from './demo/index.ts';

const BOOK = 'market-maker';

const METHOD = 'paradex-style';

const SUBJECT = { portfolioId: BOOK, marketId: DEMO_MARKET_ID };

const REBALANCE = {
  ...SUBJECT,
  objective: { minimise: 'margin', method: METHOD, requirement: 'initial' },
  constraints: { greeks: [{ underlying: 'BTC', greek: 'delta', min: -2, max: 2 }], costBudget: 2_000 },
  costs: { halfSpread: 'market', feeFraction: 0.0003 },
};

const FILL = {
  fillId: 'demo-1',
  instrument: 'BTC-PERP',
  side: 'sell',
  quantity: '0.5',
  price: '65000',
  executedAt: '2026-03-02T10:05:00Z',
};

/** Three calls to paste into a shell: a margin with its reasons, the trades that need less, a fill. */
export function curlLines(url: string, key: string): string[] {
  return [
    curl(url, key, '/v1/margin', { ...SUBJECT, methods: [{ id: METHOD }] }),
    curl(url, key, '/v1/rebalance', REBALANCE),
    curl(url, key, `/v1/portfolios/${BOOK}/fills`, { fills: [FILL] }),
  ];
}

function curl(url: string, key: string, path: string, body: unknown): string {
  const headers = `-H 'x-api-key: ${key}' -H 'content-type: application/json'`;
  return `curl -s ${url}${path} ${headers} -d '${JSON.stringify(body)}'`;
}
