import { type Outcome, succeed } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import { attempt, retryContention } from './attempt.ts';
import { foldTraded } from './fold-traded.ts';
import { type Chunk, type EntryResult, type EntryRules, judge } from './judge-entries.ts';
import type { MarketStore } from './market-ports.ts';
import { loadMarket } from './markets.ts';
import type { PortfolioHead, PortfolioStore, Recorded } from './portfolio-ports.ts';
import { checkRevision, liveHead, type WriteCondition } from './portfolios.ts';
import type { Clock, Pacing } from './ports.ts';

export type RecordDeps = Pacing & {
  readonly portfolios: PortfolioStore;
  readonly markets: MarketStore;
  readonly clock: Clock;
};

export type RecordAnswer<R> = {
  /** in the order sent */
  readonly results: readonly R[];
  readonly revision: number;
};

/** Entries read at a time: more than these never fit into one transaction. */
const CHUNK = 33;

/**
 * Applies each entry exactly once or refuses it by itself. Chunks go one after the other; each is judged against the
 * ledger as it is then, and written under the condition that the head hasn't moved since.
 */
export function recordEntries<T>(
  deps: RecordDeps,
  tenant: string,
  portfolioId: string,
  rules: EntryRules<T>,
  items: readonly T[],
  condition: WriteCondition,
): Promise<Outcome<RecordAnswer<EntryResult>>> {
  return attempt(async () => {
    const results: EntryResult[] = [];
    let revision: number | null = null;
    while (revision === null || results.length < items.length) {
      const chunk = { rules, items: items.slice(results.length, results.length + CHUNK), first: results.length };
      // once something of this call was applied, the revision it was conditional on is of the past
      const still = results.some(({ outcome }) => outcome === 'applied') ? {} : condition;
      const step = await retryContention(deps, () => recordChunk(deps, tenant, portfolioId, chunk, still));
      if (!step.ok) return step;
      results.push(...step.value.results);
      revision = step.value.revision;
    }
    return succeed({ results, revision });
  });
}

async function recordChunk<T>(
  deps: RecordDeps,
  tenant: string,
  portfolioId: string,
  chunk: Chunk<T>,
  condition: WriteCondition,
): Promise<Outcome<RecordAnswer<EntryResult>> | null> {
  const found = await liveHead(deps, tenant, portfolioId);
  if (!found.ok) return found;
  const head = found.value;
  const market = await marketFor(deps, tenant, head, chunk);
  if (!market.ok) return market;
  const recorded = await readRecorded(deps, tenant, head, chunk);
  const recordedAt = new Date(deps.clock()).toISOString();
  const { draft, results } = judge(chunk, { head, market: market.value, recorded, recordedAt });
  if (draft.entries.length === 0) return succeed({ results, revision: head.revision });
  const stale = checkRevision(head, condition);
  if (stale !== null) return stale;
  const traded = [...draft.traded.values()];
  const positions = await Promise.all(traded.map((each) => foldTraded(deps.portfolios, tenant, head, each)));
  const { entries, underlyings } = draft;
  const change = { head: draft.head, entries, positions, underlyings: [...underlyings].sort() };
  return (await deps.portfolios.append(tenant, head, change))
    ? succeed({ results, revision: draft.head.revision })
    : null;
}

/** What the ledger knows of a chunk's entries, and of the fills and positions that it takes fills back from. */
async function readRecorded<T>(
  { portfolios }: RecordDeps,
  tenant: string,
  head: PortfolioHead,
  { rules, items }: Chunk<T>,
): Promise<Recorded> {
  const { kind } = rules;
  const ids = [...new Set(items.map((item) => rules.idOf(item)))];
  const references = [...new Set(items.flatMap((item) => rules.referenceOf(item) ?? []))];
  const positions = items.flatMap((item) => rules.positionOf(item) ?? []);
  const named = await portfolios.recorded(tenant, head, { kind, ids, references, positions });
  const traded = references.map((id) => named.entries.get(id)).filter((entry) => entry?.kind === 'fill');
  if (traded.length === 0) return named;
  const all = [...positions, ...traded];
  const { positions: read } = await portfolios.recorded(tenant, head, {
    kind,
    ids: [],
    references: [],
    positions: all,
  });
  return { ...named, positions: read };
}

/** The market that names the instruments; null where the entries name none or it has no version. */
async function marketFor<T>(
  deps: RecordDeps,
  tenant: string,
  head: PortfolioHead,
  { rules, items }: Chunk<T>,
): Promise<Outcome<Market | null>> {
  if (items.every((item) => rules.positionOf(item) === null)) return succeed(null);
  const loaded = await loadMarket(deps, tenant, head.marketId);
  if (loaded.ok) return succeed(loaded.value.market);
  return loaded.failure.reason === 'not-found' ? succeed(null) : loaded;
}
