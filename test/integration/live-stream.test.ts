import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventBlocks } from '../support/event-blocks.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { type LocalBallast, startLocalBallast } from '../support/local-ballast.ts';
import { Random } from '../support/random.ts';

let ballast: LocalBallast;

beforeAll(async () => {
  ballast = await startLocalBallast();
  await put('/markets/default', fuzzMarket(new Random(13)));
  const positions = [{ instrument: 'BTC-PERP', quantity: 1, averagePrice: 65_000 }];
  await put('/portfolios/live', { baseCurrency: 'USD', positions, collateral: [{ asset: 'USD', quantity: 1e6 }] });
}, 120_000);
afterAll(() => ballast.close());

async function put(path: string, body: unknown): Promise<void> {
  const answer = await call('PUT', path, body);
  expect(answer.status).toBeLessThan(300);
}

function call(method: string, path: string, body: unknown): Promise<Response> {
  const headers = { 'x-api-key': ballast.key, 'content-type': 'application/json' };
  return fetch(`${ballast.url}/v1${path}`, { method, headers, body: JSON.stringify(body) });
}

async function fill(fillId: string): Promise<void> {
  const executedAt = '2026-02-05T10:00:00Z';
  const one = { fillId, instrument: 'BTC-PERP', side: 'buy', quantity: '1', price: 65_000, executedAt };
  expect((await call('POST', '/portfolios/live/fills', { fills: [one] })).status).toBe(200);
}

/** Adds the key, as a page's own origin would; an EventSource sends no header of its own. */
async function withKey(): Promise<{ readonly url: string; readonly asked: (string | undefined)[]; close(): void }> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const last = request.headers['last-event-id'] as string | undefined;
    asked.push(last);
    const headers = { 'x-api-key': ballast.key, ...(last === undefined ? {} : { 'last-event-id': last }) };
    void fetch(`${ballast.url}${request.url}`, { headers }).then(async (answer) => {
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close: () => server.close() };
}

/** Node's EventSource, which writes each event's id to standard output. */
const READER = `
// its timer for coming back keeps no process alive
setInterval(() => undefined, 1000);
const source = new EventSource(process.argv[1]);
source.addEventListener('MarginComputed', ({ lastEventId, data }) => {
  console.log(lastEventId, JSON.parse(data).sid);
});`;

test('an EventSource sees every event once, over as many answers as it takes', async () => {
  const proxy = await withKey();
  const url = `${proxy.url}/v1/portfolios/live/events?waitSeconds=2`;
  const reader = spawn(process.execPath, ['--experimental-eventsource', '--no-warnings', '-e', READER, url]);
  const lines: string[] = [];
  reader.stdout.on('data', (bytes: Buffer) => lines.push(...bytes.toString('utf8').trim().split('\n')));
  try {
    await expect.poll(() => lines, { timeout: 20_000 }).toEqual(['1 1-1-0']);
    await fill('a');
    await expect.poll(() => lines, { timeout: 20_000 }).toEqual(['1 1-1-0', '2 2-1-0']);
    await fill('b');
    await expect.poll(() => lines, { timeout: 20_000 }).toEqual(['1 1-1-0', '2 2-1-0', '3 3-1-0']);
    expect([...new Set(proxy.asked)]).toEqual([undefined, '1', '2']);
  } finally {
    reader.kill();
    proxy.close();
  }
}, 90_000);

test('curl is answered within twenty seconds, with nothing too', async () => {
  const started = performance.now();
  const url = `${ballast.url}/v1/portfolios/live/events`;
  const curl = spawn('curl', ['-sN', '-H', `x-api-key: ${ballast.key}`, '-H', 'Last-Event-ID: 3', url]);
  expect(eventBlocks(await text(curl.stdout))).toEqual([{ retry: '500' }, { id: '3' }]);
  const seconds = (performance.now() - started) / 1000;
  expect(seconds).toBeGreaterThan(14);
  expect(seconds).toBeLessThan(20);
}, 60_000);
