import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request of the SDK to DynamoDB, SQS or EventBridge. */
export type SdkCall = { readonly operation: string; readonly body: string };

/**
 * What may go wrong with a call: it is refused by name, before or after it was carried out; the connection breaks, before or
 * after; there is no answer at all.
 */
export type Fault =
  | {
      readonly kind: 'refused';
      readonly carriedOut: boolean;
      readonly status: number;
      readonly error: string;
      /** why a transaction was cancelled, for each of its actions */
      readonly reasons?: readonly string[];
    }
  | { readonly kind: 'cut'; readonly carriedOut: boolean }
  | { readonly kind: 'hangs' };

/** The fault of a call, null to let it pass, at once or after a while; asked once for each try of the SDK. */
export type FaultOf = (call: SdkCall) => Fault | null | Promise<Fault | null>;

export type FaultyEndpoint = { readonly endpoint: string; close(): Promise<void> };

/** Stands between the SDK and a service that speaks the JSON protocol of AWS. */
export async function startFaultyEndpoint(target: string, faultOf: FaultOf): Promise<FaultyEndpoint> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    pass(incoming, response, { target, agent, faultOf }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

type Passing = { readonly target: string; readonly agent: Agent; readonly faultOf: FaultOf };
type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: Buffer };

async function pass(incoming: IncomingMessage, response: ServerResponse, passing: Passing): Promise<void> {
  const body = await buffer(incoming);
  const operation = String(incoming.headers['x-amz-target']).split('.').at(-1)!;
  const fault = await passing.faultOf({ operation, body: body.toString('utf8') });
  if (fault?.kind === 'hangs') return;
  const answer = fault === null || fault.carriedOut ? await carryOut(incoming, body, passing) : null;
  if (fault === null) reply(response, answer!);
  else if (fault.kind === 'cut') response.destroy();
  else reply(response, refusal(fault, String(incoming.headers['content-type'])));
}

async function carryOut(incoming: IncomingMessage, body: Buffer, { target, agent }: Passing): Promise<Answer> {
  const outgoing = request(new URL(incoming.url ?? '/', target), {
    method: incoming.method ?? 'POST',
    headers: incoming.headers,
    agent,
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 500, headers: answer.headers, body: await buffer(answer) };
}

function refusal({ status, error, reasons }: Extract<Fault, { kind: 'refused' }>, type: string): Answer {
  const CancellationReasons = reasons?.map((Code) => ({ Code, Message: 'injected' }));
  const body = Buffer.from(
    JSON.stringify({ __type: `com.amazonaws#${error}`, message: 'injected', CancellationReasons }),
  );
  return { status, headers: { 'content-type': type, 'content-length': String(body.length) }, body };
}

function reply(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers);
  response.end(body);
}
