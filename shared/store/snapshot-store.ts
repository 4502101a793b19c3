import {
  type BodyReference,
  type PortfolioHead,
  type Snapshot,
  type SnapshotKey,
  type SnapshotStore,
  type SnapshotSummary,
  StoreFailure,
} from '../usecases/index.ts';
import { readBody, writeBody } from './bodies.ts';
import { queryPage } from './cursor.ts';
import { portfolioPartition, snapshotPrefix, snapshotSort } from './keys.ts';
import { IF_ABSENT, type Item, type Table } from './table.ts';

const TRIES = 5;
/** Failed snapshots are rare: the newest computed one is nearly always among the first few. */
const LOOKED_AT_ONCE = 5;

/** Margin snapshots in one table, as the port `SnapshotStore` promises. */
export function snapshotStore(table: Table): SnapshotStore {
  const find = (tenant: string, head: PortfolioHead, key: SnapshotKey) =>
    table.get({ PK: portfolioPartition(tenant, head.portfolioId), SK: snapshotSort(head, key) });

  const whole = async (item: Item): Promise<Snapshot> => {
    const body = item['body'] as BodyReference | null;
    return { ...toSummary(item), answer: body === null ? null : await readBody(table, item.PK, body) };
  };

  return {
    async putIfAbsent(tenant, head, { answer, ...summary }) {
      const PK = portfolioPartition(tenant, head.portfolioId);
      const body = answer === null ? null : await writeBody(table, PK, answer);
      for (let tryIndex = 0; tryIndex < TRIES; tryIndex += 1) {
        const put = { PK, SK: snapshotSort(head, summary), status: summary.status, summary, body };
        if (await table.transact([{ put, onlyIf: IF_ABSENT }])) return summary;
        const known = await find(tenant, head, summary);
        if (known !== null) return toSummary(known);
      }
      throw new StoreFailure({ reason: 'unavailable', detail: 'the snapshot was being written by someone else' });
    },

    async summary(tenant, head, key) {
      const item = await find(tenant, head, key);
      return item === null ? null : toSummary(item);
    },

    async read(tenant, head, key) {
      const item = await find(tenant, head, key);
      return item === null ? null : whole(item);
    },

    page(tenant, head, page) {
      const partition = portfolioPartition(tenant, head.portfolioId);
      return queryPage(table, { partition, prefix: snapshotPrefix(head), newestFirst: true }, page, toSummary);
    },

    async newestComputed(tenant, head) {
      const partition = portfolioPartition(tenant, head.portfolioId);
      const range = { partition, prefix: snapshotPrefix(head), newestFirst: true, limit: LOOKED_AT_ONCE };
      let items = await table.query(range);
      while (items.length > 0) {
        const computed = items.find((item) => item['status'] === 'computed');
        if (computed !== undefined) return whole(computed);
        items = await table.query({ ...range, after: items.at(-1)!.SK });
      }
      return null;
    },
  };
}

function toSummary({ summary }: Item): SnapshotSummary {
  return summary as SnapshotSummary;
}
