import { describe, expect, test } from 'vitest';
import { calendar } from '../../../functions/schedules/calendar.ts';
import {
  assessSnapshot,
  calculatePolicyMargin,
  type PortfolioEvent,
  putPolicy,
  putPortfolio,
  recomputeSnapshot,
  recordFills,
  type Stored,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { PLAIN_POLICY } from '../../support/plain-policy.ts';
import { emptyPortfolio, fill, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const POLICY = {
  ...PLAIN_POLICY,
  bands: { margin: [], greeks: [{ underlying: 'BTC', greek: 'delta' as const, max: 0.5 }] },
};
const CASH = [{ asset: 'USD', quantity: '100000', venue: 'main' }];
const WRITES = new Set(['PutItemCommand', 'BatchWriteItemCommand', 'TransactWriteItemsCommand']);

const stores = useTestStores(async (stored) => valueOf(await storeMarket(stored, TENANT, 'default', smallMarket())));

/** A portfolio whose next snapshot is outside its band. */
async function open(id: string): Promise<void> {
  valueOf(await putPortfolio(stores.stored, TENANT, id, emptyPortfolio({ collateral: CASH })));
  valueOf(await putPolicy({ ...stores.stored, calendar }, TENANT, id, POLICY));
  valueOf(await recordFills(stores.stored, TENANT, id, [fill(1)]));
}

/** What the stream's consumer does of a change. */
async function followChange(stored: Stored, id: string): Promise<void> {
  const snapshot = valueOf(await recomputeSnapshot(stored, calculatePolicyMargin, TENANT, id));
  if (snapshot !== null) valueOf(await assessSnapshot(stored, TENANT, id, snapshot));
}

async function eventsOf(id: string): Promise<readonly PortfolioEvent[]> {
  const head = await stores.stored.portfolios.head(TENANT, id);
  return stores.stored.events.read(TENANT, head!, 0, Date.now());
}

async function toldBy(id: string) {
  return (await eventsOf(id)).map((event) => ({ ...event, portfolioId: '', createdAt: '' }));
}

describe('the events of a portfolio', () => {
  test('are those of an undisturbed run, at whichever write the run dies', async () => {
    await open('undisturbed');
    let writes = 0;
    await followChange(
      stores.another((command) => void (writes += WRITES.has(command) ? 1 : 0)),
      'undisturbed',
    );
    const undisturbed = await toldBy('undisturbed');
    expect(undisturbed.map(({ id, type }) => [id, type])).toEqual([
      [1, 'MarginComputed'],
      [2, 'RebalanceSuggested'],
    ]);
    expect(writes).toBeGreaterThanOrEqual(5);
    for (let fatal = 1; fatal <= writes; fatal++) {
      const id = `killed-at-${fatal}`;
      await open(id);
      let seen = 0;
      const dying = stores.another((command) => {
        if (WRITES.has(command) && (seen += 1) === fatal) throw new Error('killed');
      });
      await expect(followChange(dying, id)).rejects.toThrow('killed');
      await followChange(stores.another(), id);
      expect(await toldBy(id), id).toEqual(undisturbed);
    }
  });

  test('are numbered without a hole by many writers at once, in the order in which they become visible', async () => {
    await open('contended');
    const seen: number[] = [];
    const done = new AbortController();
    const reader = (async () => {
      while (!done.signal.aborted) {
        const head = (await stores.stored.portfolios.head(TENANT, 'contended'))!;
        const fresh = await stores.stored.events.read(TENANT, head, seen.at(-1) ?? 0, Date.now());
        seen.push(...fresh.map(({ id }) => id));
      }
    })();
    for (let revision = 2; revision <= 8; revision++) {
      valueOf(await recordFills(stores.stored, TENANT, 'contended', [fill(revision)]));
      await Promise.all([1, 2, 3].map(() => followChange(stores.another(), 'contended')));
    }
    done.abort();
    await reader;
    const ids = (await eventsOf('contended')).map(({ id }) => id);
    // of each of seven revisions its margin and its suggestion
    expect(ids).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
    expect(seen).toEqual(ids.slice(0, seen.length));
  });
});
