import type { Failure, Outcome } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import { type LedgerEntry, type LedgerPosition, settlementOf } from '../portfolio/index.ts';
import { addEntry, type Booking, emptyDraft, hasRoom, type LedgerDraft, positionKey } from './ledger-draft.ts';
import type { PortfolioHead, PositionName, Recorded, RecordedKind, ReversedBy } from './portfolio-ports.ts';

/** What became of one entry that was sent. */
export type EntryResult =
  | { readonly outcome: 'applied' | 'duplicate'; readonly revision: number }
  | { readonly outcome: 'refused'; readonly failure: Failure };

/** What an entry is booked against. */
export type BookingContext = {
  readonly market: Market | null;
  readonly positions: ReadonlyMap<string, LedgerPosition>;
  /** by id: those of this call too */
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  readonly reversals: ReadonlyMap<string, ReversedBy>;
  readonly at: { readonly revision: number; readonly recordedAt: string };
  readonly pointer: string;
};

/** `repeats` is the revision at which another entry did the same already. */
export type Judgement = Booking | { readonly repeats: number };

/** How fills and adjustments differ. */
export type EntryRules<T> = {
  readonly kind: RecordedKind;
  readonly field: string;
  idOf(item: T): string;
  positionOf(item: T): PositionName | null;
  /** the earlier entry that `item` takes back */
  referenceOf(item: T): string | null;
  /** null when `item` says what `entry` says */
  conflictWith(item: T, entry: LedgerEntry, pointer: string): Failure | null;
  book(item: T, context: BookingContext): Outcome<Judgement>;
};

export type Chunk<T> = { readonly rules: EntryRules<T>; readonly items: readonly T[]; readonly first: number };

export type LedgerState = {
  readonly head: PortfolioHead;
  readonly market: Market | null;
  readonly recorded: Recorded;
  readonly recordedAt: string;
};

/**
 * Judges the entries of a chunk in order, as far as they fit into one transaction. What takes an entry of this very
 * transaction back waits for the next: one transaction touches an item once.
 */
export function judge<T>(
  { rules, items, first }: Chunk<T>,
  { head, market, recorded, recordedAt }: LedgerState,
): { draft: LedgerDraft; results: EntryResult[] } {
  const entries = new Map(recorded.entries);
  const reversals = new Map(recorded.reversals);
  const positions = new Map(recorded.positions.map((each) => [positionKey(each), each]));
  const results: EntryResult[] = [];
  let draft = emptyDraft(head);
  for (const [i, item] of items.entries()) {
    const reference = rules.referenceOf(item);
    const isOfDraft = reference !== null && draft.entries.includes(entries.get(reference)!);
    if (!hasRoom(draft, reference !== null) || isOfDraft) break;
    const pointer = `/${rules.field}/${first + i}`;
    const known = entries.get(rules.idOf(item));
    if (known !== undefined) {
      results.push(repeated(rules.conflictWith(item, known, pointer), known));
      continue;
    }
    const at = { revision: draft.head.revision + 1, recordedAt };
    const judged = rules.book(item, { market, positions, entries, reversals, at, pointer });
    const booking = judged.ok && 'entry' in judged.value ? judged.value : null;
    const next = booking === null ? null : addEntry(draft, booking, recorded);
    results.push(resultOf(judged, next));
    if (booking === null || next === null) continue;
    draft = next;
    note(booking, rules.idOf(item), { entries, reversals, positions });
  }
  return { draft, results };
}

type Known = {
  readonly entries: Map<string, LedgerEntry>;
  readonly reversals: Map<string, ReversedBy>;
  readonly positions: Map<string, LedgerPosition>;
};

/** What later entries of the same transaction are judged against. */
function note({ entry, position }: Booking, id: string, { entries, reversals, positions }: Known): void {
  entries.set(id, entry);
  const settled = entry.kind === 'settlement' ? { settlement: settlementOf(entry) } : {};
  if (position !== null) positions.set(positionKey(position), { ...position, ...settled });
  if (entry.kind !== 'fill' && entry.kind !== 'bust') return;
  const { kind, fillId, revision, reverses } = entry;
  if (reverses !== null) reversals.set(reverses.fillId, { kind, fillId, revision });
}

const TOO_MANY_BALANCES: Failure = {
  reason: 'limit-exceeded',
  detail: 'the portfolio holds as many different assets and venues as it can',
};

function resultOf(judged: Outcome<Judgement>, next: LedgerDraft | null): EntryResult {
  if (!judged.ok) return { outcome: 'refused', failure: judged.failure };
  if ('repeats' in judged.value) return { outcome: 'duplicate', revision: judged.value.repeats };
  if (next === null) return { outcome: 'refused', failure: TOO_MANY_BALANCES };
  return { outcome: 'applied', revision: judged.value.entry.revision };
}

function repeated(conflict: Failure | null, { revision }: LedgerEntry): EntryResult {
  return conflict === null ? { outcome: 'duplicate', revision } : { outcome: 'refused', failure: conflict };
}
