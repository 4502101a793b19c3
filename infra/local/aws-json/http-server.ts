import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import {
  internalError,
  isAnswerable,
  missingAuthentication,
  requestTooLarge,
  serialisationError,
  unknownOperation,
} from './errors.ts';

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

export type Json = Readonly<Record<string, unknown>>;

/** How the requests of one service are marked. */
type Protocol = {
  /** before the dot of `x-amz-target` */
  readonly api: string;
  readonly contentType: string;
};

export interface HttpServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

type Answer = (operation: string, body: Json) => Promise<object>;

/**
 * The JSON protocol of AWS on the loopback interface. The content type and an Authorization header are required, and no CORS header is ever sent, so
 * a web page can't reach it; signatures aren't checked.
 */
export async function startHttpServer(protocol: Protocol, answer: Answer, port: number): Promise<HttpServer> {
  const server = createServer((request, response) => void handle(request, response, protocol, answer));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${address.port}`, close: () => close(server) };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  protocol: Protocol,
  answer: Answer,
): Promise<void> {
  const { api, contentType } = protocol;
  try {
    const body = await bodyOf(request);
    send(response, 200, contentType, await answer(operationOf(request, protocol), parse(body)));
  } catch (error) {
    if (response.destroyed) return;
    if (!isAnswerable(error)) console.error(`local ${api}:`, error);
    const { statusCode, body } = isAnswerable(error) ? error : internalError();
    send(response, statusCode, contentType, body);
  }
}

function operationOf({ method, headers }: IncomingMessage, { api: wanted, contentType }: Protocol): string {
  const [api, operation] = String(headers['x-amz-target']).split('.');
  const isJson = headers['content-type']?.split(';')[0]?.trim() === contentType;
  if (method !== 'POST' || !isJson || api !== wanted || operation === undefined) throw unknownOperation();
  if (headers.authorization === undefined) throw missingAuthentication();
  return operation;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_REQUEST_BYTES) chunks.push(chunk);
  }
  // Only now: to stop reading would break the connection before the answer.
  if (bytes > MAX_REQUEST_BYTES) throw requestTooLarge();
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): Json {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Json;
  } catch {
    // Answered below, as any other body that isn't an object.
  }
  throw serialisationError();
}

function send(response: ServerResponse, statusCode: number, contentType: string, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(statusCode, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    'x-amz-crc32': crc32(text),
  });
  response.end(text);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection that was busy at that moment is kept alive by its client afterwards, and would hold the server open.
  const sweep = setInterval(() => server.closeIdleConnections(), 10);
  await closed;
  clearInterval(sweep);
}
