import type { LedgerPosition, OpenOrder } from '../portfolio/index.ts';
import type { PortfolioHead, PortfolioStore } from '../usecases/index.ts';
import { readBody } from './bodies.ts';
import { queryPage } from './cursor.ts';
import { historyReads } from './history-reads.ts';
import { holderPages } from './holder-pages.ts';
import { positionPrefix } from './life-keys.ts';
import { headKey, PORTFOLIO_PREFIX, portfolioPartition, portfoliosPartition } from './portfolio-keys.ts';
import type { Item, Table } from './table.ts';

type Writes = 'open' | 'amend' | 'append' | 'remove' | 'marketMoved';

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

    holders: (tenant, names, after) => holderPages(table, tenant, names, after),

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

    ...historyReads(table),
  };
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
