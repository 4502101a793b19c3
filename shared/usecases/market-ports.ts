import type { MarketSnapshot } from '../market/index.ts';
import type { Page, PageRequest } from './ports.ts';

export type MarketVersion = {
  readonly marketId: string;
  readonly version: number;
  readonly asOf: string;
  readonly digest: string;
  readonly createdAt: string;
};

/** The version of a market that its portfolios are told of, in order of id `through` this one, null once all are; of `since`, 0 for none, all were told. */
export type Announcement = { readonly version: number; readonly through: string | null; readonly since: number };

/** Versioned market snapshots of one tenant. */
export type MarketStore = {
  /** Stores the snapshot as the next version. */
  put(
    tenant: string,
    marketId: string,
    snapshot: MarketSnapshot,
    digest: string,
    createdAt: string,
  ): Promise<MarketVersion>;
  /** The version asked for, else the newest; null when there is none. */
  read(
    tenant: string,
    marketId: string,
    version?: number,
  ): Promise<{ readonly version: MarketVersion; readonly snapshot: MarketSnapshot } | null>;
  latest(tenant: string, marketId: string): Promise<MarketVersion | null>;
  versions(tenant: string, marketId: string, page: PageRequest): Promise<Page<MarketVersion>>;
  list(tenant: string, page: PageRequest): Promise<Page<MarketVersion>>;
  /** null before the first */
  announced(tenant: string, marketId: string): Promise<Announcement | null>;
  /** Does nothing where a newer version is announced, or all of this one. */
  announce(tenant: string, marketId: string, announcement: Announcement): Promise<void>;
};
