import type { BenchRow } from '../bench/bench-row.ts';
import { quantile } from '../bench/timing.ts';
import { Random } from '../support/random.ts';
import { fillOf, portfolioId } from './books.ts';
import { fire } from './fire.ts';
import type { LoadSystem } from './load-system.ts';

/** One fill in ten is for the first portfolio. */
const HOT = 0;
const HOT_SHARE = 0.1;
const ASKED = 100;

type Item = { readonly revision: number };
type Entry = Item & { readonly fillId?: string; readonly recordedAt: string };
type Summary = Item & { readonly computedAt: string };
type Page<T> = { readonly items: readonly T[]; readonly nextCursor?: string };

/** Fills over all portfolios of a market for a time, at a steady rate or, without one, as fast as they are answered; a tenth of them for one portfolio. */
export async function measureFills(
  system: LoadSystem,
  marketId: string,
  portfolios: number,
  amount: { readonly seconds: number; readonly perSecond?: number },
): Promise<BenchRow[]> {
  const random = new Random(portfolios);
  const started = Date.now();
  const next = () => {
    const index = random.chance(HOT_SHARE) ? HOT : random.below(portfolios);
    return fillOf(marketId, index, started + sent++);
  };
  let sent = 0;
  const mark = system.log.mark();
  const { requests, perSecond, p50Ms, p99Ms } = await fire(system.reachable, next, amount);
  const answeredMs = Date.now();
  await system.log.untilQuiet();
  const { lastMs, portfolios: recomputed } = system.log.since(mark);
  const behindMs = Math.max(0, lastMs - answeredMs);
  const rate = amount.perSecond === undefined ? 'as fast as answered' : `at ${amount.perSecond} a second`;
  const name = `fills ${rate} over ${portfolios} portfolios`;
  return [
    { name: `${name}, taken`, value: perSecond, unit: 'fills/s' },
    { name: `${name}, answered, p50`, value: p50Ms, unit: 'ms' },
    { name: `${name}, answered, p99`, value: p99Ms, unit: 'ms' },
    ...(await fillToSnapshot(system, marketId, portfolios, started, name)),
    { name: `${name}, ${requests} in all, recomputations`, value: recomputed, unit: 'snapshots' },
    { name: `${name}, margins behind at the end`, value: behindMs / 1000, unit: 's' },
    { name: `${name}, memory of the process`, value: system.residentBytes() / 2 ** 20, unit: 'MB' },
  ];
}

/** From the instant that a fill was recorded at to that of the first margin which holds it; of the hot portfolio and a hundred others. */
async function fillToSnapshot(
  system: LoadSystem,
  marketId: string,
  portfolios: number,
  sinceMs: number,
  name: string,
): Promise<BenchRow[]> {
  const step = Math.max(1, Math.floor(portfolios / ASKED));
  const others: number[] = [];
  for (let index = 1; index < portfolios; index += step)
    others.push(...(await delaysMs(system, portfolioId(marketId, index), sinceMs)));
  const hot = await delaysMs(system, portfolioId(marketId, HOT), sinceMs);
  return [...rowsOf(`${name}, fill to snapshot`, others), ...rowsOf(`${name}, fill to snapshot of the hot one`, hot)];
}

function rowsOf(name: string, delays: readonly number[]): BenchRow[] {
  return [0.5, 0.99].map((p) => ({
    name: `${name}, p${100 * p} of ${delays.length}`,
    value: quantile(delays, p),
    unit: 'ms',
  }));
}

async function delaysMs(system: LoadSystem, id: string, sinceMs: number): Promise<number[]> {
  const entries = await allOf<Entry>(system, `/portfolios/${id}/ledger`);
  const snapshots = (await allOf<Summary>(system, `/portfolios/${id}/snapshots`)).toSorted(
    (a, b) => a.revision - b.revision || Date.parse(a.computedAt) - Date.parse(b.computedAt),
  );
  return entries
    .filter(({ fillId, recordedAt }) => fillId !== undefined && Date.parse(recordedAt) >= sinceMs)
    .map(({ revision, recordedAt }) => {
      const first = snapshots.find((snapshot) => snapshot.revision >= revision);
      if (first === undefined) throw new Error(`${id} has no margin of revision ${revision}`);
      return Date.parse(first.computedAt) - Date.parse(recordedAt);
    });
}

async function allOf<T>(system: LoadSystem, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: Page<T> = await system.get(`${path}?limit=200${cursor}`);
    items.push(...page.items);
    cursor = page.nextCursor === undefined ? undefined : `&cursor=${page.nextCursor}`;
  }
  return items;
}
