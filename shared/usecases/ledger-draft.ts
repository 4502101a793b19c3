import { canonicalJson } from '../foundation/index.ts';
import {
  addFee,
  applyMovements,
  type Execution,
  executionKey,
  executionOf,
  feesOf,
  type LedgerEntry,
  type LedgerPosition,
  type Reversal,
  type Settlement,
  settlementOf,
} from '../portfolio/index.ts';
import type { PortfolioHead, PositionName, Recorded } from './portfolio-ports.ts';

/** What one transaction of the store may hold. */
const MAX_ACTIONS = 100;
const ACTIONS: Readonly<Record<LedgerEntry['kind'], number>> = {
  opening: 1,
  adjustment: 2,
  settlement: 2,
  fill: 3,
  bust: 2,
};
const ACTIONS_OF_REVERSAL = 2;
/** itself and its checkpoints */
const ACTIONS_OF_POSITION = 2;
/** of one fill in the holder index: its underlying, the premium's asset and the fee's */
const NEW_NAMES = 3;
/** Balances and fees live on one item, which has to stay far below the 400 KB that an item may have. */
const MAX_BALANCES_LENGTH = 250_000;

/** An entry under its contract facts, with the position it trades in or settles and the one that it takes a fill back from. */
export type Booking = {
  readonly entry: LedgerEntry;
  readonly position: LedgerPosition | null;
  readonly reversedPosition: LedgerPosition | null;
};

/** What a position saw since it was read. */
type Trading = {
  readonly executions: readonly Execution[];
  /** keys of the executions that were taken back */
  readonly reversed: readonly string[];
  readonly settlement: Settlement | null;
};

const UNTOUCHED: Trading = { executions: [], reversed: [], settlement: null };

export type Traded = Trading & { readonly position: LedgerPosition };

/** The ledger change that is being put together: entries in order, and what they add up to. */
export type LedgerDraft = {
  readonly head: PortfolioHead;
  readonly entries: readonly LedgerEntry[];
  /** by `positionKey`: the position as read (or opened here) and what it saw since */
  readonly traded: ReadonlyMap<string, Traded>;
  readonly underlyings: ReadonlySet<string>;
};

export function positionKey({ instrument, venue }: PositionName): string {
  return `${instrument}#${venue}`;
}

export function emptyDraft(head: PortfolioHead): LedgerDraft {
  return { head, entries: [], traded: new Map(), underlyings: new Set() };
}

/** True while a further entry fits into the same transaction. */
export function hasRoom(draft: LedgerDraft, takesBack: boolean): boolean {
  const back = takesBack ? ACTIONS_OF_REVERSAL + ACTIONS_OF_POSITION : 0;
  return actionsOf(draft) + ACTIONS.fill + ACTIONS_OF_POSITION + NEW_NAMES + back <= MAX_ACTIONS;
}

/** The draft with one more entry; null when its balances would grow beyond what the head can hold. */
export function addEntry(draft: LedgerDraft, booking: Booking, recorded: Recorded): LedgerDraft | null {
  const { entry, position, reversedPosition } = booking;
  const head = {
    ...draft.head,
    revision: entry.revision,
    updatedAt: entry.recordedAt,
    balances: applyMovements(draft.head.balances, entry.cash),
    fees: feesOf(entry).reduce(addFee, draft.head.fees),
  };
  if (grew(draft.head, head) && canonicalJson([head.balances, head.fees]).length > MAX_BALANCES_LENGTH) return null;
  const entries = [...draft.entries, entry];
  const next = { ...draft, head, entries, underlyings: withNewAssets(draft, entry) };
  const reversed = reversalIn(entry);
  const back =
    reversed === null || reversedPosition === null
      ? next
      : trade(next, reversedPosition, { ...UNTOUCHED, reversed: [executionKey(reversed)] }, recorded);
  return position === null ? back : trade(back, position, tradingOf(entry), recorded);
}

/** What an entry does to the position that it is about. */
function tradingOf(entry: LedgerEntry): Trading {
  if (entry.kind === 'fill') return { ...UNTOUCHED, executions: [executionOf(entry)] };
  return entry.kind === 'settlement' ? { ...UNTOUCHED, settlement: settlementOf(entry) } : UNTOUCHED;
}

function reversalIn(entry: LedgerEntry): Reversal | null {
  return entry.kind === 'fill' || entry.kind === 'bust' ? entry.reverses : null;
}

/** An asset that is held for the first time is entered in the holder index like an underlying. */
function withNewAssets({ head, underlyings }: LedgerDraft, { cash }: LedgerEntry): ReadonlySet<string> {
  const held = new Set(head.balances.map(({ asset }) => asset));
  const added = cash.filter(({ asset }) => !held.has(asset)).map(({ asset }) => asset);
  return added.length === 0 ? underlyings : new Set([...underlyings, ...added]);
}

function trade(draft: LedgerDraft, position: LedgerPosition, seen: Trading, recorded: Recorded): LedgerDraft {
  const key = positionKey(position);
  const known = draft.traded.get(key) ?? { position, ...UNTOUCHED };
  const traded = new Map(draft.traded).set(key, {
    position: known.position,
    executions: [...known.executions, ...seen.executions],
    reversed: [...known.reversed, ...seen.reversed],
    settlement: seen.settlement ?? known.settlement,
  });
  const isNew = !recorded.positions.some((each) => positionKey(each) === key);
  const underlyings = isNew ? new Set(draft.underlyings).add(position.terms.underlying) : draft.underlyings;
  return { ...draft, traded, underlyings };
}

function grew(before: PortfolioHead, after: PortfolioHead): boolean {
  return after.balances.length > before.balances.length || after.fees.length > before.fees.length;
}

function actionsOf({ entries, traded, underlyings }: LedgerDraft): number {
  const reversals = entries.filter((entry) => reversalIn(entry) !== null).length * ACTIONS_OF_REVERSAL;
  const booked = entries.reduce((sum, { kind }) => sum + ACTIONS[kind], 0);
  return 1 + booked + reversals + traded.size * ACTIONS_OF_POSITION + underlyings.size;
}
