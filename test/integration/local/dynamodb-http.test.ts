import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmbeddedDynamoDb } from '../../../infra/local/dynamodb/index.ts';
import { startEmbeddedDynamoDb } from '../../../infra/local/dynamodb/index.ts';
import { failureOf } from './dynamodb-fixture.ts';

let db: EmbeddedDynamoDb;

beforeAll(async () => {
  db = await startEmbeddedDynamoDb({ dataDir: null });
});

afterAll(() => db.close());

const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  authorization: 'AWS4-HMAC-SHA256 Credential=x, SignedHeaders=x, Signature=x',
};

async function post(body: string, changed: Record<string, string> = {}): Promise<{ status: number; type: unknown }> {
  const response = await fetch(db.endpoint, { method: 'POST', headers: { ...headers, ...changed }, body });
  const text = await response.text();
  expect(response.headers.get('x-amz-crc32')).toBe(String(crc32(text)));
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  return { status: response.status, type: JSON.parse(text)['__type'] };
}

test('answers carry a right checksum', async () => {
  expect(await post('{}')).toEqual({ status: 200, type: undefined });
});

test('an operation that is not supported is named so', async () => {
  const type = 'com.amazon.coral.service#UnknownOperationException';
  expect(await post('{}', { 'x-amz-target': 'DynamoDB_20120810.ExecuteStatement' })).toEqual({ status: 400, type });
  expect(await post('{}', { 'x-amz-target': 'Other.ListTables' })).toEqual({ status: 400, type });
});

test('a request that a web page could send without asking is refused', async () => {
  const type = 'com.amazon.coral.service#UnknownOperationException';
  expect(await post('{}', { 'content-type': 'text/plain' })).toEqual({ status: 400, type });
});

test('a request without a signature is refused', async () => {
  const { authorization: _authorization, ...unsigned } = headers;
  const response = await fetch(db.endpoint, { method: 'POST', headers: unsigned, body: '{}' });
  expect(await response.json()).toMatchObject({
    __type: expect.stringContaining('MissingAuthenticationTokenException'),
  });
});

test('a body that is not a JSON object is refused', async () => {
  const type = 'com.amazon.coral.service#SerializationException';
  expect(await post('{')).toEqual({ status: 400, type });
  expect(await post('[]')).toEqual({ status: 400, type });
});

test('a transaction with an empty entry is refused', async () => {
  const type = 'com.amazon.coral.validate#ValidationException';
  const body = JSON.stringify({ TransactItems: [null] });
  expect(await post(body, { 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' })).toEqual({ status: 400, type });
  expect(await post(body, { 'x-amz-target': 'DynamoDB_20120810.TransactGetItems' })).toEqual({ status: 400, type });
});

test('a body beyond 16 MB is refused', async () => {
  expect((await post('x'.repeat(20 * 1024 * 1024))).status).toBe(413);
});

test('a data folder belongs to one process at a time', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ballast-dynamodb-'));
  const first = await startEmbeddedDynamoDb({ dataDir });
  expect((await failureOf(startEmbeddedDynamoDb({ dataDir }))).message).toContain('in use by another process');
  await first.close();
  await (await startEmbeddedDynamoDb({ dataDir })).close();
  rmSync(dataDir, { recursive: true });
});
