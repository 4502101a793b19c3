import { type Failure, type Outcome, succeed } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import { foldOnto, isLate, type LedgerEntry, type LedgerPosition, refold } from '../portfolio/index.ts';
import { attempt, retryContention } from './attempt.ts';
import { addEntry, emptyDraft, hasRoom, type LedgerDraft, positionKey, type Traded } from './ledger-draft.ts';
import { loadMarket } from './markets.ts';
import { checkRevision, liveHead, type WriteCondition } from './portfolios.ts';
import type {
  Clock,
  MarketStore,
  Pacing,
  PortfolioHead,
  PortfolioStore,
  PositionName,
  Recorded,
  RecordedKind,
} from './ports.ts';

export type RecordDeps = Pacing & {
  readonly portfolios: PortfolioStore;
  readonly markets: MarketStore;
  readonly clock: Clock;
};

/** What became of one entry that was sent. */
export type EntryResult =
  | { readonly outcome: 'applied' | 'duplicate'; readonly revision: number }
  | { readonly outcome: 'refused'; readonly failure: Failure };

export type RecordAnswer<R> = {
  /** in the order sent */
  readonly results: readonly R[];
  readonly revision: number;
};

/** What an entry is booked against. */
export type BookingContext = {
  readonly market: Market | null;
  readonly positions: ReadonlyMap<string, LedgerPosition>;
  readonly at: { readonly revision: number; readonly recordedAt: string };
  readonly pointer: string;
};

/** An entry under its contract facts, with the position it trades in. */
export type Booking = { readonly entry: LedgerEntry; readonly position: LedgerPosition | null };

/** How fills and adjustments differ. */
export type EntryRules<T> = {
  readonly kind: RecordedKind;
  readonly field: string;
  idOf(item: T): string;
  positionOf(item: T): PositionName | null;
  /** null when `item` says what `entry` says */
  conflictWith(item: T, entry: LedgerEntry, pointer: string): Failure | null;
  book(item: T, context: BookingContext): Outcome<Booking>;
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

type Chunk<T> = { readonly rules: EntryRules<T>; readonly items: readonly T[]; readonly first: number };

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
  const { draft, results } = judge(chunk, head, market.value, recorded, recordedAt);
  if (draft.entries.length === 0) return succeed({ results, revision: head.revision });
  const stale = checkRevision(head, condition);
  if (stale !== null) return stale;
  const positions = await Promise.all([...draft.traded.values()].map((each) => foldTraded(deps, tenant, head, each)));
  const { entries, underlyings } = draft;
  const change = { head: draft.head, entries, positions, underlyings: [...underlyings].sort() };
  return (await deps.portfolios.append(tenant, head, change))
    ? succeed({ results, revision: draft.head.revision })
    : null;
}

async function readRecorded<T>(
  { portfolios }: RecordDeps,
  tenant: string,
  head: PortfolioHead,
  { rules, items }: Chunk<T>,
): Promise<Recorded> {
  const ids = [...new Set(items.map((item) => rules.idOf(item)))];
  const positions = items.map((item) => rules.positionOf(item)).filter((position) => position !== null);
  return portfolios.recorded(tenant, head, rules.kind, ids, positions);
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

/** Judges the entries of a chunk in order, as far as they fit into one transaction. */
function judge<T>(
  { rules, items, first }: Chunk<T>,
  head: PortfolioHead,
  market: Market | null,
  recorded: Recorded,
  recordedAt: string,
): { draft: LedgerDraft; results: EntryResult[] } {
  const entries = new Map(recorded.entries);
  const positions = new Map(recorded.positions.map((each) => [positionKey(each), each]));
  const results: EntryResult[] = [];
  let draft = emptyDraft(head);
  for (const [i, item] of items.entries()) {
    if (!hasRoom(draft)) break;
    const pointer = `/${rules.field}/${first + i}`;
    const known = entries.get(rules.idOf(item));
    if (known !== undefined) {
      results.push(repeated(rules.conflictWith(item, known, pointer), known));
      continue;
    }
    const at = { revision: draft.head.revision + 1, recordedAt };
    const booked = rules.book(item, { market, positions, at, pointer });
    const next = booked.ok ? addEntry(draft, booked.value.entry, booked.value.position, recorded) : null;
    if (!booked.ok || next === null) {
      results.push({ outcome: 'refused', failure: booked.ok ? TOO_MANY_BALANCES : booked.failure });
      continue;
    }
    const { entry, position } = booked.value;
    draft = next;
    entries.set(rules.idOf(item), entry);
    if (position !== null) positions.set(positionKey(position), position);
    results.push({ outcome: 'applied', revision: entry.revision });
  }
  return { draft, results };
}

const TOO_MANY_BALANCES: Failure = {
  reason: 'limit-exceeded',
  detail: 'the portfolio holds as many different assets and venues as it can',
};

function repeated(conflict: Failure | null, { revision }: LedgerEntry): EntryResult {
  return conflict === null ? { outcome: 'duplicate', revision } : { outcome: 'refused', failure: conflict };
}

async function foldTraded(
  { portfolios }: RecordDeps,
  tenant: string,
  head: PortfolioHead,
  { position, executions }: Traded,
): Promise<LedgerPosition> {
  if (!isLate(position, executions)) return foldOnto(position, executions);
  const earlier = await portfolios.executions(tenant, head, position);
  return refold(position, [...earlier, ...executions]);
}
