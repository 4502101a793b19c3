import type { Checkpoint, Execution, LedgerEntry, LedgerPosition } from '../portfolio/index.ts';
import type { PortfolioStore, ReversedBy } from '../usecases/index.ts';
import { queryPage } from './cursor.ts';
import {
  checkpointsSort,
  executionPrefix,
  ledgerPrefix,
  positionSort,
  recordedSort,
  reversedSort,
} from './life-keys.ts';
import { portfolioPartition } from './portfolio-keys.ts';
import type { Item, Table } from './table.ts';

type HistoryReads = Pick<PortfolioStore, 'ledgerPage' | 'recorded' | 'checkpoints' | 'executions'>;

/** What the port `PortfolioStore` reads of a ledger, and of the histories that it makes. */
export function historyReads(table: Table): HistoryReads {
  return {
    ledgerPage(tenant, head, page) {
      const partition = portfolioPartition(tenant, head.portfolioId);
      return queryPage(table, { partition, prefix: ledgerPrefix(head) }, page, toEntry);
    },

    async recorded(tenant, head, { kind, ids, references, positions }) {
      const PK = portfolioPartition(tenant, head.portfolioId);
      const sorts = [
        ...[...ids, ...references].map((id) => recordedSort(head, kind, id)),
        ...references.map((fillId) => reversedSort(head, fillId)),
        ...positions.map(({ instrument, venue }) => positionSort(head, instrument, venue)),
      ];
      const items = await table.getAll([...new Set(sorts)].map((SK) => ({ PK, SK })));
      const entries = items.filter((item) => item['entry'] !== undefined);
      const reversed = items.filter((item) => item['reversedBy'] !== undefined);
      return {
        reversals: new Map(reversed.map((item) => [String(item['reversed']), item['reversedBy'] as ReversedBy])),
        entries: new Map(entries.map((item) => [String(item['id']), toEntry(item)])),
        positions: items.flatMap(({ position }) => (position as LedgerPosition | undefined) ?? []),
      };
    },

    async checkpoints(tenant, head, { instrument, venue }) {
      const PK = portfolioPartition(tenant, head.portfolioId);
      const item = await table.get({ PK, SK: checkpointsSort(head, instrument, venue) });
      return (item?.['checkpoints'] ?? []) as Checkpoint[];
    },

    async executions(tenant, head, { instrument, venue }, after) {
      const partition = portfolioPartition(tenant, head.portfolioId);
      const prefix = executionPrefix(head, instrument, venue);
      const items = await table.query({
        partition,
        prefix,
        after: after === undefined ? undefined : `${prefix}${after}`,
      });
      return items.map(({ execution }) => execution as Execution);
    },
  };
}

function toEntry({ entry }: Item): LedgerEntry {
  return entry as LedgerEntry;
}
