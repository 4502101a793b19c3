import { requireThat } from '../foundation/index.ts';

export type ItemKey = { readonly PK: string; readonly SK: string };

const SAFE = /^[A-Za-z0-9._:@-]{1,128}$/;

const DIGITS = 12;

/** An id as it may stand in a key: without the separator it can't reach into another one's partition. */
export function safe(id: string): string {
  requireThat(SAFE.test(id), 'an id of 1 to 128 of A-Z a-z 0-9 . _ : @ -', { id });
  return id;
}

/** A count so that text order is number order. */
export function padded(count: number): string {
  requireThat(Number.isSafeInteger(count) && count >= 0 && count < 10 ** DIGITS, 'a count below 1e12', { count });
  return String(count).padStart(DIGITS, '0');
}

export function bodyPrefix(bodyId: string): string {
  return `BODY#${safe(bodyId)}#`;
}

export function bodySort(bodyId: string, part: number): string {
  return `${bodyPrefix(bodyId)}${padded(part)}`;
}

/** Looked up before the tenant is known. */
export function apiKeyKey(keyHash: string): ItemKey {
  return { PK: `KEY#${safe(keyHash)}`, SK: 'KEY' };
}

export function idempotencyPartition(tenant: string): string {
  return `TENANT#${safe(tenant)}#IDEMPOTENCY`;
}

export function idempotencyKey(tenant: string, keyHash: string): ItemKey {
  return { PK: idempotencyPartition(tenant), SK: `REQUEST#${safe(keyHash)}` };
}
