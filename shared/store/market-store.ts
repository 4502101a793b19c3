import type { MarketSnapshot } from '../market/index.ts';
import type { BodyReference } from '../usecases/index.ts';
import {
  type Announcement,
  type MarketStore,
  type MarketVersion,
  type Pacing,
  StoreFailure,
} from '../usecases/index.ts';
import { readBody, writeBody } from './bodies.ts';
import { queryPage } from './cursor.ts';
import {
  announcedKey,
  latestKey,
  MARKET_PREFIX,
  marketPartition,
  marketsPartition,
  VERSION_PREFIX,
  versionKey,
} from './market-keys.ts';
import { RecentlyUsed } from './recently-used.ts';
import { IF_ABSENT, type Item, type Table } from './table.ts';

const SNAPSHOTS_KEPT = 4;
const TRIES = 20;

/** Markets in one table, as the port `MarketStore` promises. The last few snapshots read are kept: versions never change. */
export function marketStore(table: Table, pacing: Pacing): MarketStore {
  const kept = new RecentlyUsed<Promise<MarketSnapshot>>(SNAPSHOTS_KEPT);

  const latest = async (tenant: string, marketId: string): Promise<MarketVersion | null> => {
    const item = await table.get(latestKey(tenant, marketId));
    return item === null ? null : toVersion(item);
  };

  const readSnapshot = (tenant: string, { marketId, version }: MarketVersion, body: BodyReference) =>
    kept.getOrLoad(
      `${tenant}#${marketId}#${version}`,
      async () => (await readBody(table, marketPartition(tenant, marketId), body)) as MarketSnapshot,
    );

  return {
    latest,

    async put(tenant, marketId, snapshot, digest, createdAt) {
      const body = await writeBody(table, marketPartition(tenant, marketId), snapshot);
      for (let tryIndex = 0; tryIndex < TRIES; tryIndex += 1) {
        const previous = await latest(tenant, marketId);
        const version = { marketId, version: (previous?.version ?? 0) + 1, asOf: snapshot.asOf, digest, createdAt };
        if (await publish(table, tenant, previous, version, body)) return version;
        await pacing.sleep(pacing.jitter() * 10 * 2 ** Math.min(tryIndex, 6));
      }
      throw new StoreFailure({ reason: 'unavailable', detail: `too many writers of market ${marketId} at once` });
    },

    async read(tenant, marketId, number) {
      const key = number === undefined ? latestKey(tenant, marketId) : versionKey(tenant, marketId, number);
      const item = await table.get(key);
      if (item === null) return null;
      const version = toVersion(item);
      return { version, snapshot: await readSnapshot(tenant, version, item['body'] as BodyReference) };
    },

    versions(tenant, marketId, page) {
      const partition = marketPartition(tenant, marketId);
      return queryPage(table, { partition, prefix: VERSION_PREFIX, newestFirst: true }, page, toVersion);
    },

    list(tenant, page) {
      const listing = { partition: marketsPartition(tenant), prefix: MARKET_PREFIX };
      return queryPage(table, listing, page, toVersion);
    },

    async announced(tenant, marketId) {
      const item = await table.get(announcedKey(tenant, marketId));
      return item === null ? null : toAnnouncement(item);
    },

    async announce(tenant, marketId, { version, through, since }) {
      const progress = through === null ? {} : { toldThrough: through };
      const put = { ...announcedKey(tenant, marketId), announced: version, since, ...progress };
      const unfinished = 'announced = :version AND attribute_exists(toldThrough)';
      const expression = `attribute_not_exists(PK) OR announced < :version OR (${unfinished})`;
      await table.transact([{ put, onlyIf: { expression, values: { ':version': version } } }]);
    },
  };
}

/** Makes a version whose body is written the newest one, unless another writer was first. */
function publish(
  table: Table,
  tenant: string,
  previous: MarketVersion | null,
  version: MarketVersion,
  body: BodyReference,
): Promise<boolean> {
  const number = version.version;
  const onlyIf =
    previous === null ? IF_ABSENT : { expression: 'latest = :latest', values: { ':latest': previous.version } };
  return table.transact([
    { put: { ...versionKey(tenant, version.marketId, number), version, body }, onlyIf: IF_ABSENT },
    { put: { ...latestKey(tenant, version.marketId), latest: number, version, body }, onlyIf },
  ]);
}

function toAnnouncement({ announced, toldThrough, since }: Item): Announcement {
  return {
    version: announced as number,
    through: (toldThrough as string | undefined) ?? null,
    since: (since as number | undefined) ?? 0,
  };
}

function toVersion({ version }: Item): MarketVersion {
  return version as MarketVersion;
}
