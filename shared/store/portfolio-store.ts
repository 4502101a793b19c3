import { randomUUID } from 'node:crypto';
import type { LedgerPosition, OpenOrder } from '../portfolio/index.ts';
import type { BodyReference, PortfolioHead, PortfolioStore } from '../usecases/index.ts';
import { writeBody } from './bodies.ts';
import {
  entryActions,
  foldedItems,
  headItem,
  holderItem,
  ifStill,
  ledgerItem,
  listedItem,
  marketMovedItem,
  positionItem,
} from './portfolio-items.ts';
import { holderKey, listedPortfolioKey, portfolioPartition, scheduleKey } from './portfolio-keys.ts';
import { portfolioReads } from './portfolio-reads.ts';
import type { Table } from './table.ts';

/** Portfolios in one table, as the port `PortfolioStore` promises. */
export function portfolioStore(table: Table): PortfolioStore {
  const reads = portfolioReads(table);
  return {
    ...reads,

    async open(tenant, previous, { head: settings, positions, entries, orders }) {
      const head = {
        ...settings,
        generation: randomUUID(),
        orders: await writeOrders(table, tenant, settings.portfolioId, orders),
      };
      const underlyings = heldNames(positions, settings.balances);
      await table.putAll([
        ...positions.map((position) => positionItem(tenant, head, position)),
        ...entries.map((entry, line) => ledgerItem(tenant, head, entry, line)),
        ...underlyings.map((underlying) => holderItem(tenant, head, underlying)),
      ]);
      const visible = await table.transact([
        { put: headItem(tenant, head), onlyIf: ifStill(previous) },
        { put: listedItem(tenant, head) },
      ]);
      return visible ? head : null;
    },

    async amend(tenant, previous, next, orders) {
      const head = { ...next, orders: await writeOrders(table, tenant, next.portfolioId, orders) };
      const done = await table.transact([{ put: headItem(tenant, head), onlyIf: ifStill(previous) }]);
      return done ? head : null;
    },

    append(tenant, previous, { head, entries, positions, underlyings }) {
      return table.transact([
        { put: headItem(tenant, head), onlyIf: ifStill(previous) },
        ...entries.flatMap((entry) => entryActions(tenant, head, entry)),
        ...positions.flatMap((position) => foldedItems(tenant, head, position)).map((put) => ({ put })),
        ...underlyings.map((underlying) => ({ put: holderItem(tenant, head, underlying) })),
      ]);
    },

    async marketMoved(tenant, heads, version) {
      await table.putAll(heads.map((head) => marketMovedItem(tenant, head, version)));
    },

    async remove(tenant, previous, next) {
      const positions = await reads.positions(tenant, previous);
      const removed = await table.transact([
        { put: headItem(tenant, next), onlyIf: ifStill(previous) },
        { remove: listedPortfolioKey(tenant, next.portfolioId) },
        { remove: scheduleKey(tenant, next.portfolioId) },
      ]);
      if (removed) await removeHolders(table, tenant, previous, positions);
      return removed;
    },
  };
}

/** What a market may move: underlyings of positions, and assets. */
function heldNames(positions: readonly LedgerPosition[], balances: PortfolioHead['balances']): string[] {
  return [...new Set([...positions.map(({ terms }) => terms.underlying), ...balances.map(({ asset }) => asset)])];
}

async function writeOrders(
  table: Table,
  tenant: string,
  portfolioId: string,
  orders: readonly OpenOrder[],
): Promise<BodyReference | null> {
  return orders.length === 0 ? null : writeBody(table, portfolioPartition(tenant, portfolioId), orders);
}

/** Takes a buried portfolio out of the holder index, unless a new life of it has entered itself there meanwhile. */
async function removeHolders(
  table: Table,
  tenant: string,
  { portfolioId, generation, balances }: PortfolioHead,
  positions: readonly LedgerPosition[],
): Promise<void> {
  const onlyIf = { expression: 'generation = :generation', values: { ':generation': generation } };
  for (const underlying of heldNames(positions, balances)) {
    await table.transact([{ remove: holderKey(tenant, underlying, portfolioId), onlyIf }]);
  }
}
