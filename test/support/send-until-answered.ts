import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalBallast } from './local-ballast.ts';

export type Answering = Pick<LocalBallast, 'url' | 'key'>;

const PATIENCE_MS = 180_000;
const POLL_MS = 150;

/** A call that is made again until it is answered: what it sends must be safe to repeat. */
export async function sendUntilAnswered(
  { url, key }: Answering,
  method: string,
  path: string,
  body?: unknown,
): Promise<string> {
  const headers = { 'content-type': 'application/json', 'x-api-key': key };
  const sent = body === undefined ? null : JSON.stringify(body);
  for (const deadline = Date.now() + PATIENCE_MS; ; ) {
    const response = await fetch(`${url}/v1${path}`, { method, headers, body: sent }).catch(() => null);
    if (response !== null && response.status < 500) {
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text;
    }
    if (Date.now() > deadline) throw new Error(`${method} ${path} was never answered: ${response?.status}`);
    await sleep(POLL_MS);
  }
}
