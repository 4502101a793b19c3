import { canonicalJson } from '../foundation/index.ts';
import {
  addFee,
  applyMovements,
  type Execution,
  executionOf,
  type LedgerEntry,
  type LedgerPosition,
} from '../portfolio/index.ts';
import type { PortfolioHead, PositionName, Recorded } from './ports.ts';

/** What one transaction of the store may hold. */
const MAX_ACTIONS = 100;
const ACTIONS_OF_FILL = 3;
const ACTIONS_OF_ADJUSTMENT = 2;
/** of one fill: its position, and in the holder index its underlying, the premium's asset and the fee's */
const NEW_NAMES = 4;
/** Balances and fees live on one item, which has to stay far below the 400 KB that an item may have. */
const MAX_BALANCES_LENGTH = 250_000;

export type Traded = { readonly position: LedgerPosition; readonly executions: readonly Execution[] };

/** The ledger change that is being put together: entries in order, and what they add up to. */
export type LedgerDraft = {
  readonly head: PortfolioHead;
  readonly entries: readonly LedgerEntry[];
  /** by `positionKey`: the position as read (or opened here) and what was executed on it since */
  readonly traded: ReadonlyMap<string, Traded>;
  readonly underlyings: ReadonlySet<string>;
};

export function positionKey({ instrument, venue }: PositionName): string {
  return `${instrument}#${venue}`;
}

export function emptyDraft(head: PortfolioHead): LedgerDraft {
  return { head, entries: [], traded: new Map(), underlyings: new Set() };
}

/** True while a further entry, whatever it is, fits into the same transaction. */
export function hasRoom(draft: LedgerDraft): boolean {
  const worst = ACTIONS_OF_FILL + NEW_NAMES;
  return actionsOf(draft) + worst <= MAX_ACTIONS;
}

/**
 * The draft with one more entry; null when its balances would grow beyond what the head can hold. `position` is the one a
 * fill trades in, `isNew` when the ledger doesn't have it yet.
 */
export function addEntry(
  draft: LedgerDraft,
  entry: LedgerEntry,
  position: LedgerPosition | null,
  recorded: Recorded,
): LedgerDraft | null {
  const head = {
    ...draft.head,
    revision: entry.revision,
    updatedAt: entry.recordedAt,
    balances: applyMovements(draft.head.balances, entry.cash),
    fees:
      entry.kind === 'fill' && entry.fee !== '0'
        ? addFee(draft.head.fees, { currency: entry.feeCurrency, amount: entry.fee })
        : draft.head.fees,
  };
  if (grew(draft.head, head) && canonicalJson([head.balances, head.fees]).length > MAX_BALANCES_LENGTH) return null;
  const entries = [...draft.entries, entry];
  const next = { ...draft, head, entries, underlyings: withNewAssets(draft, entry) };
  if (entry.kind !== 'fill' || position === null) return next;
  return { ...next, ...trade(next, position, executionOf(entry), recorded) };
}

/** An asset that is held for the first time is entered in the holder index like an underlying. */
function withNewAssets({ head, underlyings }: LedgerDraft, { cash }: LedgerEntry): ReadonlySet<string> {
  const held = new Set(head.balances.map(({ asset }) => asset));
  const added = cash.filter(({ asset }) => !held.has(asset)).map(({ asset }) => asset);
  return added.length === 0 ? underlyings : new Set([...underlyings, ...added]);
}

function trade(draft: LedgerDraft, position: LedgerPosition, execution: Execution, recorded: Recorded) {
  const key = positionKey(position);
  const known = draft.traded.get(key) ?? { position, executions: [] };
  const traded = new Map(draft.traded).set(key, { ...known, executions: [...known.executions, execution] });
  const isNew = !recorded.positions.some((each) => positionKey(each) === key);
  const underlyings = isNew ? new Set(draft.underlyings).add(position.terms.underlying) : draft.underlyings;
  return { traded, underlyings };
}

function grew(before: PortfolioHead, after: PortfolioHead): boolean {
  return after.balances.length > before.balances.length || after.fees.length > before.fees.length;
}

function actionsOf({ entries, traded, underlyings }: LedgerDraft): number {
  const fills = entries.filter(({ kind }) => kind === 'fill').length;
  const adjustments = entries.length - fills;
  return 1 + fills * ACTIONS_OF_FILL + adjustments * ACTIONS_OF_ADJUSTMENT + traded.size + underlyings.size;
}
