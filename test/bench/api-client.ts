import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalBallast } from '../support/local-ballast.ts';

const SETTLE_LIMIT_MS = 20_000;
const POLL_MS = 5;

type View = { readonly revision: number; readonly stale: unknown };

/** A tenant of a running system, who takes nothing but success. */
export class ApiClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, key }: LocalBallast) {
    this.#url = url;
    this.#headers = { 'content-type': 'application/json', 'x-api-key': key };
  }

  /** @throws Error with the problem that the API answers */
  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const content = body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body);
    const response = await fetch(`${this.#url}${path}`, { method, headers: this.#headers, body: content });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }

  /** Asks every 5 ms until the portfolio's margin is that of the revision. */
  async settled(portfolioId: string, revision: number): Promise<void> {
    const started = performance.now();
    while (performance.now() - started < SETTLE_LIMIT_MS) {
      const view = (await this.send('GET', `/v1/portfolios/${portfolioId}/margin`)) as View;
      if (view.revision === revision && view.stale === null) return;
      await sleep(POLL_MS);
    }
    throw new Error(`no margin of revision ${revision} in ${SETTLE_LIMIT_MS} ms`);
  }
}
