import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Listener, listen } from '../../infra/local/api/http-listener.ts';
import { type LocalSystem, startLocalSystem } from '../../infra/local/local-system.ts';
import { writeFixtureAssembly } from '../support/local-fixture/assembly.ts';

const directory = mkdtempSync(join(tmpdir(), 'ballast-runtime-'));
let system: LocalSystem;
let listener: Listener;

beforeAll(async () => {
  system = await startLocalSystem({ assembly: writeFixtureAssembly(directory), dataDir: join(directory, 'data') });
  listener = await listen(system.handle, 0);
});

afterAll(async () => {
  await listener.close();
  await system.close();
  rmSync(directory, { recursive: true });
});

type Echo = {
  event: Record<string, never> & { requestContext: { authorizer: unknown } };
  requestId: string;
  left: number;
};

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${listener.url}${path}`, init);
}

async function faultOf(path: string, init: RequestInit = {}): Promise<{ status: number; fault: string }> {
  const response = await call(path, init);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.json()) as { fault: string; path: string; id: string };
  expect(body.path).toBe(path.split('?')[0]);
  expect(body.id).toBe(response.headers.get('x-amzn-requestid'));
  return { status: response.status, fault: body.fault };
}

function withKey(key: string): RequestInit {
  return { headers: { 'X-Api-Key': key } };
}

function post(bytes: number): RequestInit {
  return { method: 'POST', body: 'x'.repeat(bytes) };
}

describe('the proxy event', () => {
  test('carries path, query, headers, body and what the authorizer said', async () => {
    const response = await call('/things/a%20b?tag=1&tag=2&__proto__=x&empty=', {
      method: 'PUT',
      headers: { 'x-api-key': 'desk', 'Content-Type': 'application/json', 'x-more': 'ü' },
      body: '{"a":"é"}',
    });
    const { event, requestId, left } = (await response.json()) as Echo;
    expect(event).toMatchObject({
      resource: '/things/{id}',
      path: '/things/a%20b',
      httpMethod: 'PUT',
      pathParameters: { id: 'a%20b' },
      queryStringParameters: { tag: '2', empty: '' },
      multiValueQueryStringParameters: { tag: ['1', '2'], empty: [''] },
      stageVariables: null,
      body: '{"a":"é"}',
      isBase64Encoded: false,
      requestContext: {
        resourcePath: '/things/{id}',
        httpMethod: 'PUT',
        authorizer: { principalId: 'desk', tenantId: 'tenant of desk' },
      },
    });
    expect(Object.getOwnPropertyNames(event['queryStringParameters'])).toContain('__proto__');
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(2000);
  });

  test('has nulls where there is nothing', async () => {
    const { event } = (await (await call('/open')).json()) as Echo;
    expect(event).toMatchObject({
      pathParameters: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      body: null,
      requestContext: { authorizer: null },
    });
  });

  test('carries a binary media type as base64, both ways', async () => {
    const body = new Uint8Array([0, 200, 255]);
    const sent = await call('/open', { method: 'POST', headers: { 'content-type': 'image/png' }, body });
    const { event } = (await sent.json()) as Echo;
    expect(event).toMatchObject({ body: 'AMj/', isBase64Encoded: true });
    const decoded = await call('/open?mode=binary', { headers: { accept: 'image/png' } });
    expect([...new Uint8Array(await decoded.arrayBuffer())]).toEqual([0, 255, 137]);
    const asText = await call('/open?mode=binary', { headers: { accept: 'text/html' } });
    expect(await asText.text()).toBe('AP+J');
  });

  test('a fixed segment goes before a parameter', async () => {
    const { event } = (await (await call('/things/newest', withKey('desk'))).json()) as Echo;
    expect(event['resource']).toBe('/things/newest');
  });

  test('repeated answer headers stay apart', async () => {
    const response = await call('/open?mode=cookies');
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});

describe('what the gateway answers by itself', () => {
  test('an unknown path or method', async () => {
    const missing = { status: 404, fault: 'MISSING_AUTHENTICATION_TOKEN' };
    for (const path of ['/nothing', '/', '/things', '/things/a/b', '/things/', '/open/']) {
      expect(await faultOf(path), path).toEqual(missing);
    }
    expect(await faultOf('/open', { method: 'DELETE' })).toEqual(missing);
  });

  test('a path that is not percent-encoded text', async () => {
    expect(await faultOf('/things/%ff', withKey('desk'))).toEqual({ status: 400, fault: 'DEFAULT_4XX' });
  });

  test('a missing, unknown or refused key, and an authorizer that fails', async () => {
    expect(await faultOf('/things/1')).toEqual({ status: 401, fault: 'DEFAULT_4XX' });
    expect(await faultOf('/things/1', withKey('unknown'))).toEqual({ status: 401, fault: 'DEFAULT_4XX' });
    expect(await faultOf('/things/1', withKey('denied'))).toEqual({ status: 403, fault: 'DEFAULT_4XX' });
    expect(await faultOf('/things/1', withKey('crash'))).toEqual({ status: 502, fault: 'DEFAULT_5XX' });
    expect(await faultOf('/things/1', withKey('odd'))).toEqual({ status: 502, fault: 'DEFAULT_5XX' });
  });

  test('a cached policy is applied to each method and asked for once', async () => {
    expect((await call('/things/1', withKey('narrow'))).status).toBe(200);
    expect((await call('/things/1', withKey('narrow'))).status).toBe(200);
    expect((await call('/things/2', withKey('narrow'))).status).toBe(403);
    const calls = readFileSync(join(directory, 'calls'), 'utf8').split('\n');
    expect(calls.filter((key) => key === 'narrow')).toHaveLength(1);
  });

  test('bodies above 10 MB and events above 6 MB', async () => {
    expect(await faultOf('/open', post(10 * 1024 * 1024 + 1))).toEqual({ status: 413, fault: 'DEFAULT_4XX' });
    expect(await faultOf('/open', post(6 * 1024 * 1024))).toEqual({ status: 413, fault: 'DEFAULT_4XX' });
    expect((await call('/open?mode=overlap', post(5_000_000))).status).toBe(200);
  });

  test('headers above 10 KB, and what is not HTTP', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    request(`${listener.url}/open`, { headers: { big: 'x'.repeat(12_000) } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).end();
    expect(await promise).toBe(431);
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1', () => socket.end('no http at all\r\n\r\n'));
    const answer = (await socket.setEncoding('utf8').toArray()).join('');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400 });
  });
});

describe('a function that fails', () => {
  const failed = { status: 502, fault: 'DEFAULT_5XX' };

  test.each(['fault', 'exit', 'spin', 'malformed', 'large'])(
    '%s: a fault now, and the next call works',
    async (mode) => {
      expect(await faultOf(`/open?mode=${mode}`)).toEqual(failed);
      expect((await call('/open')).status).toBe(200);
    },
  );

  test('the gateway stops waiting before the function stops running', async () => {
    expect(await faultOf('/quick?mode=hang')).toEqual(failed);
    expect((await call('/quick')).status).toBe(200);
  });

  test('its log tells why', async () => {
    await call('/open?mode=fault');
    await expect.poll(() => readFileSync(join(directory, 'data', 'functions.log'), 'utf8')).toContain('Error: a fault');
  });
});

describe('an instance', () => {
  test('sees its own environment and nothing of this process', async () => {
    const environment = (await (await call('/open?mode=environment')).json()) as Record<string, string>;
    expect(environment).toMatchObject({
      TABLE_NAME: 'Items',
      WHERE: 'in us-east-1',
      AWS_ENDPOINT_URL_DYNAMODB: system.dynamoDbEndpoint,
      AWS_LAMBDA_FUNCTION_NAME: 'behave',
    });
    expect(Object.keys(environment)).not.toContain('PATH');
  });

  test('takes one invocation at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => call('/open?mode=overlap')));
    const most = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { most: number }).most));
    expect(most).toEqual(Array.from({ length: 30 }, () => 1));
  });
});

describe('an assembly that can not be honoured does not start', () => {
  test.each([
    ['an unknown type', { Extra: { Type: 'AWS::Kinesis::Stream' } }],
    [
      'an unknown intrinsic function',
      { Extra: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Base64': 'x' } } } },
    ],
    [
      'a resource that is not there',
      { Extra: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Nobody' } } } },
    ],
    [
      'an unknown filter',
      {
        Extra: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::ImportValue': 'Data:Stream' },
            FunctionName: { Ref: 'consume' },
            StartingPosition: 'LATEST',
            FilterCriteria: { Filters: [{ Pattern: '{"eventName":[{"suffix":"RT"}]}' }] },
          },
        },
      },
    ],
  ])('%s', async (_, extra) => {
    const other = mkdtempSync(join(tmpdir(), 'ballast-refused-'));
    const assembly = writeFixtureAssembly(other, extra);
    await expect(startLocalSystem({ assembly, dataDir: join(other, 'data') })).rejects.toThrow(
      /local runtime knows|exists locally/,
    );
    rmSync(other, { recursive: true });
  });
});
