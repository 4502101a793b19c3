import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logger } from '../../functions/http/index.ts';
import { handler as recompute } from '../../functions/recompute/handler.ts';
import { type FaultyEndpoint, type SdkCall, startFaultyEndpoint } from '../support/faults/faulty-endpoint.ts';
import { FAULTS } from '../support/faults/faulty-service.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { Random } from '../support/random.ts';

const DESKS = Array.from({ length: 12 }, (_, i) => `desk-${i}`);
const SICK = 'desk-3';
/** Of a table in the same region. */
const LATENCY_MS = 4;
const MOST_AT_ONCE = 10;

let api: InProcessApi;
let table: FaultyEndpoint;
let isSick = false;
const asking: string[] = [];
let mostAtOnce = 0;

/** A table as far away as a real one, and short of capacity for one portfolio. */
async function slowly({ body }: SdkCall) {
  const asker = /desk-\d+/.exec(body)?.[0] ?? 'any';
  if (isSick && asker === SICK) return FAULTS['over capacity']!;
  asking.push(asker);
  mostAtOnce = Math.max(mostAtOnce, new Set(asking.filter((each) => each !== 'any')).size);
  await sleep(LATENCY_MS);
  asking.splice(asking.indexOf(asker), 1);
  return null;
}

async function send(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const headers = { 'x-api-key': KEYS.local };
  const answer = await api.call({ method, path: `/v1${path}`, headers, ...(body === undefined ? {} : { body }) });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.json as Record<string, unknown>;
}

beforeAll(async () => {
  api = await startInProcessApi();
  logger.setLogLevel('SILENT');
  table = await startFaultyEndpoint(process.env['AWS_ENDPOINT_URL_DYNAMODB']!, slowly);
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = table.endpoint;
  await send('PUT', '/markets/default', fuzzMarket(new Random(1)));
  const collateral = [{ asset: 'USD', quantity: 1e6 }];
  const positions = [{ instrument: 'BTC-PERP', quantity: 1, averagePrice: 65_000 }];
  for (const id of DESKS) await send('PUT', `/portfolios/${id}`, { baseCurrency: 'USD', positions, collateral });
});
afterAll(async () => {
  await table.close();
  await api.close();
});

it('margins the portfolios of a batch side by side, some at a time, and brings back those that failed alone', async () => {
  const Records = await (await api.records()).read({ limit: -1 });
  [isSick, mostAtOnce] = [true, 0];
  const started = performance.now();
  const { batchItemFailures } = await recompute({ Records });
  console.log(`${DESKS.length} portfolios, ${LATENCY_MS} ms a call: ${Math.round(performance.now() - started)} ms`);
  isSick = false;
  const heads = Records.filter(({ dynamodb }) => dynamodb?.Keys?.['PK']?.S?.endsWith(SICK));
  expect(heads.map(({ dynamodb }) => dynamodb?.SequenceNumber)).toContain(batchItemFailures[0]?.itemIdentifier);
  expect(batchItemFailures).toHaveLength(1);
  for (const id of DESKS) {
    const { stale } = await send('GET', `/portfolios/${id}/margin`);
    expect(stale === null, id).toBe(id !== SICK);
  }
  expect(mostAtOnce).toBeGreaterThan(MOST_AT_ONCE / 2);
  expect(mostAtOnce).toBeLessThanOrEqual(MOST_AT_ONCE);
  expect(await recompute({ Records })).toEqual({ batchItemFailures: [] });
});
