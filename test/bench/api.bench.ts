import { startLocalBallast } from '../support/local-ballast.ts';
import { ApiClient } from './api-client.ts';
import type { BenchRow } from './bench-row.ts';
import { deribitChainBody } from './deribit-chain-body.ts';
import { countDynamoDbCalls } from './dynamodb-calls.ts';
import { AS_OF, optionBook, optionMarket, SPOT } from './option-market.ts';
import { quantile } from './timing.ts';

const MARKET = optionMarket(1000);
const WARM_UP = 3;

type Task = { readonly name: string; readonly repeats: number; readonly work: () => Promise<unknown> };
type Measured = Task & { readonly times: readonly number[]; readonly callsEach: number };

/**
 * Latency of the whole local system for one caller at a time, over HTTP: gateway, authorizer's cache, function, embedded
 * DynamoDB. Against a route that does nothing. Calls of a fill include those of the recomputes that run meanwhile.
 */
export async function run(): Promise<BenchRow[]> {
  const ballast = await startLocalBallast();
  try {
    const client = new ApiClient(ballast);
    await client.send('PUT', '/v1/markets/default', MARKET);
    await client.send('PUT', '/v1/portfolios/desk', optionBook(MARKET, 100));
    await client.send('PUT', '/v1/portfolios/small', optionBook(MARKET, 20));
    const health = await measure({
      name: 'GET /v1/health',
      repeats: 200,
      work: () => client.send('GET', '/v1/health'),
    });
    const rows: BenchRow[] = [];
    for (const task of [...calculations(client), ...writes(client)]) rows.push(...rowsOf(await measure(task), health));
    return rows;
  } finally {
    await ballast.close();
  }
}

function calculations(client: ApiClient): Task[] {
  const rebalance = { portfolioId: 'small', objective: { minimise: 'margin', method: 'paradex-style' } };
  return [
    {
      name: 'POST /v1/margin, 100 positions',
      repeats: 100,
      work: () => client.send('POST', '/v1/margin', { portfolioId: 'desk' }),
    },
    {
      name: 'POST /v1/rebalance, 20 tradables',
      repeats: 50,
      work: () => client.send('POST', '/v1/rebalance', rebalance),
    },
  ];
}

function writes(client: ApiClient): Task[] {
  const body = JSON.stringify(deribitChainBody(MARKET));
  const fill = fillSender(client);
  return [
    {
      name: 'import of 1,000 instruments',
      repeats: 10,
      work: () => importAll(client, body),
    },
    { name: 'fill to snapshot', repeats: 20, work: async () => client.settled('desk', await fill(1)) },
    { name: 'POST 1 fill', repeats: 100, work: () => fill(1) },
    { name: 'POST 500 fills', repeats: 5, work: () => fill(500) },
  ];
}

async function importAll(client: ApiClient, body: string): Promise<void> {
  const answer = await client.send('POST', '/v1/markets/imported/import/deribit', body);
  const { skipped } = answer as { skipped: readonly unknown[] };
  if (skipped.length > 0) throw new Error(`${skipped.length} instruments were skipped`);
}

/** Sends fills that were never there before, over 50 instruments and in the order of their time; answers the revision after them. */
function fillSender(client: ApiClient): (nFills: number) => Promise<number> {
  let sent = 0;
  return async (nFills) => {
    const fills = Array.from({ length: nFills }, () => {
      sent += 1;
      const { id } = MARKET.instruments[(20 * sent) % 1000]!;
      const side = sent % 2 === 0 ? 'buy' : 'sell';
      const executedAt = new Date(Date.parse(AS_OF) + sent).toISOString();
      return { fillId: `fill-${sent}`, instrument: id, side, quantity: '1', price: `${SPOT / 50}`, executedAt };
    });
    const answer = await client.send('POST', '/v1/portfolios/desk/fills', { fills });
    const { results, revision } = answer as { results: readonly { outcome: string }[]; revision: number };
    if (!results.every((each) => each.outcome === 'applied')) throw new Error('a fill was not applied');
    return revision;
  };
}

async function measure(task: Task): Promise<Measured> {
  for (let n = 0; n < WARM_UP; n++) await task.work();
  const times: number[] = [];
  const { calls } = await countDynamoDbCalls(async () => {
    for (let n = 0; n < task.repeats; n++) {
      const started = performance.now();
      await task.work();
      times.push(performance.now() - started);
    }
  });
  return { ...task, times, callsEach: calls / task.repeats };
}

function rowsOf({ name, repeats, times, callsEach }: Measured, health: Measured): BenchRow[] {
  const latencies = [0.5, 0.99].map((p) => {
    const [value, plain] = [quantile(times, p), quantile(health.times, p)];
    const baseline = `${health.name}, ${plain.toFixed(1)} ms`;
    const quantileName = p * repeats > repeats - 1 ? 'longest' : `p${100 * p}`;
    return { name: `api: ${name}, ${quantileName} of ${repeats}`, value, unit: 'ms', baseline, ratio: value / plain };
  });
  return [...latencies, { name: `api: ${name}, DynamoDB calls each`, value: callsEach, unit: 'calls' }];
}
