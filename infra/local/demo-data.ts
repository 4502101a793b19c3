import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_AS_OF, DEMO_MARKET_ID, demoBooks, demoMarket } from './demo/index.ts';

const MARGIN_WAIT_MS = 15_000;
const MARGIN_POLL_MS = 100;

type Api = { readonly url: string; readonly key: string };

/** Loads the demo market and its books through the API, each unless it is there, and waits until their margin is known. */
export async function loadDemoData(api: Api): Promise<void> {
  const market = demoMarket(DEMO_AS_OF);
  await putUnlessThere(api, `/v1/markets/${DEMO_MARKET_ID}`, market);
  const books = demoBooks(market);
  for (const { id, portfolio } of books) await putUnlessThere(api, `/v1/portfolios/${id}`, portfolio);
  await Promise.all(books.map(({ id }) => untilMargined(api, id)));
}

async function putUnlessThere(api: Api, path: string, body: unknown): Promise<void> {
  const there = await call(api, 'GET', path);
  if (there.status === 200) return;
  const put = await call(api, 'PUT', path, body);
  if (!put.ok) throw new Error(`PUT ${path}: ${await put.text()}`);
}

/** A stream that is behind is no reason not to start. */
async function untilMargined(api: Api, portfolioId: string): Promise<void> {
  const untilMs = Date.now() + MARGIN_WAIT_MS;
  while (Date.now() < untilMs) {
    const response = await call(api, 'GET', `/v1/portfolios/${portfolioId}/margin`);
    const { stale } = (await response.json()) as { readonly stale: unknown };
    if (response.ok && stale === null) return;
    await sleep(MARGIN_POLL_MS);
  }
}

function call({ url, key }: Api, method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  return fetch(`${url}${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
}
