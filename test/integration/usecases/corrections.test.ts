import { describe, expect, test } from 'vitest';
import type { Bust } from '../../../shared/portfolio/index.ts';
import {
  listLedger,
  listPositions,
  putPortfolio,
  readPortfolio,
  recordFills,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { emptyPortfolio, fill, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const OPTION = { instrument: 'BTC-C', price: '5', fee: '0.1', feeCurrency: 'EUR' };

const bust = (fillId: string, busts: string): Bust => ({ fillId, busts, executedAt: '2026-02-05T11:00:00Z' });

describe('corrections and busts', () => {
  const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));

  const create = async (id: string) => valueOf(await putPortfolio(stores.stored, TENANT, id, emptyPortfolio()));
  const send = async (id: string, ...fills: Parameters<typeof recordFills>[3]) =>
    valueOf(await recordFills(stores.stored, TENANT, id, fills)).results;
  const read = async (id: string) => valueOf(await readPortfolio(stores.stored, TENANT, id));
  const positions = async (id: string) => valueOf(await listPositions(stores.stored, TENANT, id, { limit: 50 })).items;

  test('a bust gives premium and fee back, and the position that nets to zero stays', async () => {
    await create('bust');
    await send('bust', fill(1, OPTION));
    // 1 contract of 2 units at 5, bought
    expect((await read('bust')).collateral).toEqual([
      { asset: 'EUR', quantity: '-0.1', venue: 'main' },
      { asset: 'USD', quantity: '-10', venue: 'main' },
    ]);
    expect(await send('bust', bust('B1', 'F1'))).toEqual([{ fillId: 'B1', outcome: 'applied', revision: 3 }]);
    const { collateral, fees, revision } = await read('bust');
    expect(collateral.map(({ quantity }) => quantity)).toEqual(['0', '0']);
    expect([fees, revision]).toEqual([[{ currency: 'EUR', amount: '0' }], 3]);
    expect(await positions('bust')).toMatchObject([
      { instrument: 'BTC-C', quantity: '0', averagePrice: null, realised: '0' },
    ]);
  });

  test('a bust twice is a no-op, under its own id or another', async () => {
    await create('twice');
    await send('twice', fill(1), fill(2));
    const results = await send('twice', bust('B1', 'F1'), bust('B1', 'F1'), bust('B2', 'F1'));
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'duplicate', 'duplicate']);
    expect(await send('twice', bust('B1', 'F1'))).toEqual([{ fillId: 'B1', outcome: 'duplicate', revision: 4 }]);
    expect((await read('twice')).revision).toBe(4);
    expect((await positions('twice'))[0]?.quantity).toBe('1');
  });

  test('a correction takes the place of the fill, in another instrument too', async () => {
    await create('corrected');
    const moved = fill(9, { ...OPTION, quantity: '3', venue: 'other', corrects: 'F1', feeCurrency: 'USD' });
    const [sent, applied] = await send('corrected', fill(1, { fee: '0.5' }), moved);
    expect([sent?.outcome, applied?.outcome]).toEqual(['applied', 'applied']);
    expect(await positions('corrected')).toMatchObject([
      { instrument: 'BTC-C', venue: 'other', quantity: '3', averagePrice: '5' },
      { instrument: 'BTC-PERP', venue: 'main', quantity: '0' },
    ]);
    const { collateral, fees } = await read('corrected');
    // −3 · 2 · 5 − 0.1 at the other venue; the first fee came back
    expect(collateral).toEqual([
      { asset: 'USD', quantity: '0', venue: 'main' },
      { asset: 'USD', quantity: '-30.1', venue: 'other' },
    ]);
    expect(fees).toEqual([{ currency: 'USD', amount: '0.1' }]);
    const { items } = valueOf(await listLedger(stores.stored, TENANT, 'corrected', { limit: 9 }));
    expect(items).toMatchObject([
      { kind: 'fill', fillId: 'F1', reverses: null },
      { kind: 'fill', fillId: 'F9', reverses: { fillId: 'F1', revision: 2, fee: '0.5' } },
    ]);
  });

  test('a correction may be corrected and busted; what it replaced may not', async () => {
    await create('chain');
    const second = fill(2, { corrects: 'F1', quantity: '2' });
    const third = fill(3, { corrects: 'F2', quantity: '3', price: '90' });
    const results = await send('chain', fill(1), second, third, fill(4, { corrects: 'F1' }), bust('B1', 'F2'));
    expect(results).toMatchObject([
      { outcome: 'applied' },
      { outcome: 'applied' },
      { outcome: 'applied' },
      { outcome: 'refused', failure: { reason: 'conflict', errors: [{ pointer: '/fills/3/corrects' }] } },
      { outcome: 'refused', failure: { reason: 'conflict', errors: [{ pointer: '/fills/4/busts' }] } },
    ]);
    expect(await positions('chain')).toMatchObject([{ quantity: '3', averagePrice: '90' }]);
    await send('chain', bust('B2', 'F3'));
    expect(await positions('chain')).toMatchObject([{ quantity: '0', averagePrice: null, realised: '0' }]);
  });

  test('an unknown fill is a named refusal that may be sent again, the others being applied', async () => {
    await create('unknown');
    const early = [bust('B1', 'F1'), fill(2), fill(3, { corrects: 'F8' })] as const;
    expect(await send('unknown', ...early)).toMatchObject([
      { outcome: 'refused', failure: { reason: 'unknown-fill', errors: [{ pointer: '/fills/0/busts' }] } },
      { outcome: 'applied' },
      { outcome: 'refused', failure: { reason: 'unknown-fill', errors: [{ pointer: '/fills/2/corrects' }] } },
    ]);
    const later = await send('unknown', fill(1), fill(8), ...early);
    expect(later.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied', 'duplicate', 'applied']);
    expect((await positions('unknown'))[0]?.quantity).toBe('2');
  });

  test('a bust is no fill: it can be neither busted nor corrected, and its id is taken', async () => {
    await create('odd');
    await send('odd', fill(1), fill(2), bust('B1', 'F1'));
    const sent = [bust('B2', 'B1'), bust('F2', 'F2'), bust('B1', 'F2'), fill(1, { fillId: 'B1' })] as const;
    expect(await send('odd', ...sent, fill(3, { corrects: 'F1' }))).toMatchObject([
      { failure: { reason: 'invalid-input', detail: expect.stringContaining('B1 is a bust') } },
      { failure: { reason: 'conflict', errors: [{ pointer: '/fills/1/busts', detail: 'recorded as null' }] } },
      { failure: { reason: 'conflict', errors: [{ pointer: '/fills/2/busts', detail: 'recorded as F1' }] } },
      { failure: { reason: 'conflict', errors: [{ pointer: '/fills/3/busts', detail: 'recorded as F1' }] } },
      { failure: { reason: 'conflict', detail: 'F1 was taken back by B1 at revision 4' } },
    ]);
    const repeat = await send('odd', fill(4, { corrects: 'F2' }), fill(4, { corrects: 'F9' }), fill(4));
    expect(repeat).toMatchObject([
      { outcome: 'applied' },
      { failure: { reason: 'conflict', errors: [{ pointer: '/fills/1/corrects', detail: 'recorded as F2' }] } },
      { failure: { reason: 'conflict', errors: [{ pointer: '/fills/2/corrects' }] } },
    ]);
  });

  test('200 fills and their 200 busts in one call leave nothing', async () => {
    await create('many');
    const fills = Array.from({ length: 200 }, (_, i) => fill(i, { ...OPTION, price: String(i + 1) }));
    const busts = fills.map(({ fillId }) => bust(`B-${fillId}`, fillId));
    const results = await send('many', ...fills, ...busts);
    expect(results.every(({ outcome }) => outcome === 'applied')).toBe(true);
    const { collateral, fees, revision } = await read('many');
    expect(collateral.every(({ quantity }) => quantity === '0') && fees[0]?.amount === '0').toBe(true);
    expect(revision).toBe(401);
    expect(await positions('many')).toMatchObject([{ quantity: '0', realised: '0' }]);
  });
});
