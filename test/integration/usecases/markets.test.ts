import { describe, expect, test } from 'vitest';
import { digest } from '../../../shared/foundation/index.ts';
import { listMarkets, listMarketVersions, readMarket, storeMarket } from '../../../shared/usecases/index.ts';
import { Random } from '../../support/random.ts';
import { reasonOf, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';

describe('markets', () => {
  const stores = useTestStores();

  test('what portfolios were told of a version goes on to its end, and never back', async () => {
    const { markets } = stores.stored;
    const told = [
      { version: 1, through: null, since: 0 },
      { version: 2, through: 'p1', since: 1 },
      { version: 2, through: 'p2', since: 1 },
      { version: 2, through: null, since: 1 },
    ];
    expect(await markets.announced(TENANT, 'm')).toBeNull();
    for (const announcement of told) {
      await markets.announce(TENANT, 'm', announcement);
      expect(await markets.announced(TENANT, 'm')).toEqual(announcement);
    }
    for (const late of [...told, { version: 1, through: 'p1', since: 0 }]) await markets.announce(TENANT, 'm', late);
    expect(await markets.announced(TENANT, 'm')).toEqual(told[3]);
  });

  test('every PUT is a new version; any of them can be read', async () => {
    const prices = [100, 101, 102];
    for (const price of prices) {
      const underlyings = smallMarket().underlyings.map((each) => Object.assign({ ...each }, { price }));
      valueOf(await storeMarket(stores.stored, TENANT, 'm', smallMarket({ underlyings })));
    }
    expect(valueOf(await readMarket(stores.another(), TENANT, 'm'))).toMatchObject({
      version: { marketId: 'm', version: 3, asOf: smallMarket().asOf },
      snapshot: { underlyings: [{ price: 102 }, { price: 102 }] },
    });
    expect(valueOf(await readMarket(stores.stored, TENANT, 'm', 2)).snapshot.underlyings[0]?.price).toBe(101);
    expect(reasonOf(await readMarket(stores.stored, TENANT, 'm', 4))).toBe('not-found');
    expect(reasonOf(await readMarket(stores.stored, 'rival', 'm'))).toBe('not-found');
    const newest = valueOf(await listMarketVersions(stores.stored, TENANT, 'm', { limit: 2 }));
    expect(newest.items.map(({ version }) => version)).toEqual([3, 2]);
    const oldest = valueOf(
      await listMarketVersions(stores.stored, TENANT, 'm', { limit: 2, cursor: newest.nextCursor }),
    );
    expect(oldest.items.map(({ version }) => version)).toEqual([1]);
    expect(valueOf(await listMarkets(stores.stored, TENANT, { limit: 5 })).items).toMatchObject([
      { marketId: 'm', version: 3 },
    ]);
    expect(reasonOf(await listMarketVersions(stores.stored, TENANT, 'none', { limit: 5 }))).toBe('not-found');
  });

  test('a market of 5,000 instruments and a long history comes back as it was sent, in several parts', async () => {
    const random = new Random(7);
    const option = smallMarket().instruments.find(({ kind }) => kind === 'option')!;
    const instruments = Array.from({ length: 5_000 }, (_, i) =>
      Object.assign(
        { ...option },
        { id: `OPTION-${i}`, impliedVol: random.next(), mark: random.next(), bid: random.next() },
      ),
    );
    const dates = Array.from({ length: 2_000 }, (_, i) => new Date(Date.UTC(2020, 0, i)).toISOString().slice(0, 10));
    const closes = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`S${i}`, dates.map(() => random.between(1, 1_000))]),
    );
    const large = smallMarket({ instruments, history: { dates, closes } });
    const version = valueOf(await storeMarket(stores.stored, TENANT, 'large', large));
    expect(version.digest).toBe(digest(large));
    expect(valueOf(await readMarket(stores.another(), TENANT, 'large')).snapshot).toEqual(large);
  });

  test('rival writers get versions of their own', async () => {
    const rivals = Array.from({ length: 6 }, () => stores.another());
    const versions = await Promise.all(rivals.map((rival) => storeMarket(rival, TENANT, 'raced', smallMarket())));
    expect(versions.map((outcome) => valueOf(outcome).version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(valueOf(await readMarket(stores.stored, TENANT, 'raced')).version.version).toBe(6);
  });

  test('a version is visible only when complete', async () => {
    valueOf(await storeMarket(stores.stored, TENANT, 'whole', smallMarket()));
    const crashing = stores.another((commandName) => {
      if (commandName === 'TransactWriteItemsCommand') throw Object.assign(new Error('gone'), { name: 'TimeoutError' });
    });
    expect(reasonOf(await storeMarket(crashing, TENANT, 'whole', smallMarket()))).toBe('unavailable');
    expect(valueOf(await readMarket(stores.stored, TENANT, 'whole')).version.version).toBe(1);
    expect(valueOf(await listMarketVersions(stores.stored, TENANT, 'whole', { limit: 9 })).items).toHaveLength(1);
  });

  test('a snapshot that is no market is not stored', async () => {
    const { instruments } = smallMarket();
    const doubled = smallMarket({ instruments: [...instruments, instruments[0]!] });
    expect(reasonOf(await storeMarket(stores.stored, TENANT, 'doubled', doubled))).toBe('invalid-input');
    expect(reasonOf(await readMarket(stores.stored, TENANT, 'doubled'))).toBe('not-found');
  });
});
