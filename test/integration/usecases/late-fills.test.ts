import { expect, test } from 'vitest';
import {
  listPositions,
  type PortfolioStore,
  putPortfolio,
  recordAdjustments,
  recordFills,
  type Stored,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { Random } from '../../support/random.ts';
import { emptyPortfolio, fill, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const OPTION = { instrument: 'BTC-C', price: '5' };
const FAR_AHEAD = '2036-02-05T10:00:00Z';

const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));

const create = async (id: string) => valueOf(await putPortfolio(stores.stored, TENANT, id, emptyPortfolio()));
const positions = async (id: string) => valueOf(await listPositions(stores.stored, TENANT, id, { limit: 9 })).items;

/** Stores that count the executions which are read again. */
function counting(): { readonly stored: Stored; readonly counted: { read: number } } {
  const counted = { read: 0 };
  const { portfolios } = stores.stored;
  const executions: PortfolioStore['executions'] = async (...named) => {
    const found = await portfolios.executions(...named);
    counted.read += found.length;
    return found;
  };
  return { stored: { ...stores.stored, portfolios: { ...portfolios, executions } }, counted };
}

const fills = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    fill(n, {
      ...OPTION,
      side: n % 3 === 0 ? 'sell' : 'buy',
      price: String(1 + (n % 17)),
      quantity: String(1 + (n % 5)),
    }),
  );

test('one fill that is dated far ahead makes none behind it dear, and the position is what it is in order', async () => {
  await create('ahead');
  await create('in-order');
  const ahead = fill(999, { ...OPTION, executedAt: FAR_AHEAD });
  const all = fills(330);
  const { stored, counted } = counting();
  await recordFills(stored, TENANT, 'ahead', [...all.slice(0, 180), ahead]);
  expect(counted.read).toBe(0);
  for (const each of all.slice(180)) valueOf(await recordFills(stored, TENANT, 'ahead', [each]));
  // 150 fills: without checkpoints some 255 each
  expect(counted.read).toBeLessThan(150 * 64);
  await recordFills(stores.stored, TENANT, 'in-order', [...all, ahead]);
  expect(await positions('ahead')).toEqual(await positions('in-order'));
});

test('checkpoints of a position that is shuffled, busted and settled lead where its fills in order do', async () => {
  const all = fills(260);
  const busted = [3, 90, 170, 255].map((n) => all[n]!);
  const busts = busted.map(({ fillId }) => ({ fillId: `B-${fillId}`, busts: fillId, executedAt: FAR_AHEAD }));
  const settlement = {
    adjustmentId: 'S',
    kind: 'settlement',
    instrument: 'BTC-C',
    venue: 'main',
    settlementPrice: '130',
    effectiveAt: '2026-03-27T08:00:00Z',
  } as const;
  await create('shuffled');
  await create('calm');
  const shuffled = new Random(4).shuffled(all);
  await recordFills(stores.stored, TENANT, 'shuffled', shuffled.slice(0, 200));
  valueOf(await recordAdjustments(stores.stored, TENANT, 'shuffled', [settlement]));
  await recordFills(stores.stored, TENANT, 'shuffled', [...shuffled.slice(200), ...busts]);
  await recordFills(
    stores.stored,
    TENANT,
    'calm',
    all.filter((each) => !busted.includes(each)),
  );
  valueOf(await recordAdjustments(stores.stored, TENANT, 'calm', [settlement]));
  expect(await positions('shuffled')).toEqual(await positions('calm'));
});
