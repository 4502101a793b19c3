import { describe, expect, test } from 'vitest';
import { fail, succeed } from '../../../shared/foundation/index.ts';
import {
  type CalculateSnapshot,
  deletePortfolio,
  listSnapshots,
  putPortfolio,
  readMarginView,
  readSnapshot,
  recomputeSnapshot,
  recordFills,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { emptyPortfolio, fill, reasonOf, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';

/** Stands in for the margin: what of the book and the market an answer was computed from. */
const calculate: CalculateSnapshot = ({ portfolio, marketVersion, revision, market }) =>
  succeed({ revision, marketVersion, asOf: market.snapshot.asOf, positions: portfolio.positions.length });

describe('snapshots', () => {
  const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));

  const create = (id: string, marketId = 'default') =>
    putPortfolio(stores.stored, TENANT, id, emptyPortfolio({ marketId }));
  const view = async (id: string) => valueOf(await readMarginView(stores.stored, TENANT, id));
  const recompute = (id: string, by = calculate) => recomputeSnapshot(stores.stored, by, TENANT, id);

  test('the margin follows the book, and says so while it is behind', async () => {
    await create('followed');
    expect(await view('followed')).toMatchObject({ sid: null, margin: null, stale: { reason: 'recompute-pending' } });
    expect(valueOf(await recompute('followed'))).toMatchObject({ sid: '1-1-0', status: 'computed' });
    await recordFills(stores.stored, TENANT, 'followed', [fill(1)]);
    expect(await view('followed')).toMatchObject({ sid: '1-1-0', stale: { reason: 'recompute-pending' } });
    await recompute('followed');
    expect(await view('followed')).toMatchObject({
      sid: '2-1-0',
      revision: 2,
      marketVersion: 1,
      policyVersion: 0,
      stale: null,
      margin: { revision: 2, marketVersion: 1, asOf: smallMarket().asOf, positions: 1 },
    });
    const { items } = valueOf(await listSnapshots(stores.stored, TENANT, 'followed', { limit: 5 }));
    expect(items.map(({ sid }) => sid)).toEqual(['2-1-0', '1-1-0']);
    expect(valueOf(await readSnapshot(stores.stored, TENANT, 'followed', '1-1-0')).answer).toMatchObject({
      positions: 0,
    });
    for (const sid of ['9-9-9', 'x', '1-1', '1-1-0-0']) {
      expect(reasonOf(await readSnapshot(stores.stored, TENANT, 'followed', sid))).toBe('not-found');
    }
  });

  test('repeats converge: the first snapshot of a key stays', async () => {
    await create('repeated');
    let runs = 0;
    const counting: CalculateSnapshot = () => succeed({ run: (runs += 1) });
    const both = await Promise.all([recompute('repeated', counting), recompute('repeated', counting)]);
    expect(valueOf(both[0])).toEqual(valueOf(both[1]));
    const stored = (await view('repeated')).margin;
    await recompute('repeated', counting);
    expect(runs).toBe(2);
    expect((await view('repeated')).margin).toEqual(stored);
  });

  test('a market that moved makes the margin stale', async () => {
    await storeMarket(stores.stored, TENANT, 'moving', smallMarket());
    await create('moved', 'moving');
    await recompute('moved');
    await storeMarket(stores.stored, TENANT, 'moving', smallMarket());
    expect(await view('moved')).toMatchObject({ sid: '1-1-0', stale: { reason: 'market-moved' } });
    await recompute('moved');
    expect(await view('moved')).toMatchObject({ sid: '1-2-0', stale: null });
  });

  test('a failure with a name is stored and shown; one that may pass is not', async () => {
    await create('failing');
    await recompute('failing');
    await recordFills(stores.stored, TENANT, 'failing', [fill(1)]);
    expect(reasonOf(await recompute('failing', () => fail('unavailable', 'busy')))).toBe('unavailable');
    expect((await view('failing')).stale?.reason).toBe('recompute-pending');
    const failed = await recompute('failing', () => fail('missing-market-data', 'no vol of X'));
    expect(valueOf(failed)).toMatchObject({ sid: '2-1-0', status: 'failed', failure: { detail: 'no vol of X' } });
    expect(await view('failing')).toMatchObject({ sid: '1-1-0', stale: { reason: 'failed', detail: 'no vol of X' } });
    expect(valueOf(await readSnapshot(stores.stored, TENANT, 'failing', '2-1-0'))).toMatchObject({ answer: null });
  });

  test('without a market the failure says so, and a market makes up for it', async () => {
    await create('early', 'later');
    expect(valueOf(await recompute('early'))).toMatchObject({ sid: '1-0-0', failure: { reason: 'not-found' } });
    await storeMarket(stores.stored, TENANT, 'later', smallMarket());
    expect(valueOf(await recompute('early'))).toMatchObject({ sid: '1-1-0', status: 'computed' });
    expect((await view('early')).stale).toBeNull();
  });

  test('a portfolio that is gone has nothing to compute and nothing to show', async () => {
    await create('gone');
    await recompute('gone');
    await deletePortfolio(stores.stored, TENANT, 'gone');
    expect(valueOf(await recompute('gone'))).toBeNull();
    expect(reasonOf(await readMarginView(stores.stored, TENANT, 'gone'))).toBe('not-found');
    await create('gone');
    expect(await view('gone')).toMatchObject({ revision: 3, sid: null });
  });
});
