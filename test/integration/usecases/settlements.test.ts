import { describe, expect, test } from 'vitest';
import type { SettlementAdjustment } from '../../../shared/portfolio/index.ts';
import {
  listLedger,
  listPositions,
  putPortfolio,
  readPortfolio,
  recordAdjustments,
  recordFills,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { emptyPortfolio, fill, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
/** Strike 110, multiplier 2. */
const CALL = { instrument: 'BTC-C', price: '5' };

const settlement = (adjustmentId: string, changes: Partial<SettlementAdjustment> = {}): SettlementAdjustment => ({
  adjustmentId,
  kind: 'settlement',
  instrument: 'BTC-C',
  venue: 'main',
  settlementPrice: '130',
  effectiveAt: '2026-03-27T08:00:00Z',
  ...changes,
});

describe('settlements', () => {
  const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));

  const create = async (id: string) => valueOf(await putPortfolio(stores.stored, TENANT, id, emptyPortfolio()));
  const buy = async (id: string, ...fills: Parameters<typeof recordFills>[3]) =>
    valueOf(await recordFills(stores.stored, TENANT, id, fills)).results;
  const settle = async (id: string, ...sent: SettlementAdjustment[]) =>
    valueOf(await recordAdjustments(stores.stored, TENANT, id, sent)).results;
  const positionOf = async (id: string) =>
    valueOf(await listPositions(stores.stored, TENANT, id, { limit: 50 })).items[0];
  const settledOf = async (id: string) => valueOf(await readPortfolio(stores.stored, TENANT, id)).settled;

  test('an expired option pays, its position stays at zero, the entry is on the ledger', async () => {
    await create('paid');
    await buy('paid', fill(1, { ...CALL, quantity: '3' }));
    expect(await settle('paid', settlement('S'))).toEqual([{ adjustmentId: 'S', outcome: 'applied', revision: 3 }]);
    expect(await positionOf('paid')).toMatchObject({
      quantity: '0',
      averagePrice: null,
      // 3 · 2 · (20 − 5)
      realised: '90',
      unrealised: 0,
      settlement: {
        adjustmentId: 'S',
        settlementPrice: '130',
        price: '20',
        settledAt: '2026-03-27T08:00:00Z',
        paid: '120',
      },
    });
    expect(await settledOf('paid')).toEqual([{ asset: 'USD', quantity: '120', venue: 'main' }]);
    expect(valueOf(await listLedger(stores.stored, TENANT, 'paid', { limit: 9 })).items[1]).toMatchObject({
      kind: 'settlement',
      price: '20',
      cash: [],
    });
  });

  test('fills that come late, and busts, change what was paid', async () => {
    await create('late');
    await buy('late', fill(1, CALL), fill(2, { ...CALL, price: '7' }));
    await settle('late', settlement('S'));
    await buy('late', fill(3, { ...CALL, side: 'sell', quantity: '4', price: '9' }));
    // −2 · 2 · 20
    expect(await settledOf('late')).toEqual([{ asset: 'USD', quantity: '-80', venue: 'main' }]);
    await buy('late', { fillId: 'B', busts: 'F3', executedAt: '2026-03-28T08:00:00Z' });
    expect(await settledOf('late')).toEqual([{ asset: 'USD', quantity: '80', venue: 'main' }]);
    // (20 − 5) · 2 + (20 − 7) · 2
    expect(await positionOf('late')).toMatchObject({ quantity: '0', realised: '56' });
  });

  test('the same again is no news; another price is a conflict unless it corrects', async () => {
    await create('again');
    await buy('again', fill(1, CALL));
    const results = await settle(
      'again',
      settlement('S', { settlementPrice: '130.0' }),
      settlement('S'),
      settlement('T'),
      settlement('S', { settlementPrice: '131' }),
      settlement('U', { settlementPrice: '131' }),
      settlement('V', { settlementPrice: '131', corrects: 'T' }),
      settlement('W', { settlementPrice: '131', corrects: 'S' }),
    );
    expect(results).toMatchObject([
      { outcome: 'applied', revision: 3 },
      { outcome: 'duplicate', revision: 3 },
      { outcome: 'duplicate', revision: 3 },
      { failure: { reason: 'conflict', errors: [{ pointer: '/adjustments/3/settlementPrice' }] } },
      { failure: { reason: 'conflict', errors: [{ pointer: '/adjustments/4/settlementPrice' }] } },
      { failure: { reason: 'conflict', errors: [{ pointer: '/adjustments/5/corrects' }] } },
      { outcome: 'applied', revision: 4 },
    ]);
    expect(await positionOf('again')).toMatchObject({ settlement: { adjustmentId: 'W', price: '21', paid: '42' } });
  });

  test('what is not held, never expires, or has not expired yet is refused by name', async () => {
    await create('refused');
    await buy('refused', fill(1, CALL), fill(2));
    const results = await settle(
      'refused',
      settlement('A', { venue: 'other' }),
      settlement('B', { instrument: 'BTC-PERP' }),
      settlement('C', { effectiveAt: '2026-03-27T07:59:59.999Z' }),
      settlement('D', { settlementPrice: '-1' }),
    );
    expect(results).toMatchObject([
      { failure: { reason: 'unknown-instrument', errors: [{ pointer: '/adjustments/0/instrument' }] } },
      { failure: { reason: 'invalid-input', errors: [{ pointer: '/adjustments/1/instrument' }] } },
      { failure: { reason: 'invalid-input', errors: [{ pointer: '/adjustments/2/effectiveAt' }] } },
      { failure: { reason: 'invalid-input', errors: [{ pointer: '/adjustments/3/settlementPrice' }] } },
    ]);
  });
});
