import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip } from 'node:zlib';
import { ensureThat } from '../foundation/index.ts';
import type { BodyReference } from '../usecases/index.ts';
import { bodyPrefix, bodySort } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Well below the 400 KB that an item may have. */
const PART_BYTES = 300_000;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** What a body decompresses to at most: a bomb is refused, not opened. */
const BODY_BYTES = 64_000_000;

/**
 * Stores a JSON value compressed, in as many items as it needs. Nobody sees it until something that is visible names it;
 * what is left of a crash in between is never named.
 */
export async function writeBody(
  table: Table,
  partition: string,
  value: unknown,
  attributes: Readonly<Record<string, unknown>> = {},
): Promise<BodyReference> {
  return writeText(table, partition, JSON.stringify(value), attributes);
}

/** The same for a text. */
export async function writeText(
  table: Table,
  partition: string,
  text: string,
  attributes: Readonly<Record<string, unknown>> = {},
): Promise<BodyReference> {
  const bytes = await compress(text);
  const bodyId = randomUUID();
  const parts = Math.ceil(bytes.length / PART_BYTES);
  const items = Array.from({ length: parts }, (_, part) => ({
    PK: partition,
    SK: bodySort(bodyId, part),
    bytes: bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
    ...attributes,
  }));
  await table.putAll(items);
  return { bodyId, parts };
}

export async function readBody(table: Table, partition: string, body: BodyReference): Promise<unknown> {
  const bytes = await decompress(await readCompressed(table, partition, body));
  return JSON.parse(bytes.toString('utf8'));
}

/** A body as it is stored: small, and to be opened with `openBody` when it is needed. */
export async function readCompressed(
  table: Table,
  partition: string,
  { bodyId, parts }: BodyReference,
): Promise<Uint8Array> {
  const items = await table.query({ partition, prefix: bodyPrefix(bodyId) });
  ensureThat(items.length === parts, 'a body that is named is whole', { bodyId, parts, found: items.length });
  return Buffer.concat(items.map(bytesOf));
}

/** The UTF-8 bytes of a stored text. */
export function openBody(compressed: Uint8Array): Uint8Array {
  return gunzipSync(compressed, { maxOutputLength: BODY_BYTES });
}

function bytesOf({ bytes, SK }: Item): Uint8Array {
  ensureThat(bytes instanceof Uint8Array, 'a part of a body has bytes', { SK });
  return bytes;
}
