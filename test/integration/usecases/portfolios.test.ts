import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../shared/foundation/index.ts';
import {
  deletePortfolio,
  listLedger,
  listPortfolios,
  listPositions,
  loadPortfolio,
  type Page,
  putPortfolio,
  readPortfolio,
  recordFills,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { emptyPortfolio, fill, reasonOf, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const ORDER = { instrument: 'BTC-PERP', side: 'sell' as const, quantity: '1', price: 120.5, venue: 'main' };

describe('portfolios', () => {
  const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));

  const put = (id: string, portfolio = emptyPortfolio(), condition = {}) =>
    putPortfolio(stores.stored, TENANT, id, portfolio, condition);
  const read = async (id: string) => valueOf(await readPortfolio(stores.stored, TENANT, id));

  const OPENING = emptyPortfolio({
    positions: [
      { instrument: 'SPY', quantity: '10', averagePrice: '590', venue: 'main' },
      { instrument: 'BTC-PERP', quantity: '-2', unrealisedFunding: '0.5', venue: 'main' },
    ],
    collateral: [
      { asset: 'USD', quantity: '1000.10', venue: 'main' },
      { asset: 'USD', quantity: '-0.10', venue: 'main' },
    ],
    orders: [ORDER],
  });

  test('creation books every holding as an opening entry of one revision', async () => {
    const { created, portfolio } = valueOf(await put('opened', OPENING));
    expect(created).toBe(true);
    expect(portfolio).toMatchObject({ id: 'opened', revision: 1, collateral: [{ asset: 'USD', quantity: '1000' }] });
    expect(await read('opened')).toEqual({
      ...portfolio,
      positions: portfolio.positions.toSorted((a, b) => (a.instrument < b.instrument ? -1 : 1)),
    });
    const { items } = valueOf(await listLedger(stores.stored, TENANT, 'opened', { limit: 10 }));
    expect(items.map(({ revision, kind }) => [revision, kind])).toEqual(
      Array.from({ length: 4 }, () => [1, 'opening']),
    );
    // without an average price the perpetual is opened at the market's mark
    expect(items[1]).toMatchObject({
      position: { instrument: 'BTC-PERP', averagePrice: '100' },
      terms: { multiplier: '1' },
    });
  });

  test('a calculation sees settled P&L as collateral and no position that netted to zero', async () => {
    await put('counted', OPENING);
    await recordFills(stores.stored, TENANT, 'counted', [fill(1, { quantity: '2', price: '95' })]);
    const { portfolio, revision } = valueOf(await loadPortfolio(stores.stored, TENANT, 'counted'));
    expect(revision).toBe(2);
    expect(portfolio.positions.map(({ instrument }) => instrument)).toEqual(['SPY']);
    // 1000 + (100 − 95)·2 + 0.5 of funding
    expect(portfolio.collateral).toEqual([{ asset: 'USD', quantity: '1010.5', venue: 'main' }]);
    expect(portfolio.orders).toEqual([ORDER]);
  });

  test('a later PUT changes settings only, by one revision, and nothing at all when nothing is new', async () => {
    await put('settings', OPENING);
    expect(valueOf(await put('settings', OPENING))).toMatchObject({ created: false, portfolio: { revision: 1 } });
    const changed = valueOf(await put('settings', emptyPortfolio({ baseCurrency: 'EUR' })));
    expect(changed).toMatchObject({ created: false, portfolio: { revision: 2, baseCurrency: 'EUR', orders: [] } });
    expect((await read('settings')).positions).toHaveLength(2);
    await recordFills(stores.stored, TENANT, 'settings', [fill(1)]);
    const { positions, collateral } = await read('settings');
    expect(valueOf(await put('settings', emptyPortfolio({ positions, collateral }))).portfolio.revision).toBe(4);
    const other = emptyPortfolio({ positions: [{ ...positions[0]!, quantity: '77' }] });
    expect(reasonOf(await put('settings', other))).toBe('conflict');
  });

  test('If-Match', async () => {
    expect(reasonOf(await put('matched', emptyPortfolio(), { ifMatch: 1 }))).toBe('stale-revision');
    await put('matched');
    expect(reasonOf(await put('matched', emptyPortfolio({ baseCurrency: 'EUR' }), { ifMatch: 2 }))).toBe(
      'stale-revision',
    );
    expect(
      valueOf(await put('matched', emptyPortfolio({ baseCurrency: 'EUR' }), { ifMatch: 1 })).portfolio.revision,
    ).toBe(2);
    expect(reasonOf(await deletePortfolio(stores.stored, TENANT, 'matched', { ifMatch: 1 }))).toBe('stale-revision');
    expect(valueOf(await deletePortfolio(stores.stored, TENANT, 'matched', { ifMatch: 2 }))).toEqual({ revision: 3 });
    expect(reasonOf(await readPortfolio(stores.stored, TENANT, 'matched'))).toBe('not-found');
  });

  test('what cannot be booked is refused with its pointer', async () => {
    const position = { instrument: 'BTC-PERP', quantity: '1', venue: 'main' };
    const refusals = [
      [{ positions: [{ ...position, instrument: 'NOPE' }] }, 'unknown-instrument', '/positions/0/instrument'],
      [{ positions: [position, position] }, 'invalid-input', '/positions/1'],
      [
        { positions: [{ ...position, instrument: 'SPY', unrealisedFunding: '1' }] },
        'invalid-input',
        '/positions/0/unrealisedFunding',
      ],
      [
        { positions: [{ ...position, instrument: 'BTC-INV', averagePrice: '0' }] },
        'invalid-input',
        '/positions/0/averagePrice',
      ],
      [{ orders: [{ ...ORDER, instrument: 'NOPE' }] }, 'unknown-instrument', '/orders/0/instrument'],
      [{ marketId: 'none', positions: [position] }, 'unknown-instrument', '/positions/0/instrument'],
    ] as const;
    for (const [changes, reason, pointer] of refusals) {
      const outcome = await put('refused', emptyPortfolio(changes));
      expect(outcome).toMatchObject({ ok: false, failure: { reason, errors: [{ pointer }] } });
    }
    expect(reasonOf(await readPortfolio(stores.stored, TENANT, 'refused'))).toBe('not-found');
  });

  test('an opening of 2,000 positions, read back page by page', async () => {
    const ids = Array.from({ length: 2_000 }, (_, i) => `I${String(i).padStart(4, '0')}`);
    const instruments = ids.map((id) => ({ ...smallMarket().instruments[0]!, id }));
    await storeMarket(stores.stored, TENANT, 'large', smallMarket({ instruments }));
    const positions = ids.map((instrument, i) => ({ instrument, quantity: String(i - 1_000), venue: 'main' }));
    const large = emptyPortfolio({ marketId: 'large', positions });
    expect(valueOf(await put('large', large))).toMatchObject({ created: true, portfolio: { revision: 1 } });
    const listed = await all((cursor) => listPositions(stores.stored, TENANT, 'large', { limit: 150, cursor }));
    expect(listed.map(({ instrument, quantity }) => [instrument, quantity])).toEqual(
      positions.map(({ instrument, quantity }) => [instrument, quantity]),
    );
    expect((await read('large')).positions).toHaveLength(2_000);
    const entries = await all((cursor) => listLedger(stores.stored, TENANT, 'large', { limit: 200, cursor }));
    expect(entries).toHaveLength(2_000);
  });

  test('a crash before the book becomes visible leaves nothing to be seen, and a retry works', async () => {
    const crashing = stores.another((commandName) => {
      if (commandName === 'TransactWriteItemsCommand') throw serverError();
    });
    expect(reasonOf(await putPortfolio(crashing, TENANT, 'crashed', OPENING))).toBe('unavailable');
    expect(reasonOf(await readPortfolio(stores.stored, TENANT, 'crashed'))).toBe('not-found');
    const smaller = emptyPortfolio({ positions: [{ instrument: 'SPY', quantity: '1', venue: 'main' }] });
    expect(valueOf(await put('crashed', smaller)).created).toBe(true);
    expect((await read('crashed')).positions).toMatchObject([{ instrument: 'SPY', quantity: '1' }]);
    expect((await read('crashed')).collateral).toEqual([]);
  });

  test('of two creations at once one wins and the other sees it', async () => {
    const outcomes = await Promise.all([
      put('raced', shares('1')),
      putPortfolio(stores.another(), TENANT, 'raced', shares('2')),
    ]);
    expect(outcomes.map((outcome) => (outcome.ok ? 'created' : outcome.failure.reason)).toSorted()).toEqual([
      'conflict',
      'created',
    ]);
    expect((await read('raced')).revision).toBe(1);
  });

  test('a backend that throttles or fails is unavailable, a bug is a defect', async () => {
    const throttled = stores.another(() => {
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    });
    expect(reasonOf(await readPortfolio(throttled, TENANT, 'raced'))).toBe('unavailable');
    const broken = stores.another(() => {
      throw new TypeError('a bug');
    });
    await expect(readPortfolio(broken, TENANT, 'raced')).rejects.toThrow('a bug');
    await expect(readPortfolio(stores.stored, TENANT, 'a#b')).rejects.toThrow('an id');
  });

  test('the list pages through what there is; its cursors fit no other list', async () => {
    for (let i = 0; i < 5; i += 1) valueOf(await putPortfolio(stores.stored, 'lister', `P${i}`, emptyPortfolio()));
    valueOf(await deletePortfolio(stores.stored, 'lister', 'P1'));
    const first = valueOf(await listPortfolios(stores.stored, 'lister', { limit: 2 }));
    expect(first.items.map(({ id, revision }) => [id, revision])).toEqual([
      ['P0', 1],
      ['P2', 1],
    ]);
    const second = valueOf(await listPortfolios(stores.stored, 'lister', { limit: 2, cursor: first.nextCursor }));
    expect(second).toMatchObject({ items: [{ id: 'P3' }, { id: 'P4' }], nextCursor: undefined });
    for (const cursor of [first.nextCursor!, 'garbage', '', '%%%', 'x'.repeat(5_000)]) {
      expect(reasonOf(await listPortfolios(stores.stored, TENANT, { limit: 2, cursor }))).toBe('invalid-input');
    }
  });

  test('the holder index follows what is held and what is deleted', async () => {
    await storeMarket(stores.stored, 'holder', 'default', smallMarket());
    valueOf(await putPortfolio(stores.stored, 'holder', 'H', OPENING));
    const held = ['BTC', 'SPY', 'USD'].map((name) => `TENANT#holder#UNDERLYING#${name}`);
    expect(await holders('holder')).toEqual(held);
    valueOf(await deletePortfolio(stores.stored, 'holder', 'H'));
    expect(await holders('holder')).toEqual([]);
  });

  async function holders(tenant: string): Promise<string[]> {
    const { Items: items = [] } = await stores.client.send(
      new ScanCommand({
        TableName: stores.tableName,
        FilterExpression: 'begins_with(PK, :prefix)',
        ExpressionAttributeValues: { ':prefix': { S: `TENANT#${tenant}#UNDERLYING#` } },
      }),
    );
    return items.map((item) => item['PK']?.S ?? '').sort();
  }
});

const shares = (quantity: string) => emptyPortfolio({ positions: [{ instrument: 'SPY', quantity, venue: 'main' }] });

function serverError(): Error {
  return Object.assign(new Error('it died'), { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } });
}

async function all<T>(next: (cursor: string | undefined) => Promise<Outcome<Page<T>>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = valueOf(await next(cursor));
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
