import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { fail, succeed } from '../../../shared/foundation/index.ts';
import { issueKey, lookUpKey, withIdempotencyKey } from '../../../shared/usecases/index.ts';
import { reasonOf, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';

describe('API keys', () => {
  const stores = useTestStores();

  test('a key speaks for its tenant; only its hash is stored; nobody else can take it over', async () => {
    valueOf(await issueKey(stores.stored, TENANT, 'a secret of mine'));
    valueOf(await issueKey(stores.stored, TENANT, 'a secret of mine'));
    expect(valueOf(await lookUpKey(stores.stored, 'a secret of mine'))).toBe(TENANT);
    expect(valueOf(await lookUpKey(stores.stored, 'a guess'))).toBeNull();
    expect(reasonOf(await issueKey(stores.stored, 'rival', 'a secret of mine'))).toBe('conflict');
    const { Items: items } = await stores.client.send(new ScanCommand({ TableName: stores.tableName }));
    expect(JSON.stringify(items)).not.toContain('secret of mine');
  });
});

describe('Idempotency-Key', () => {
  const stores = useTestStores();

  const DAY_MS = 24 * 60 * 60 * 1_000;
  let runs = 0;
  const run = async () => succeed({ run: (runs += 1), text: 'x'.repeat(10) });
  const at = (ms: number) => ({ ...stores.stored, clock: () => ms });

  test('a repeat gets the first answer and runs nothing; another request is a conflict', async () => {
    const first = valueOf(await withIdempotencyKey(at(0), TENANT, 'any text ☂ #', 'digest', run));
    expect(valueOf(await withIdempotencyKey(at(1), TENANT, 'any text ☂ #', 'digest', run))).toEqual(first);
    expect(reasonOf(await withIdempotencyKey(at(1), TENANT, 'any text ☂ #', 'other', run))).toBe('conflict');
    expect(valueOf(await withIdempotencyKey(at(1), 'rival', 'any text ☂ #', 'digest', run))).not.toEqual(first);
    expect(runs).toBe(2);
  });

  test('after a day the key is free again', async () => {
    const first = valueOf(await withIdempotencyKey(at(0), TENANT, 'daily', 'digest', run));
    expect(valueOf(await withIdempotencyKey(at(DAY_MS - 1_000), TENANT, 'daily', 'digest', run))).toEqual(first);
    expect(valueOf(await withIdempotencyKey(at(DAY_MS + 1_000), TENANT, 'daily', 'other', run))).not.toEqual(first);
  });

  test('while the first one runs the second is a conflict', async () => {
    const inside: unknown[] = [];
    const outer = await withIdempotencyKey(at(0), TENANT, 'nested', 'digest', async () => {
      inside.push(await withIdempotencyKey(at(1), TENANT, 'nested', 'digest', run));
      return run();
    });
    expect(inside).toMatchObject([{ ok: false, failure: { reason: 'conflict' } }]);
    expect(outer.ok).toBe(true);
  });

  test('a failure or a defect frees the key', async () => {
    expect(
      reasonOf(await withIdempotencyKey(at(0), TENANT, 'freed', 'digest', async () => fail('unavailable', 'busy'))),
    ).toBe('unavailable');
    const defect = withIdempotencyKey(at(0), TENANT, 'freed', 'digest', () => Promise.reject(new Error('a bug')));
    await expect(defect).rejects.toThrow('a bug');
    expect((await withIdempotencyKey(at(0), TENANT, 'freed', 'other', run)).ok).toBe(true);
  });

  test('a claim whose run died is taken over, and the dead one no longer answers for it', async () => {
    const dead = await stores.stored.idempotency.claim(TENANT, 'dead', 'digest', 0);
    if (dead.state !== 'claimed') throw new Error('the key is free');
    expect(reasonOf(await withIdempotencyKey(at(60_000), TENANT, 'dead', 'digest', run))).toBe('conflict');
    const answer = valueOf(await withIdempotencyKey(at(600_000), TENANT, 'dead', 'digest', run));
    await stores.stored.idempotency.release(TENANT, 'dead', dead.claimId);
    await stores.stored.idempotency.complete(TENANT, 'dead', dead.claimId, { late: true }, 600_001);
    expect(valueOf(await withIdempotencyKey(at(600_002), TENANT, 'dead', 'digest', run))).toEqual(answer);
  });
});
