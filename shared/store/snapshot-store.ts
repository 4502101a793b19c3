import type { Portfolio } from '../portfolio/index.ts';
import {
  type BodyReference,
  type ChainLink,
  chained,
  type Pacing,
  type PortfolioHead,
  type Snapshot,
  type SnapshotKey,
  type SnapshotStore,
  type SnapshotSummary,
  StoreFailure,
} from '../usecases/index.ts';
import { readBody, writeBody } from './bodies.ts';
import { queryPage } from './cursor.ts';
import { appendEvent } from './event-log.ts';
import type { ItemKey } from './keys.ts';
import { chainSort, inputSort, snapshotPrefix, snapshotSort } from './life-keys.ts';
import { portfolioPartition } from './portfolio-keys.ts';
import { type Action, IF_ABSENT, type Item, type Table } from './table.ts';

const TRIES = 10;
/** Failed snapshots are rare: the newest computed one is nearly always among the first few. */
const LOOKED_AT_ONCE = 5;

/** Margin snapshots in one table, as the port `SnapshotStore` promises. */
export function snapshotStore(table: Table, pacing: Pacing): SnapshotStore {
  const find = (tenant: string, head: PortfolioHead, key: SnapshotKey) =>
    table.get({ PK: portfolioPartition(tenant, head.portfolioId), SK: snapshotSort(head, key) });

  const whole = async (item: Item): Promise<Snapshot> => {
    const body = item['body'] as BodyReference | null;
    return { ...toSummary(item), answer: body === null ? null : await readBody(table, item.PK, body) };
  };

  return {
    async putIfAbsent(tenant, head, { answer, ...summary }, event) {
      const PK = portfolioPartition(tenant, head.portfolioId);
      const body = answer === null ? null : await writeBody(table, PK, answer);
      for (let tryIndex = 0; tryIndex < TRIES; tryIndex += 1) {
        const end = await table.get({ PK, SK: chainSort(head) });
        const tied = chained(summary, end === null ? null : (end['link'] as ChainLink));
        const stored = appended({ PK, SK: snapshotSort(head, summary), body }, chainSort(head), tied);
        if (await table.transact([...stored, ...(await appendEvent(table, tenant, head, event))])) return tied;
        const known = await find(tenant, head, summary);
        if (known !== null) return toSummary(known);
        await pacing.sleep(pacing.jitter() * 10 * 2 ** tryIndex);
      }
      throw new StoreFailure({ reason: 'unavailable', detail: 'the snapshot was being written by someone else' });
    },

    async putInput(tenant, head, digest, portfolio) {
      const PK = portfolioPartition(tenant, head.portfolioId);
      const key = { PK, SK: inputSort(head, digest) };
      if ((await table.get(key)) !== null) return;
      await table.transact([{ put: { ...key, body: await writeBody(table, PK, portfolio) }, onlyIf: IF_ABSENT }]);
    },

    async input(tenant, head, digest) {
      const PK = portfolioPartition(tenant, head.portfolioId);
      const item = await table.get({ PK, SK: inputSort(head, digest) });
      return item === null ? null : ((await readBody(table, PK, item['body'] as BodyReference)) as Portfolio);
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

/** Puts a snapshot where none is and makes it the end of the chain, if the end is still the one it is tied to. */
function appended(
  item: ItemKey & { readonly body: BodyReference | null },
  chainEnd: string,
  summary: SnapshotSummary,
): Action[] {
  const { sequence, sid, digest, previous, status } = summary;
  const end = { PK: item.PK, SK: chainEnd, chainLength: sequence, link: { sequence, sid, digest } };
  const onlyIf =
    previous === null ? IF_ABSENT : { expression: 'chainLength = :before', values: { ':before': sequence - 1 } };
  return [
    { put: { ...item, status, summary }, onlyIf: IF_ABSENT },
    { put: end, onlyIf },
  ];
}

function toSummary({ summary }: Item): SnapshotSummary {
  return summary as SnapshotSummary;
}
