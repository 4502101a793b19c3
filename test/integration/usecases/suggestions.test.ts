import { describe, expect, test } from 'vitest';
import { calendar } from '../../../functions/schedules/calendar.ts';
import {
  assessSnapshot,
  calculatePolicyMargin,
  decideSuggestion,
  listSuggestions,
  putPolicy,
  putPortfolio,
  recomputeSnapshot,
  recordFills,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { PLAIN_POLICY } from '../../support/plain-policy.ts';
import { emptyPortfolio, fill, reasonOf, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const POLICY = {
  ...PLAIN_POLICY,
  bands: { margin: [], greeks: [{ underlying: 'BTC', greek: 'delta' as const, max: 2 }] },
};

describe('a suggestion whose book moves on while it is decided', () => {
  const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));

  /** A book of 5 where 2 are allowed. */
  async function open(id: string): Promise<string> {
    const { stored } = stores;
    const collateral = [{ asset: 'USD', quantity: '1000000', venue: 'main' }];
    valueOf(await putPortfolio(stored, TENANT, id, emptyPortfolio({ collateral })));
    valueOf(await putPolicy({ ...stored, calendar }, TENANT, id, POLICY));
    valueOf(await recordFills(stored, TENANT, id, [fill(1, { quantity: '5' })]));
    const snapshot = valueOf(await recomputeSnapshot(stored, calculatePolicyMargin, TENANT, id))!;
    return valueOf(await assessSnapshot(stored, TENANT, id, snapshot))!.sid;
  }

  test.each(['accepted', 'dismissed'] as const)('is not %s', async (decision) => {
    const sid = await open(decision);
    let writes = 0;
    const rival = stores.another(async (command) => {
      if (command !== 'TransactWriteItemsCommand' || (writes += 1) > 1) return;
      valueOf(await recordFills(stores.stored, TENANT, decision, [fill(2)]));
    });
    expect(reasonOf(await decideSuggestion(rival, TENANT, decision, sid, decision))).toBe('conflict');
    expect(writes).toBe(1);
    const { items } = valueOf(await listSuggestions(stores.stored, TENANT, decision, { limit: 10 }));
    expect(items).toMatchObject([{ sid, status: 'superseded', decision: null }]);
    expect(reasonOf(await decideSuggestion(stores.stored, TENANT, decision, sid, decision))).toBe('conflict');
  });
});
