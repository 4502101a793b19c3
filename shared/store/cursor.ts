import { digestText } from '../foundation/index.ts';
import { type Page, type PageRequest, StoreFailure } from '../usecases/index.ts';
import type { Item, Range, Table } from './table.ts';

const MAX_LENGTH = 1_000;
const SEAL_LENGTH = 16;

type Listing = Pick<Range, 'partition' | 'prefix' | 'newestFirst'>;

/**
 * One page of a listing. The cursor holds the last sort key and a seal of the listing it belongs to, never a partition:
 * handed to any other listing, it is refused, and it can't reach into another partition at all.
 */
export async function queryPage<T>(
  table: Table,
  listing: Listing,
  { limit, cursor }: PageRequest,
  read: (item: Item) => T,
): Promise<Page<T>> {
  const after = cursor === undefined ? undefined : openCursor(listing, cursor);
  const found = await table.query({ ...listing, after, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = found.length > limit && last !== undefined ? sealCursor(listing, last.SK) : undefined;
  return { items: items.map(read), nextCursor };
}

function sealCursor(listing: Listing, sort: string): string {
  return Buffer.from(`${sealOf(listing)}${sort.slice(listing.prefix.length)}`, 'utf8').toString('base64url');
}

function openCursor(listing: Listing, cursor: string): string {
  const text = cursor.length <= MAX_LENGTH ? Buffer.from(cursor, 'base64url').toString('utf8') : '';
  const seal = text.slice(0, SEAL_LENGTH);
  const rest = text.slice(SEAL_LENGTH);
  if (seal !== sealOf(listing) || rest === '') {
    const detail = 'the cursor is not one that this listing gave';
    throw new StoreFailure({ reason: 'invalid-input', detail, errors: [{ pointer: '/cursor', detail }] });
  }
  return `${listing.prefix}${rest}`;
}

function sealOf({ partition, prefix }: Listing): string {
  return digestText(`${partition}|${prefix}`).slice(0, SEAL_LENGTH);
}
