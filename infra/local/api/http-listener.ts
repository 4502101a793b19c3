import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpAnswer, HttpRequest } from './http-messages.ts';
import { GATEWAY_BODY_BYTES } from './rest-api.ts';

/** The gateway's limit on all header lines together. */
const HEADER_BYTES = 10_240;

const IDLE_CHECK_MS = 20;

export type Listener = {
  readonly url: string;
  /** Stops taking connections and waits for the requests at work. */
  close(): Promise<void>;
};

type Handle = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * Serves `handle` over HTTP on the loopback interface.
 *
 * @throws Error `EADDRINUSE` when the port is taken
 */
export async function listen(handle: Handle, port: number): Promise<Listener> {
  const server = createServer({ maxHeaderSize: HEADER_BYTES }, (request, response) => {
    void serve(handle, request, response);
  });
  server.on('clientError', refuse);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  await promise;
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

async function serve(handle: Handle, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request);
    const { method = 'GET', url = '/', rawHeaders, socket } = request;
    const answer = await handle({ method, target: url, rawHeaders, body, sourceIp: socket.remoteAddress ?? '' });
    response.statusCode = answer.status;
    for (const [name, value] of answer.headers) response.appendHeader(name, value);
    response.end(answer.body);
  } catch (error) {
    // the caller went away while sending, or a handler's header can't be sent
    response.destroy(error instanceof Error ? error : undefined);
  }
}

/** A body above the gateway's limit is read to its end, so that the caller gets to read the answer, but not kept. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes - chunk.length <= GATEWAY_BODY_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What isn't HTTP has no request to answer, but still gets the shape of every error. */
function refuse(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const body = JSON.stringify({
    type: 'urn:ballast:problem:malformed',
    title: 'The request is malformed',
    status: tooLarge ? 431 : 400,
    detail: tooLarge ? `the headers are above the limit of ${HEADER_BYTES} bytes` : 'the request is not HTTP',
    instance: '',
    correlationId: '',
  });
  const headers = `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  await promise;
  clearInterval(idle);
}
