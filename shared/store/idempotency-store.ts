import { randomUUID } from 'node:crypto';
import { digestText } from '../foundation/index.ts';
import { type BodyReference, type IdempotencyClaim, type IdempotencyStore, StoreFailure } from '../usecases/index.ts';
import { readBody, writeBody } from './bodies.ts';
import { idempotencyKey, idempotencyPartition } from './keys.ts';
import type { Condition, Item, Table } from './table.ts';

const KEPT_MS = 24 * 60 * 60 * 1_000;
/** No function runs this long: a claim that old was left by one that died. */
const ABANDONED_MS = 120_000;
const TRIES = 5;

/**
 * Idempotency keys in one table, as the port `IdempotencyStore` promises. A claim carries its own id, so that a run which
 * was given up for dead can neither answer for nor free the claim of its successor.
 */
export function idempotencyStore(table: Table): IdempotencyStore {
  const known = async (tenant: string, item: Item): Promise<IdempotencyClaim> => {
    const requestDigest = String(item['requestDigest']);
    const body = item['body'] as BodyReference | null;
    if (body === null) return { state: 'running', requestDigest };
    return { state: 'done', requestDigest, answer: await readBody(table, idempotencyPartition(tenant), body) };
  };

  return {
    async claim(tenant, key, requestDigest, nowMs) {
      const claimId = randomUUID();
      const expiresAt = secondsAfter(nowMs);
      const item = { ...keyOf(tenant, key), claimId, requestDigest, startedAtMs: nowMs, expiresAt, body: null };
      for (let tryIndex = 0; tryIndex < TRIES; tryIndex += 1) {
        if (await table.transact([{ put: item, onlyIf: free(nowMs) }])) return { state: 'claimed', claimId };
        const found = await table.get(keyOf(tenant, key));
        if (found !== null) return known(tenant, found);
      }
      throw new StoreFailure({ reason: 'unavailable', detail: 'the Idempotency-Key is in use' });
    },

    async complete(tenant, key, claimId, answer, nowMs) {
      const expiresAt = secondsAfter(nowMs);
      const claimed = await table.get(keyOf(tenant, key));
      if (claimed?.['claimId'] !== claimId) return;
      const body = await writeBody(table, idempotencyPartition(tenant), answer, { expiresAt });
      await table.transact([{ put: { ...claimed, expiresAt, body }, onlyIf: ownClaim(claimId) }]);
    },

    async release(tenant, key, claimId) {
      await table.transact([{ remove: keyOf(tenant, key), onlyIf: ownClaim(claimId) }]);
    },
  };
}

/** Holds where nobody has the key, its day is over (DynamoDB deletes late), or its run died: it began too long ago, or by a clock that was wrong. */
function free(nowMs: number): Condition {
  return {
    expression:
      'attribute_not_exists(PK) OR expiresAt <= :now OR ' +
      '(attribute_type(body, :none) AND NOT startedAtMs BETWEEN :abandoned AND :ahead)',
    values: {
      ':now': Math.floor(nowMs / 1_000),
      ':none': 'NULL',
      ':abandoned': nowMs - ABANDONED_MS,
      ':ahead': nowMs + ABANDONED_MS,
    },
  };
}

function ownClaim(claimId: string): Condition {
  return { expression: 'claimId = :claim', values: { ':claim': claimId } };
}

/** Keys are free text: their hash is safe in a sort key. */
function keyOf(tenant: string, key: string) {
  return idempotencyKey(tenant, digestText(key));
}

function secondsAfter(nowMs: number): number {
  return Math.floor((nowMs + KEPT_MS) / 1_000);
}
