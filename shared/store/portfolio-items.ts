import {
  type BustEntry,
  executionOf,
  type FillEntry,
  type FoldedPosition,
  type LedgerEntry,
  type LedgerPosition,
} from '../portfolio/index.ts';
import type { PortfolioHead, RecordedKind, ReversedBy } from '../usecases/index.ts';
import { checkpointsSort, executionSort, ledgerSort, positionSort, recordedSort, reversedSort } from './life-keys.ts';
import { headKey, holderKey, listedPortfolioKey, marketMovedKey, portfolioPartition } from './portfolio-keys.ts';
import { type Action, type Condition, IF_ABSENT, type Item } from './table.ts';

/** The head with what conditions look at beside it. */
export function headItem(tenant: string, head: PortfolioHead): Item {
  const { revision, generation, deleted } = head;
  return { ...headKey(tenant, head.portfolioId), revision, generation, deleted, head };
}

/** Holds while nobody wrote since `previous` was read. */
export function ifStill(previous: PortfolioHead | null): Condition {
  if (previous === null) return IF_ABSENT;
  const values = { ':revision': previous.revision, ':generation': previous.generation };
  return { expression: 'revision = :revision AND generation = :generation', values };
}

/** What a step of the ledger puts of a position. */
export function foldedItems(tenant: string, head: PortfolioHead, { position, checkpoints }: FoldedPosition): Item[] {
  const item = positionItem(tenant, head, position);
  if (checkpoints === null) return [item];
  const SK = checkpointsSort(head, position.instrument, position.venue);
  return [item, { PK: item.PK, SK, checkpoints }];
}

export function positionItem(tenant: string, head: PortfolioHead, position: LedgerPosition): Item {
  const SK = positionSort(head, position.instrument, position.venue);
  return { PK: portfolioPartition(tenant, head.portfolioId), SK, position };
}

export function ledgerItem(tenant: string, head: PortfolioHead, entry: LedgerEntry, line: number): Item {
  const PK = portfolioPartition(tenant, head.portfolioId);
  return { PK, SK: ledgerSort(head, entry.revision, line), entry };
}

/** Says who holds something on an underlying, and in which life of the portfolio. */
export function holderItem(tenant: string, head: PortfolioHead, underlying: string): Item {
  const { portfolioId, generation } = head;
  return { ...holderKey(tenant, underlying, portfolioId), portfolioId, generation };
}

/** Replaces what is queued for the portfolio already: only the newest move counts. */
export function marketMovedItem(tenant: string, { portfolioId, marketId }: PortfolioHead, version: number): Item {
  return { ...marketMovedKey(tenant, portfolioId), marketId, marketVersion: version };
}

export function listedItem(tenant: string, { portfolioId }: PortfolioHead): Item {
  return { ...listedPortfolioKey(tenant, portfolioId), portfolioId };
}

/** The items of one entry: its ledger line, the mark that it was recorded, and what a fill does to its position's history. */
export function entryActions(tenant: string, head: PortfolioHead, entry: LedgerEntry): Action[] {
  const line: Action = { put: ledgerItem(tenant, head, entry, 0), onlyIf: IF_ABSENT };
  switch (entry.kind) {
    case 'opening':
      return [line];
    case 'adjustment':
    case 'settlement':
      return [line, recordedMark(tenant, head, 'adjustment', entry.adjustmentId, entry)];
    case 'bust':
      return [line, recordedMark(tenant, head, 'fill', entry.fillId, entry), ...reversalActions(tenant, head, entry)];
    case 'fill':
      return [
        line,
        recordedMark(tenant, head, 'fill', entry.fillId, entry),
        executionAction(tenant, head, entry),
        ...reversalActions(tenant, head, entry),
      ];
  }
}

function recordedMark(tenant: string, head: PortfolioHead, kind: RecordedKind, id: string, entry: LedgerEntry): Action {
  const PK = portfolioPartition(tenant, head.portfolioId);
  return { put: { PK, SK: recordedSort(head, kind, id), id, entry }, onlyIf: IF_ABSENT };
}

function executionAction(tenant: string, head: PortfolioHead, entry: FillEntry): Action {
  const execution = executionOf(entry);
  const SK = executionSort(head, entry.instrument, entry.venue, execution);
  return { put: { PK: portfolioPartition(tenant, head.portfolioId), SK, execution } };
}

/** The fill taken back leaves its position's history; its ledger line stays, with a mark that says who took it back. */
function reversalActions(tenant: string, head: PortfolioHead, entry: FillEntry | BustEntry): Action[] {
  if (entry.reverses === null) return [];
  const { kind, revision, reverses } = entry;
  const PK = portfolioPartition(tenant, head.portfolioId);
  const reversedBy: ReversedBy = { kind, fillId: entry.fillId, revision };
  const mark = { PK, SK: reversedSort(head, reverses.fillId), reversed: reverses.fillId, reversedBy };
  return [
    { remove: { PK, SK: executionSort(head, reverses.instrument, reverses.venue, reverses) } },
    { put: mark, onlyIf: IF_ABSENT },
  ];
}
