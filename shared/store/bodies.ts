import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ensureThat } from '../foundation/index.ts';
import type { BodyReference } from '../usecases/index.ts';
import { bodyPrefix, bodySort } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Well below the 400 KB that an item may have. */
const PART_BYTES = 300_000;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

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
  const bytes = await compress(JSON.stringify(value));
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

export async function readBody(table: Table, partition: string, { bodyId, parts }: BodyReference): Promise<unknown> {
  const items = await table.query({ partition, prefix: bodyPrefix(bodyId) });
  ensureThat(items.length === parts, 'a body that is named is whole', { bodyId, parts, found: items.length });
  const bytes = await decompress(Buffer.concat(items.map(bytesOf)));
  return JSON.parse(bytes.toString('utf8'));
}

function bytesOf({ bytes, SK }: Item): Uint8Array {
  ensureThat(bytes instanceof Uint8Array, 'a part of a body has bytes', { SK });
  return bytes;
}
