import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Invocation, LocalFunction } from '../functions/local-function.ts';
import { ACCOUNT, REGION } from '../template/intrinsics.ts';
import type { GatewayFault, GatewayResponses } from './gateway-responses.ts';
import { type HttpAnswer, type HttpRequest, headerOf } from './http-messages.ts';
import type { KeyAuthorizer } from './key-authorizer.ts';
import { type GatewayRequest, isBinary, proxyEvent, withBody } from './proxy-event.ts';
import type { RouteMatch, RouteTable } from './route-table.ts';

/** The gateway's own limit; the API's is lower and is for its handlers to refuse. */
export const GATEWAY_BODY_BYTES = 10 * 1024 * 1024;

export type ApiMethod = {
  readonly integration: LocalFunction;
  readonly timeoutMs: number;
  readonly authorizer: KeyAuthorizer | null;
};

export type RestApiSettings = {
  readonly apiId: string;
  readonly stage: string;
  readonly binaryTypes: readonly string[];
  readonly routes: RouteTable<ApiMethod>;
  readonly responses: GatewayResponses;
};

/** The REST API of the template: route, authorise, invoke; what fails on the way becomes the template's gateway response. */
export class RestApi {
  readonly #settings: RestApiSettings;

  constructor(settings: RestApiSettings) {
    this.#settings = settings;
  }

  async handle(http: HttpRequest): Promise<HttpAnswer> {
    const { apiId, stage, responses } = this.#settings;
    const path = pathOf(http.target);
    const request = { http, path, requestId: randomUUID(), apiId, stage, receivedMs: Date.now() };
    const answer = await this.#answer(request);
    const full = typeof answer === 'string' ? responses.answer(answer, { requestId: request.requestId, path }) : answer;
    return { ...full, headers: [...full.headers, ['x-amzn-RequestId', request.requestId]] };
  }

  async #answer(request: GatewayRequest): Promise<HttpAnswer | GatewayFault> {
    const { http, path } = request;
    const match = this.#settings.routes.find(http.method, path);
    if (match === null) return 'MISSING_AUTHENTICATION_TOKEN';
    if (http.body.length > GATEWAY_BODY_BYTES) return 'REQUEST_TOO_LARGE';
    if (!isPercentEncoded(path)) return 'DEFAULT_4XX';
    const event = await this.#authorised(request, match);
    if (typeof event === 'string') return event;
    const { integration, timeoutMs } = match.target;
    const invocation = await withinTime(integration.invoke(event), timeoutMs);
    return this.#relay(invocation, headerOf(http.rawHeaders, 'accept'));
  }

  async #authorised(
    request: GatewayRequest,
    match: RouteMatch<ApiMethod>,
  ): Promise<APIGatewayProxyEvent | GatewayFault> {
    const event = proxyEvent(request, match);
    const { authorizer } = match.target;
    if (authorizer !== null) {
      const verdict = await authorizer.check(event, this.#methodArn(request));
      if (!verdict.ok) return verdict.fault;
      event.requestContext.authorizer = verdict.context;
    }
    return withBody(event, request.http, this.#settings.binaryTypes);
  }

  #methodArn({ http, path }: GatewayRequest): string {
    const { apiId, stage } = this.#settings;
    return `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/${stage}/${http.method}${path}`;
  }

  #relay(invocation: Invocation | null, accept: string | undefined): HttpAnswer | GatewayFault {
    if (invocation === null) return 'INTEGRATION_TIMEOUT';
    if (!invocation.ok) {
      return invocation.errorType === 'RequestTooLargeException' ? 'REQUEST_TOO_LARGE' : 'INTEGRATION_FAILURE';
    }
    if (!isProxyResult(invocation.payload)) return 'API_CONFIGURATION_ERROR';
    const { statusCode, body = '', isBase64Encoded = false } = invocation.payload;
    const decode = isBase64Encoded && isBinary(accept, this.#settings.binaryTypes);
    return {
      status: statusCode,
      headers: headersOf(invocation.payload),
      body: decode ? Buffer.from(body, 'base64') : body,
    };
  }
}

/** What can't stand in a URL is encoded, so that a path may be quoted in JSON. */
function pathOf(target: string): string {
  return (target.split('?', 1)[0] ?? '/').replaceAll(/["\\<>^`{|}]/g, encodeURIComponent);
}

function isPercentEncoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

async function withinTime(invocation: Promise<Invocation>, timeoutMs: number): Promise<Invocation | null> {
  const answered = new AbortController();
  const timeout = sleep(timeoutMs, null, { signal: answered.signal }).catch(() => null);
  try {
    return await Promise.race([invocation, timeout]);
  } finally {
    answered.abort();
  }
}

/** The type wants a body; Lambda takes an answer without one. */
type ProxyResult = Omit<APIGatewayProxyResult, 'body'> & { readonly body?: string };

function isProxyResult(payload: unknown): payload is ProxyResult {
  const result = payload as Partial<ProxyResult> | null;
  if (typeof result !== 'object' || result === null) return false;
  return Number.isInteger(result.statusCode) && (result.body === undefined || typeof result.body === 'string');
}

function headersOf({ headers, multiValueHeaders }: ProxyResult): [string, string][] {
  const single = Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)] as [string, string]);
  const many = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    values.map((value) => [name, String(value)] as [string, string]),
  );
  const all = [...single.filter(([name]) => !many.some(([other]) => other === name)), ...many];
  const typed = all.some(([name]) => name.toLowerCase() === 'content-type');
  return typed ? all : [['Content-Type', 'application/json'], ...all];
}
