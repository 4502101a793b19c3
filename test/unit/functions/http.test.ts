import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { httpHandler, logger, reply, replyWith } from '../../../functions/http/index.ts';
import { LIMITS } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/foundation/index.ts';
import { MARKET, PORTFOLIO } from '../../support/example-nouns.ts';

const MARGIN = JSON.stringify({ portfolio: PORTFOLIO, market: MARKET });

function eventOf(changes: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent {
  const event = {
    resource: '/v1/margin',
    path: '/v1/margin',
    httpMethod: 'POST',
    headers: { 'content-type': 'application/json' },
    pathParameters: null,
    queryStringParameters: null,
    body: MARGIN,
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', authorizer: { tenantId: 'acme' } },
    ...changes,
  };
  return event as unknown as APIGatewayProxyEvent;
}

logger.setLogLevel('SILENT');

const context = { awsRequestId: 'invocation-1' } as Context;
const echo = httpHandler({ 'POST /v1/margin': ({ tenant, body }) => reply(200, { tenant, asOf: body.market?.asOf }) });

async function correlationIdOf(sent: string) {
  const headers = { 'content-type': 'application/json', 'X-Correlation-Id': sent };
  return (await echo(eventOf({ headers }), context)).headers?.['x-correlation-id'];
}

async function problemOf(changes: Partial<APIGatewayProxyEvent>, handler = echo) {
  const { statusCode, body } = await handler(eventOf(changes), context);
  return { statusCode, ...(JSON.parse(body) as { type: string; detail: string }) };
}

describe('the pipeline of every handler', () => {
  it('takes the tenant from the authorizer and answers with security headers', async () => {
    const { statusCode, body, headers } = await echo(eventOf(), context);
    expect([statusCode, JSON.parse(body)]).toEqual([200, { tenant: 'acme', asOf: MARKET.asOf }]);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-correlation-id': 'request-1',
    });
  });

  it('reads base64 bodies', async () => {
    const body = Buffer.from(MARGIN).toString('base64');
    expect((await echo(eventOf({ body, isBase64Encoded: true }), context)).statusCode).toBe(200);
  });

  it("passes on the caller's correlation id, but nothing that could be an attack", async () => {
    expect(await correlationIdOf('order-20260205-7')).toBe('order-20260205-7');
    expect(await correlationIdOf('<script>alert(1)</script>')).toBe('request-1');
  });

  it.each<[number, string, string, Partial<APIGatewayProxyEvent>]>([
    [400, 'malformed', 'text that is not JSON', { body: '{' }],
    [400, 'malformed', 'an empty body', { body: null }],
    [
      400,
      'malformed',
      'bytes that are not UTF-8',
      { body: gzipSync(MARGIN).toString('base64'), isBase64Encoded: true },
    ],
    [400, 'malformed', 'an unknown query parameter', { queryStringParameters: { x: '1' } }],
    [
      400,
      'malformed',
      'an Idempotency-Key with a space',
      { headers: { 'content-type': 'application/json', 'idempotency-key': 'a b' } },
    ],
    [
      400,
      'malformed',
      'an If-Match that is no revision',
      { headers: { 'content-type': 'application/json', 'if-match': 'x' } },
    ],
    [401, 'unauthorised', 'no tenant', { requestContext: {} as APIGatewayProxyEvent['requestContext'] }],
    [404, 'not-found', 'a path that the function does not serve', { resource: '/v1/nothing' }],
    [405, 'method-not-allowed', 'another method', { httpMethod: 'PUT' }],
    [413, 'payload-too-large', 'a body above the limit', { body: ' '.repeat(LIMITS.bodyBytes + 1) }],
    [415, 'unsupported-media-type', 'another content type', { headers: { 'Content-Type': 'text/plain' } }],
    [422, 'limit-exceeded', 'a body nested too deep', { body: `${'['.repeat(100_000)}${']'.repeat(100_000)}` }],
  ])('answers %i %s to %s', async (status, reason, _, changes) => {
    expect(await problemOf(changes)).toMatchObject({
      statusCode: status,
      status,
      type: `urn:ballast:problem:${reason}`,
    });
  });

  it('refuses half of a surrogate pair, however it is written, and takes a whole one', async () => {
    const half = { body: '{"a":{"\\ud800":1}}' };
    expect(await problemOf(half)).toMatchObject({ statusCode: 400, detail: expect.stringContaining('surrogate') });
    expect(await problemOf({ body: '["\ud800"]' })).toMatchObject({ statusCode: 400 });
    const whole = { body: MARGIN.replace('"BTC-PERP"', '"\\ud83d\\ude00"') };
    expect((await problemOf(whole)).detail ?? '').not.toContain('surrogate');
  });

  it('counts brackets only outside of text', async () => {
    const parameters = { note: '[{"'.repeat(50) };
    const body = JSON.stringify({ portfolio: PORTFOLIO, market: MARKET, methods: [{ id: 'delta', parameters }] });
    expect((await echo(eventOf({ body }), context)).statusCode).toBe(200);
  });

  it('turns the failures of use cases into problems, and says when to come back', async () => {
    const busy = httpHandler({ 'POST /v1/margin': () => replyWith(fail('unavailable', 'throttled')) });
    const { statusCode, headers, body } = await busy(eventOf(), context);
    expect([statusCode, headers?.['retry-after']]).toEqual([503, '2']);
    expect(headers?.['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(body)).toMatchObject({ detail: 'throttled', instance: '/v1/margin', correlationId: 'request-1' });
  });

  it('shows nothing of an unexpected error but its correlation id, and logs the rest', async () => {
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    const broken = httpHandler({
      'POST /v1/margin': () => {
        throw new TypeError('secret detail');
      },
    });
    const { statusCode, body } = await broken(eventOf(), context);
    expect(statusCode).toBe(500);
    expect(body).not.toContain('secret');
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:ballast:problem:internal', correlationId: 'request-1' });
    expect(logged).toHaveBeenCalledWith('defect', expect.objectContaining({ correlationId: 'request-1' }));
    logged.mockRestore();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('never lets %s leave in an answer', async (value) => {
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    const broken = httpHandler({ 'POST /v1/margin': () => reply(200, { margins: [{ initial: value }] }) });
    expect((await broken(eventOf(), context)).statusCode).toBe(500);
    expect(JSON.stringify(logged.mock.calls)).toContain('defect');
    logged.mockRestore();
  });

  it('names the limit when an answer is too large for the platform', async () => {
    const large = httpHandler({ 'POST /v1/margin': () => reply(200, { text: 'x'.repeat(6_000_000) }) });
    expect(await problemOf({}, large)).toMatchObject({ statusCode: 422, type: 'urn:ballast:problem:limit-exceeded' });
  });
});

describe('path parameters', () => {
  const show = httpHandler({ 'GET /v1/portfolios/{id}': ({ params }) => reply(200, { id: params.id }) });
  const get = (id: string) =>
    show(eventOf({ httpMethod: 'GET', resource: '/v1/portfolios/{id}', body: null, pathParameters: { id } }), context);

  it.each([
    ['desk-1', 'desk-1'],
    ['a%3Ab%40c', 'a:b@c'],
  ])('%s means %s', async (sent, id) => {
    expect(JSON.parse((await get(sent)).body)).toEqual({ id });
  });

  it.each(['%', '%00', '..%2f..', 'x'.repeat(129), '%F0%9F%92%A9'])('%s names nothing', async (sent) => {
    expect((await get(sent)).statusCode).toBe(404);
  });
});
