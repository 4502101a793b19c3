import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { attempt } from './attempt.ts';
import { liveHead } from './portfolios.ts';
import type {
  MarketStore,
  Page,
  PageRequest,
  PortfolioHead,
  PortfolioStore,
  Snapshot,
  SnapshotKey,
  SnapshotStore,
  SnapshotSummary,
} from './ports.ts';

type Deps = {
  readonly portfolios: PortfolioStore;
  readonly markets: MarketStore;
  readonly snapshots: SnapshotStore;
};

/** Until a policy is set, the methods' own defaults. */
export const DEFAULT_POLICY_VERSION = 0;

type Staleness = {
  readonly reason: 'recompute-pending' | 'market-moved' | 'failed';
  readonly detail: string;
};

/** The newest margin there is, and whether it still is the margin of the book and market of now. */
export type MarginView = {
  readonly portfolioId: string;
  /** of the margin shown; null while there is none */
  readonly sid: string | null;
  /** of the margin shown, else of the portfolio */
  readonly revision: number;
  readonly marketVersion: number | null;
  readonly policyVersion: number | null;
  readonly computedAt: string | null;
  /** the calculation's answer as it was stored */
  readonly margin: unknown;
  readonly stale: Staleness | null;
};

export function snapshotId({ revision, marketVersion, policyVersion }: SnapshotKey): string {
  return `${revision}-${marketVersion}-${policyVersion}`;
}

export function readMarginView(deps: Deps, tenant: string, portfolioId: string): Promise<Outcome<MarginView>> {
  return attempt(async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    const head = found.value;
    const shown = await deps.snapshots.newestComputed(tenant, head);
    return succeed({
      portfolioId,
      sid: shown?.sid ?? null,
      revision: shown?.revision ?? head.revision,
      marketVersion: shown?.marketVersion ?? null,
      policyVersion: shown?.policyVersion ?? null,
      computedAt: shown?.computedAt ?? null,
      margin: shown?.answer ?? null,
      stale: await staleness(deps, tenant, head, shown),
    });
  });
}

/** Newest first. */
export function listSnapshots(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  page: PageRequest,
): Promise<Outcome<Page<SnapshotSummary>>> {
  return attempt(async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    return found.ok ? succeed(await deps.snapshots.page(tenant, found.value, page)) : found;
  });
}

export function readSnapshot(deps: Deps, tenant: string, portfolioId: string, sid: string): Promise<Outcome<Snapshot>> {
  return attempt(async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    const key = parseSnapshotId(sid);
    const snapshot = key === null ? null : await deps.snapshots.read(tenant, found.value, key);
    return snapshot === null ? fail('not-found', `${portfolioId} has no snapshot ${sid}`) : succeed(snapshot);
  });
}

function parseSnapshotId(sid: string): SnapshotKey | null {
  const match = /^(\d{1,12})-(\d{1,12})-(\d{1,12})$/.exec(sid);
  if (match === null) return null;
  const [revision, marketVersion, policyVersion] = match.slice(1).map(Number) as [number, number, number];
  return { revision, marketVersion, policyVersion };
}

/** Compares what is shown with the book and the market of now. A failure to compute for now is said first. */
async function staleness(
  { markets, snapshots }: Deps,
  tenant: string,
  head: PortfolioHead,
  shown: Snapshot | null,
): Promise<Staleness | null> {
  const marketVersion = (await markets.latest(tenant, head.marketId))?.version ?? 0;
  const newest = (await snapshots.page(tenant, head, { limit: 1 })).items[0] ?? null;
  if (newest?.status === 'failed' && newest.revision === head.revision) {
    const moved =
      newest.marketVersion === marketVersion
        ? ''
        : ` (with market version ${newest.marketVersion}, now ${marketVersion})`;
    return { reason: 'failed', detail: `${newest.failure?.detail ?? 'no margin'}${moved}` };
  }
  if (shown === null || shown.revision < head.revision) {
    const from = shown === null ? 'no margin was computed yet' : `it is of revision ${shown.revision}`;
    return { reason: 'recompute-pending', detail: `the portfolio is at revision ${head.revision}, ${from}` };
  }
  if (shown.marketVersion !== marketVersion) {
    const detail = `market ${head.marketId} is at version ${marketVersion}, the margin of version ${shown.marketVersion}`;
    return { reason: 'market-moved', detail };
  }
  return null;
}
