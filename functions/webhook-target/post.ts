import type { IncomingMessage } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { ENGINE_VERSION } from '../../shared/foundation/index.ts';
import type { Post } from '../../shared/usecases/index.ts';
import { checkedLookup } from './checked-lookup.ts';
import { signatureOf } from './sign.ts';
import { RefusedTarget, targetOf } from './target.ts';

/** What is read of an answer; nothing of it is kept. */
const ANSWER_BYTES = 64 * 1024;

type Message = Parameters<Post>[0];
type Answer = { readonly status: number | null; readonly error: string | null };

/**
 * Posts a signed message over a connection of its own to an address that was checked for it. Redirects are not followed.
 *
 * @param deadlineMs from the look-up of the name to the end of the answer
 */
export function postWithin(deadlineMs: number): Post {
  return async (message) => {
    const started = performance.now();
    const answer = await answerTo(message, AbortSignal.timeout(deadlineMs));
    return { ...answer, latencyMs: Math.round(performance.now() - started) };
  };
}

async function answerTo(message: Message, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await send(targetOf(message.url), message, signal);
    const status = response.statusCode ?? 0;
    await drain(response);
    return { status, error: status >= 200 && status < 300 ? null : `answered ${status}` };
  } catch (error) {
    return { status: null, error: signal.aborted ? 'no answer in time' : reasonOf(error) };
  }
}

function send(url: URL, message: Message, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, {
    method: 'POST',
    headers: headersOf(message),
    agent: false,
    lookup: checkedLookup(url.protocol),
    signal,
  });
  // a connection may end without either: an answer of 101 does
  const closed = () => reject(new Error('closed without an answer'));
  request.on('response', resolve).on('error', reject).on('close', closed).end(message.body);
  return promise;
}

function headersOf(message: Message): Record<string, string> {
  const { messageId, timestampSeconds, secrets, body } = message;
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': `Ballast/${ENGINE_VERSION}`,
    'webhook-id': messageId,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': secrets.map((secret) => signatureOf(secret, message)).join(' '),
  };
}

/** Reads an answer to its end, if that is near: its status is known already. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES) return;
    }
  } catch {
    // cut off by the target or the deadline
  } finally {
    response.destroy();
  }
}

/** A code, or why the target is refused: never what a target says. */
function reasonOf(error: unknown): string {
  if (error instanceof RefusedTarget) return error.message;
  if (!(error instanceof Error)) return 'failed';
  const { code } = error as Error & { readonly code?: unknown };
  return typeof code === 'string' ? code : 'failed';
}
