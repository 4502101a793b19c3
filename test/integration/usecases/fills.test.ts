import { describe, expect, test } from 'vitest';
import {
  deletePortfolio,
  listLedger,
  listPositions,
  putPortfolio,
  readPortfolio,
  recordAdjustments,
  recordFills,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { emptyPortfolio, fill, reasonOf, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';

describe('fills', () => {
  const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));

  const create = async (id: string, portfolio = emptyPortfolio()) =>
    valueOf(await putPortfolio(stores.stored, TENANT, id, portfolio)).portfolio;

  test('each applied fill raises the revision by one; a repeat answers with the first revision', async () => {
    await create('once');
    const first = valueOf(await recordFills(stores.stored, TENANT, 'once', [fill(1), fill(2)]));
    expect(first).toEqual({
      revision: 3,
      results: [
        { fillId: 'F1', outcome: 'applied', revision: 2 },
        { fillId: 'F2', outcome: 'applied', revision: 3 },
      ],
    });
    const again = valueOf(await recordFills(stores.stored, TENANT, 'once', [fill(2), fill(3), fill(3)]));
    expect(again).toEqual({
      revision: 4,
      results: [
        { fillId: 'F2', outcome: 'duplicate', revision: 3 },
        { fillId: 'F3', outcome: 'applied', revision: 4 },
        { fillId: 'F3', outcome: 'duplicate', revision: 4 },
      ],
    });
    expect(valueOf(await readPortfolio(stores.stored, TENANT, 'once')).positions[0]?.quantity).toBe('3');
  });

  test('a repeat in other words is still a repeat', async () => {
    await create('words');
    await recordFills(stores.stored, TENANT, 'words', [fill(1, { price: '100.50', fee: '0.1' })]);
    const repeat = fill(1, {
      price: '1.005e2',
      fee: '0.10',
      feeCurrency: 'USD',
      executedAt: '2026-02-05T10:00:01.000000Z',
    });
    const answer = valueOf(await recordFills(stores.stored, TENANT, 'words', [repeat]));
    expect(answer.results[0]).toEqual({ fillId: 'F1', outcome: 'duplicate', revision: 2 });
  });

  test('a repeat with other content is refused and names the field; the others are applied', async () => {
    await create('conflict');
    await recordFills(stores.stored, TENANT, 'conflict', [fill(1)]);
    const answer = valueOf(
      await recordFills(stores.stored, TENANT, 'conflict', [
        fill(1, { price: '101', venue: 'other' }),
        fill(2),
        fill(2, { quantity: '2' }),
      ]),
    );
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(['refused', 'applied', 'refused']);
    const [first, , third] = answer.results;
    expect(first).toMatchObject({
      failure: { reason: 'conflict', errors: [{ pointer: '/fills/0/price' }, { pointer: '/fills/0/venue' }] },
    });
    expect(third).toMatchObject({ failure: { reason: 'conflict', errors: [{ pointer: '/fills/2/quantity' }] } });
    expect(answer.revision).toBe(3);
  });

  test('an unknown instrument is refused by name and may be sent again once the market knows it', async () => {
    await create('unknown', emptyPortfolio({ marketId: 'growing' }));
    const orphan = fill(1, { instrument: 'ETH-PERP' });
    const early = valueOf(await recordFills(stores.stored, TENANT, 'unknown', [orphan]));
    expect(early.results[0]).toMatchObject({ outcome: 'refused', failure: { reason: 'unknown-instrument' } });
    await storeMarket(stores.stored, TENANT, 'growing', smallMarket());
    const refused = valueOf(await recordFills(stores.stored, TENANT, 'unknown', [orphan, fill(2)]));
    expect(refused.results[0]).toMatchObject({ failure: { detail: 'the market has no instrument ETH-PERP' } });
    expect(refused.results[1]).toMatchObject({ outcome: 'applied' });
    const { instruments, underlyings } = smallMarket();
    const grown = smallMarket({
      underlyings: [...underlyings, { id: 'ETH', price: 10, rate: 0, dividendYield: 0 }],
      instruments: [...instruments, { ...instruments[0]!, id: 'ETH-PERP', underlying: 'ETH' }],
    });
    await storeMarket(stores.stored, TENANT, 'growing', grown);
    const late = valueOf(await recordFills(stores.stored, TENANT, 'unknown', [orphan]));
    expect(late.results[0]).toEqual({ fillId: 'F1', outcome: 'applied', revision: 3 });
  });

  test('contract facts stay frozen: an instrument that its market re-defines or drops', async () => {
    await create('frozen', emptyPortfolio({ marketId: 'changing' }));
    await storeMarket(stores.stored, TENANT, 'changing', smallMarket());
    await recordFills(stores.stored, TENANT, 'frozen', [fill(1)]);
    const [perpetual, ...others] = smallMarket().instruments;
    const redefined = smallMarket({ instruments: [{ ...perpetual!, multiplier: 7 }, ...others] });
    await storeMarket(stores.stored, TENANT, 'changing', redefined);
    const refused = valueOf(await recordFills(stores.stored, TENANT, 'frozen', [fill(2)]));
    expect(refused.results[0]).toMatchObject({
      failure: { reason: 'conflict', detail: expect.stringContaining('multiplier') },
    });
    await storeMarket(stores.stored, TENANT, 'changing', smallMarket({ instruments: others }));
    const applied = valueOf(await recordFills(stores.stored, TENANT, 'frozen', [fill(2)]));
    expect(applied.results[0]).toMatchObject({ outcome: 'applied' });
  });

  test('premiums, fees and realised P&L reach cash where they belong', async () => {
    await create('cash', emptyPortfolio({ collateral: [{ asset: 'USD', quantity: '1000', venue: 'main' }] }));
    await recordFills(stores.stored, TENANT, 'cash', [
      fill(1, { instrument: 'BTC-C', quantity: '3', price: '5.5', fee: '0.25' }),
      fill(2, { instrument: 'SPY', side: 'sell', quantity: '2', price: '600', fee: '-0.5', feeCurrency: 'EUR' }),
      fill(3, { price: '90' }),
      fill(4, { side: 'sell', price: '95' }),
    ]);
    const stored = valueOf(await readPortfolio(stores.stored, TENANT, 'cash'));
    // 1000 − 3·5.5·2 − 0.25 + 2·600
    expect(stored.collateral).toEqual([
      { asset: 'EUR', quantity: '0.5', venue: 'main' },
      { asset: 'USD', quantity: '2166.75', venue: 'main' },
    ]);
    expect(stored.settled).toEqual([{ asset: 'USD', quantity: '5', venue: 'main' }]);
    expect(stored.fees).toEqual([
      { currency: 'EUR', amount: '-0.5' },
      { currency: 'USD', amount: '0.25' },
    ]);
    const positions = valueOf(await listPositions(stores.stored, TENANT, 'cash', { limit: 10 }));
    expect(positions.items.map((each) => [each.instrument, each.quantity, each.realised, each.unrealised])).toEqual([
      ['BTC-C', '3', '0', -3],
      ['BTC-PERP', '0', '5', 0],
      ['SPY', '-2', '0', 0],
    ]);
  });

  test('two writers on one portfolio lose nothing', async () => {
    await create('rivals');
    const rival = stores.another();
    const [one, two] = await Promise.all([
      recordFills(stores.stored, TENANT, 'rivals', batch(1)),
      recordFills(rival, TENANT, 'rivals', [...batch(121), ...batch(1).slice(0, 40)]),
    ]);
    const outcomes = [...valueOf(one).results, ...valueOf(two).results];
    const applied = outcomes.filter(({ outcome }) => outcome === 'applied');
    expect(applied).toHaveLength(240);
    expect(outcomes.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(40);
    expect(new Set(applied.map((each) => 'revision' in each && each.revision)).size).toBe(240);
    const stored = valueOf(await readPortfolio(stores.stored, TENANT, 'rivals'));
    expect(stored.revision).toBe(241);
    expect(stored.positions).toMatchObject([{ instrument: 'BTC-PERP', quantity: '240', averagePrice: '100' }]);
  });

  test('If-Match holds for the whole call, and a pure repeat answers in spite of it', async () => {
    await create('conditional');
    const many = Array.from({ length: 70 }, (_, i) => fill(i + 1));
    expect(reasonOf(await recordFills(stores.stored, TENANT, 'conditional', many, { ifMatch: 9 }))).toBe(
      'stale-revision',
    );
    const applied = valueOf(await recordFills(stores.stored, TENANT, 'conditional', many, { ifMatch: 1 }));
    expect(applied.revision).toBe(71);
    const repeat = valueOf(await recordFills(stores.stored, TENANT, 'conditional', many, { ifMatch: 1 }));
    expect(repeat.results.every(({ outcome }) => outcome === 'duplicate')).toBe(true);
  });

  test('500 fills in 500 instruments of 500 underlyings fit, in revision order on the ledger', async () => {
    const ids = Array.from({ length: 500 }, (_, i) => `U${i}`);
    const wide = smallMarket({
      underlyings: ids.map((id) => ({ id, price: 1, rate: 0, dividendYield: 0 })),
      instruments: ids.map((id) => ({ id, kind: 'spot', underlying: id, multiplier: 1, lotSize: 1, mark: 1 })),
    });
    await storeMarket(stores.stored, TENANT, 'wide', wide);
    await create('wide', emptyPortfolio({ marketId: 'wide' }));
    const fills = ids.map((instrument, i) => fill(i, { instrument, price: '2' }));
    const answer = valueOf(await recordFills(stores.stored, TENANT, 'wide', fills));
    expect(answer.results.map((each) => 'revision' in each && each.revision)).toEqual(ids.map((_, i) => i + 2));
    const entries: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = valueOf(await listLedger(stores.stored, TENANT, 'wide', { limit: 90, cursor }));
      entries.push(...page.items.map((entry) => (entry.kind === 'fill' ? entry.fillId : entry.kind)));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(entries).toEqual(fills.map(({ fillId }) => fillId));
  });

  test('balances are bounded so that the head item stays small', async () => {
    await create('hoard');
    const sent = Array.from({ length: 1_000 }, (_, i) => ({
      adjustmentId: `A${i}`,
      kind: 'deposit' as const,
      asset: longName(i),
      venue: longName(i),
      quantity: '1',
      effectiveAt: '2026-02-05T10:00:00Z',
    }));
    const first = valueOf(await recordAdjustments(stores.stored, TENANT, 'hoard', sent.slice(0, 400)));
    expect(first.results.every(({ outcome }) => outcome === 'applied')).toBe(true);
    const { results } = valueOf(await recordAdjustments(stores.stored, TENANT, 'hoard', sent.slice(400)));
    expect(results.at(-1)).toMatchObject({ outcome: 'refused', failure: { reason: 'limit-exceeded' } });
    const more = valueOf(
      await recordAdjustments(stores.stored, TENANT, 'hoard', [{ ...sent[0]!, adjustmentId: 'more' }]),
    );
    expect(more.results[0]).toMatchObject({ outcome: 'applied' });
  });

  test('impossible prices and sizes are refused by themselves', async () => {
    await create('odd');
    const { results } = valueOf(
      await recordFills(stores.stored, TENANT, 'odd', [
        fill(1, { instrument: 'BTC-INV', price: '0' }),
        fill(2, { instrument: 'BTC-C', price: '-1' }),
        fill(3, { price: '-1' }),
        fill(4, { instrument: 'BTC-INV', quantity: '1e14', price: '1e-12' }),
      ]),
    );
    expect(results).toMatchObject([
      { failure: { reason: 'invalid-input', errors: [{ pointer: '/fills/0/price' }] } },
      { failure: { reason: 'invalid-input' } },
      { outcome: 'applied' },
      { failure: { reason: 'limit-exceeded', errors: [{ pointer: '/fills/3/quantity' }] } },
    ]);
  });

  test('adjustments: each kind, exactly once', async () => {
    await create('adjusted');
    const at = { asset: 'USD', venue: 'main', effectiveAt: '2026-02-05T10:00:00Z' };
    const sent = [
      { ...at, adjustmentId: 'A1', kind: 'deposit' as const, quantity: '100.1' },
      { ...at, adjustmentId: 'A2', kind: 'withdrawal' as const, quantity: '0.1' },
      { ...at, adjustmentId: 'A3', kind: 'transfer' as const, quantity: '40', toVenue: 'other' },
      { ...at, adjustmentId: 'A4', kind: 'correction' as const, quantity: '-1' },
      { ...at, adjustmentId: 'A4', kind: 'correction' as const, quantity: '-2' },
      { ...at, adjustmentId: 'A5', kind: 'transfer' as const, quantity: '1' },
      { ...at, adjustmentId: 'A6', kind: 'deposit' as const, quantity: '-1' },
    ];
    const first = valueOf(await recordAdjustments(stores.stored, TENANT, 'adjusted', sent));
    expect(first.results.map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 4 }, () => 'applied'),
      ...Array.from({ length: 3 }, () => 'refused'),
    ]);
    const again = valueOf(await recordAdjustments(stores.stored, TENANT, 'adjusted', sent));
    expect(again.revision).toBe(first.revision);
    expect(valueOf(await readPortfolio(stores.stored, TENANT, 'adjusted')).collateral).toEqual([
      { asset: 'USD', quantity: '59', venue: 'main' },
      { asset: 'USD', quantity: '40', venue: 'other' },
    ]);
  });

  test('a deleted portfolio takes no fills; a new life of its id starts clean and may reuse fill ids', async () => {
    await create('phoenix');
    await recordFills(stores.stored, TENANT, 'phoenix', [fill(1)]);
    valueOf(await deletePortfolio(stores.stored, TENANT, 'phoenix'));
    expect(reasonOf(await recordFills(stores.stored, TENANT, 'phoenix', [fill(2)]))).toBe('not-found');
    const reborn = await create('phoenix');
    expect(reborn).toMatchObject({ revision: 4, positions: [], fees: [] });
    const again = valueOf(await recordFills(stores.stored, TENANT, 'phoenix', [fill(1)]));
    expect(again.results[0]).toEqual({ fillId: 'F1', outcome: 'applied', revision: 5 });
  });

  test("another tenant's portfolio is not there", async () => {
    await create('mine');
    expect(reasonOf(await recordFills(stores.stored, 'rival', 'mine', [fill(1)]))).toBe('not-found');
    expect(reasonOf(await readPortfolio(stores.stored, 'rival', 'mine'))).toBe('not-found');
  });
});

const batch = (from: number) => Array.from({ length: 120 }, (_, i) => fill(from + i));
const longName = (i: number) => `${'x'.repeat(120)}${i}`;
