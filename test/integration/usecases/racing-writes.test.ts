import { describe, expect, test } from 'vitest';
import { calendar } from '../../../functions/schedules/calendar.ts';
import {
  calculatePolicyMargin,
  deletePortfolio,
  fireSchedules,
  type Policy,
  putPolicy,
  putPortfolio,
  readPolicy,
  recomputeSnapshot,
  recordFills,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { emptyPortfolio, fill, reasonOf, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const inAnHour = () => Date.now() + 3_600_000;

const policyOf = (expression: string): Policy => ({
  methods: [{ id: 'delta' }],
  limits: [],
  bands: { margin: [], greeks: [] },
  schedule: { expression, timeZone: 'UTC' },
  cooldownSeconds: 0,
  hysteresisFraction: 0,
  costs: {},
});

const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));

/** Stores before whose first transaction something else happens. */
function racedBy(between: () => Promise<void>) {
  let isFirst = true;
  const stored = stores.another(async (command) => {
    if (command !== 'TransactWriteItemsCommand' || !isFirst) return;
    isFirst = false;
    await between();
  });
  return { ...stored, calendar };
}

describe('a policy', () => {
  test('that is set while its portfolio is deleted leaves no schedule behind', async () => {
    await putPortfolio(stores.stored, TENANT, 'gone', emptyPortfolio());
    const raced = racedBy(async () => void valueOf(await deletePortfolio(stores.stored, TENANT, 'gone')));
    expect(reasonOf(await putPolicy(raced, TENANT, 'gone', policyOf('rate(1 minute)')))).toBe('not-found');
    expect(valueOf(await fireSchedules({ ...stores.stored, calendar, clock: inAnHour }))).toBe(0);
  });

  test('of a former life does not replace that of the new one', async () => {
    const deps = { ...stores.stored, calendar };
    await putPortfolio(deps, TENANT, 'again', emptyPortfolio());
    const raced = racedBy(async () => {
      valueOf(await deletePortfolio(deps, TENANT, 'again'));
      valueOf(await putPortfolio(deps, TENANT, 'again', emptyPortfolio()));
      valueOf(await putPolicy(deps, TENANT, 'again', policyOf('rate(7 days)')));
    });
    valueOf(await putPolicy(raced, TENANT, 'again', policyOf('rate(1 hour)')));
    // it was read anew, and is the second of the new life
    expect(valueOf(await readPolicy(deps, TENANT, 'again'))).toMatchObject({ version: 2 });
  });
});

test('a settlement that could not be written now is no reason to call the margin failed', async () => {
  valueOf(await storeMarket(stores.stored, TENANT, 'expiring', smallMarket()));
  await putPortfolio(stores.stored, TENANT, 'due', emptyPortfolio({ marketId: 'expiring' }));
  valueOf(await recordFills(stores.stored, TENANT, 'due', [fill(1, { instrument: 'BTC-C', price: '5' })]));
  const expired = {
    asOf: '2026-03-27T09:00:00Z',
    expiries: [{ underlying: 'BTC', expiry: '2026-03-27T08:00:00Z', settlementPrice: 130 }],
  };
  valueOf(await storeMarket(stores.stored, TENANT, 'expiring', smallMarket(expired)));
  const throttled = stores.another((command) => {
    if (command !== 'TransactWriteItemsCommand') return;
    throw Object.assign(new Error('throttled'), { name: 'ThrottlingException' });
  });
  expect(reasonOf(await recomputeSnapshot(throttled, calculatePolicyMargin, TENANT, 'due'))).toBe('unavailable');
  const again = valueOf(await recomputeSnapshot(stores.stored, calculatePolicyMargin, TENANT, 'due'));
  expect(again).toMatchObject({ revision: 3, status: 'computed' });
});
