import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ACCOUNT } from '../template/intrinsics.ts';
import { allValues, type HttpRequest, headerOf, headerValues } from './http-messages.ts';
import type { RouteMatch } from './route-table.ts';

export type GatewayRequest = {
  readonly http: HttpRequest;
  /** percent-encoded, without the query */
  readonly path: string;
  readonly requestId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly receivedMs: number;
};

/** The REST proxy event, format 1.0, all but the body. */
export function proxyEvent(request: GatewayRequest, match: RouteMatch<unknown>): APIGatewayProxyEvent {
  const { http, path } = request;
  const headers = headerValues(http.rawHeaders);
  const query = queryValues(http.target);
  return {
    resource: match.resourcePath,
    path,
    httpMethod: http.method,
    headers: lastValues(headers) ?? {},
    multiValueHeaders: headers,
    queryStringParameters: lastValues(query),
    multiValueQueryStringParameters: nullIfEmpty(query),
    pathParameters: nullIfEmpty(match.pathParameters),
    stageVariables: null,
    requestContext: requestContext(request, match.resourcePath),
    body: null,
    isBase64Encoded: false,
  };
}

/** The body joins the event as text, or as base64 where its media type is one of the API's binary ones. */
export function withBody(
  event: APIGatewayProxyEvent,
  http: HttpRequest,
  binaryTypes: readonly string[],
): APIGatewayProxyEvent {
  if (http.body.length === 0) return event;
  const isBase64Encoded = isBinary(headerOf(http.rawHeaders, 'content-type'), binaryTypes);
  const bytes = Buffer.from(http.body.buffer, http.body.byteOffset, http.body.byteLength);
  return { ...event, body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** Whether a `Content-Type`, or the first entry of an `Accept`, is one of the API's binary media types. */
export function isBinary(header: string | undefined, binaryTypes: readonly string[]): boolean {
  const mediaType = header?.split(/[,;]/, 1)[0]?.trim().toLowerCase() ?? '';
  return binaryTypes.some((each) => each === '*/*' || each.toLowerCase() === mediaType);
}

function requestContext(request: GatewayRequest, resourcePath: string): APIGatewayProxyEvent['requestContext'] {
  const { http, path, requestId, apiId, stage, receivedMs } = request;
  return {
    accountId: ACCOUNT,
    apiId,
    authorizer: null,
    httpMethod: http.method,
    identity: identityOf(http),
    path,
    protocol: 'HTTP/1.1',
    requestId,
    requestTimeEpoch: receivedMs,
    resourceId: resourcePath,
    resourcePath,
    stage,
  };
}

function identityOf({ sourceIp, rawHeaders }: HttpRequest): APIGatewayProxyEvent['requestContext']['identity'] {
  return {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp,
    user: null,
    userAgent: headerOf(rawHeaders, 'user-agent') ?? null,
    userArn: null,
  };
}

function queryValues(target: string): Record<string, string[]> {
  const at = target.indexOf('?');
  return allValues(new URLSearchParams(at === -1 ? '' : target.slice(at + 1)));
}

function lastValues(values: Readonly<Record<string, readonly string[]>>): Record<string, string> | null {
  return nullIfEmpty(Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? ''])));
}

function nullIfEmpty<T extends object>(values: T): T | null {
  return Object.keys(values).length === 0 ? null : values;
}
