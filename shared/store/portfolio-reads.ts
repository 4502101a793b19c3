import type { Execution, LedgerEntry, LedgerPosition, OpenOrder } from '../portfolio/index.ts';
import type { PortfolioHead, PortfolioStore, ReversedBy } from '../usecases/index.ts';
import { readBody } from './bodies.ts';
import { queryPage } from './cursor.ts';
import {
  executionPrefix,
  headKey,
  holderPartition,
  ledgerPrefix,
  PORTFOLIO_PREFIX,
  portfolioPartition,
  portfoliosPartition,
  positionPrefix,
  positionSort,
  recordedSort,
  reversedSort,
} from './keys.ts';
import type { Item, Table } from './table.ts';

type Writes = 'open' | 'amend' | 'append' | 'remove' | 'marketMoved';

const QUERIES_AT_ONCE = 16;

/** The reading half of the port `PortfolioStore`. */
export function portfolioReads(table: Table): Omit<PortfolioStore, Writes> {
  return {
    async head(tenant, portfolioId) {
      const item = await table.get(headKey(tenant, portfolioId));
      return item === null ? null : toHead(item);
    },

    async list(tenant, page) {
      const listing = { partition: portfoliosPartition(tenant), prefix: PORTFOLIO_PREFIX };
      const names = await queryPage(table, listing, page, ({ portfolioId }) => String(portfolioId));
      const heads = await table.getAll(names.items.map((portfolioId) => headKey(tenant, portfolioId)));
      const byId = new Map(heads.map(toHead).map((head) => [head.portfolioId, head]));
      return { ...names, items: names.items.flatMap((id) => byId.get(id) ?? []) };
    },

    holders: (tenant, names) => holderIds(table, tenant, names),

    async heads(tenant, portfolioIds) {
      const items = await table.getAll(portfolioIds.map((portfolioId) => headKey(tenant, portfolioId)));
      return items.map(toHead).filter(({ deleted }) => !deleted);
    },

    async orders(tenant, { portfolioId, orders }) {
      if (orders === null) return [];
      return (await readBody(table, portfolioPartition(tenant, portfolioId), orders)) as OpenOrder[];
    },

    async positions(tenant, head) {
      return (await table.query(positionRange(tenant, head))).map(toPosition);
    },

    positionsPage(tenant, head, page) {
      return queryPage(table, positionRange(tenant, head), page, toPosition);
    },

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
        positions: items.filter((item) => item['position'] !== undefined).map(toPosition),
      };
    },

    async executions(tenant, head, { instrument, venue }) {
      const partition = portfolioPartition(tenant, head.portfolioId);
      const items = await table.query({ partition, prefix: executionPrefix(head, instrument, venue) });
      return items.map(({ execution }) => execution as Execution);
    },
  };
}

async function holderIds(table: Table, tenant: string, names: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (let i = 0; i < names.length; i += QUERIES_AT_ONCE) {
    const some = names.slice(i, i + QUERIES_AT_ONCE);
    const found = await Promise.all(some.map((name) => table.query(holderRange(tenant, name))));
    for (const { portfolioId } of found.flat()) ids.add(String(portfolioId));
  }
  return [...ids];
}

function holderRange(tenant: string, name: string) {
  return { partition: holderPartition(tenant, name), prefix: PORTFOLIO_PREFIX };
}

function positionRange(tenant: string, head: PortfolioHead) {
  return { partition: portfolioPartition(tenant, head.portfolioId), prefix: positionPrefix(head) };
}

function toHead({ head }: Item): PortfolioHead {
  return head as PortfolioHead;
}

function toPosition({ position }: Item): LedgerPosition {
  return position as LedgerPosition;
}

function toEntry({ entry }: Item): LedgerEntry {
  return entry as LedgerEntry;
}
