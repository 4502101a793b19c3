import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventDraft, PortfolioEvent, SnapshotSummary, Stored } from '../../../shared/usecases/index.ts';
import {
  assessSnapshot,
  calculatePolicyMargin,
  listSuggestions,
  putPolicy,
  putPortfolio,
  recomputeSnapshot,
  recordFills,
  storeMarket,
} from '../../../shared/usecases/index.ts';
import { PLAIN_POLICY } from '../../support/plain-policy.ts';
import { emptyPortfolio, fill, smallMarket, valueOf } from '../../support/store/books.ts';
import { useTestStores } from '../../support/store/stored.ts';

const TENANT = 'acme';
const RUNS = 60;
/** In BTC, either way. */
const MOST = 3;
const POLICY = {
  ...PLAIN_POLICY,
  bands: { margin: [], greeks: [{ underlying: 'BTC', greek: 'delta' as const, min: -MOST, max: MOST }] },
};
const calendar = { isTimeZone: () => true, nextTimeMs: () => null };

/** A fill, a new market, a recomputation whose snapshot is kept, or a look at some of those kept, together. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ lots: fc.integer({ min: -4, max: 4 }).filter((lots) => lots !== 0) }) },
  { weight: 1, arbitrary: fc.record({ price: fc.integer({ min: 80, max: 120 }) }) },
  { weight: 3, arbitrary: fc.constant('recompute' as const) },
  { weight: 3, arbitrary: fc.record({ look: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) }) },
);

describe('suggestions', () => {
  const stores = useTestStores();
  let books = 0;

  test('of any fills, moves and recomputations, seen late, twice and out of order, are one for each book that is outside', async () => {
    let [made, superseded] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 25 }), fc.nat(), async (steps, order) => {
        const id = `book-${books++}`;
        const { held, kept } = await live(stores.stored, id, steps);
        const last = await recompute(stores.stored, id);
        const late = [...kept, last, ...kept];
        for (let i = 0; i < late.length; i++) await look(stores.stored, id, late[(i + order) % late.length]!);
        const suggestions = valueOf(await listSuggestions(stores.stored, TENANT, id, { limit: 200 })).items;
        expect(new Set(suggestions.map(({ revision }) => revision)).size).toBe(suggestions.length);
        const open = suggestions.filter(({ status }) => status === 'open');
        expect(open.map(({ revision }) => revision)).toEqual(Math.abs(held) > MOST ? [last.revision] : []);
        const told = (await eventsOf(stores.stored, id)).filter(({ type }) => type !== 'MarginComputed');
        expect(told.map(({ sid }) => sid).sort()).toEqual(suggestions.map(({ sid }) => sid).sort());
        made += suggestions.length;
        superseded += suggestions.length - open.length;
      }),
      { numRuns: RUNS, seed: 20_261_126 },
    );
    expect(Math.min(made - superseded, superseded)).toBeGreaterThan(RUNS / 4);
  }, 120_000);
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What is held in the end, and the snapshots on the way. */
async function live(stored: Stored, id: string, steps: readonly Step[]) {
  const market = { marketId: `market-${id}` };
  valueOf(await storeMarket(stored, TENANT, market.marketId, smallMarket()));
  valueOf(await putPortfolio(stored, TENANT, id, emptyPortfolio({ ...market, collateral: CASH })));
  const deps = { ...stored, calendar };
  valueOf(await putPolicy(deps, TENANT, id, POLICY));
  const kept: SnapshotSummary[] = [];
  let held = 0;
  for (const [n, each] of steps.entries()) {
    if (each === 'recompute') kept.push(await recompute(stored, id));
    else if ('look' in each) await lookAt(stored, id, kept, each.look);
    else if ('price' in each) valueOf(await storeMarket(stored, TENANT, market.marketId, marketAt(each.price)));
    else {
      held += each.lots;
      const side = each.lots > 0 ? ('buy' as const) : ('sell' as const);
      valueOf(await recordFills(stored, TENANT, id, [fill(n, { side, quantity: String(Math.abs(each.lots)) })]));
    }
  }
  return { held, kept };
}

const CASH = [{ asset: 'USD', quantity: '1000000', venue: 'main' }];

function marketAt(price: number) {
  const market = smallMarket();
  return { ...market, underlyings: market.underlyings.map((each) => (each.id === 'BTC' ? { ...each, price } : each)) };
}

async function recompute(stored: Stored, id: string): Promise<SnapshotSummary> {
  return valueOf(await recomputeSnapshot(stored, calculatePolicyMargin, TENANT, id))!;
}

async function lookAt(stored: Stored, id: string, kept: readonly SnapshotSummary[], picks: readonly number[]) {
  if (kept.length > 0) await Promise.all(picks.map((pick) => look(stored, id, kept[pick % kept.length]!)));
}

async function look(stored: Stored, id: string, snapshot: SnapshotSummary): Promise<void> {
  valueOf(await assessSnapshot(stored, TENANT, id, snapshot));
}

async function eventsOf(stored: Stored, id: string): Promise<readonly (PortfolioEvent | EventDraft)[]> {
  const head = (await stored.portfolios.head(TENANT, id))!;
  return stored.events.read(TENANT, head, 0, Date.now());
}
