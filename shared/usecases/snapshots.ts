import { type Failure, type FieldError, fail, type Outcome, succeed } from '../foundation/index.ts';
import { attempt } from './attempt.ts';
import type { MarketStore } from './market-ports.ts';
import { policyInForce } from './policy.ts';
import type { PolicyStore } from './policy-ports.ts';
import type { PortfolioHead, PortfolioStore } from './portfolio-ports.ts';
import { liveHead } from './portfolios.ts';
import type { Page, PageRequest } from './ports.ts';
import type { Snapshot, SnapshotKey, SnapshotStore, SnapshotSummary } from './snapshot-ports.ts';

type Deps = {
  readonly portfolios: PortfolioStore;
  readonly markets: MarketStore;
  readonly policies: PolicyStore;
  readonly snapshots: SnapshotStore;
};

type StatedFailure = Omit<Failure, 'errors'> & { readonly errors?: readonly FieldError[] | undefined };

type Staleness = {
  readonly reason: 'recompute-pending' | 'market-moved' | 'policy-changed' | 'failed';
  readonly detail: string;
  /** of the newest attempt, where it could not be computed */
  readonly failure?: StatedFailure | undefined;
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
    const found = await findSnapshot(deps, tenant, portfolioId, sid);
    return found.ok ? succeed(found.value.snapshot) : found;
  });
}

/** A snapshot of a portfolio that exists, with the head it was found under. */
export async function findSnapshot(
  deps: Pick<Deps, 'portfolios' | 'snapshots'>,
  tenant: string,
  portfolioId: string,
  sid: string,
): Promise<Outcome<{ readonly head: PortfolioHead; readonly snapshot: Snapshot }>> {
  const found = await liveHead(deps, tenant, portfolioId);
  if (!found.ok) return found;
  const key = snapshotKeyOf(sid);
  const snapshot = key === null ? null : await deps.snapshots.read(tenant, found.value, key);
  return snapshot === null
    ? fail('not-found', `${portfolioId} has no snapshot ${sid}`)
    : succeed({ head: found.value, snapshot });
}

export function snapshotKeyOf(sid: string): SnapshotKey | null {
  const match = /^(\d{1,12})-(\d{1,12})-(\d{1,12})$/.exec(sid);
  if (match === null) return null;
  const [revision, marketVersion, policyVersion] = match.slice(1).map(Number) as [number, number, number];
  return { revision, marketVersion, policyVersion };
}

/** Compares what is shown with the book, the market and the policy of now. A failure to compute for now is said first. */
async function staleness(
  deps: Deps,
  tenant: string,
  head: PortfolioHead,
  shown: Snapshot | null,
): Promise<Staleness | null> {
  const marketVersion = (await deps.markets.latest(tenant, head.marketId))?.version ?? 0;
  const { version: policyVersion } = await policyInForce(deps, tenant, head);
  const newest = (await deps.snapshots.page(tenant, head, { limit: 1 })).items[0] ?? null;
  if (newest?.status === 'failed' && newest.revision === head.revision && newest.policyVersion === policyVersion) {
    return failedOf(newest, marketVersion);
  }
  if (shown === null || shown.revision < head.revision) {
    const from = shown === null ? 'no margin was computed yet' : `it is of revision ${shown.revision}`;
    return { reason: 'recompute-pending', detail: `the portfolio is at revision ${head.revision}, ${from}` };
  }
  if (shown.policyVersion !== policyVersion) {
    const detail = `the policy is at version ${policyVersion}, the margin of version ${shown.policyVersion}`;
    return { reason: 'policy-changed', detail };
  }
  if (shown.marketVersion !== marketVersion) {
    const detail = `market ${head.marketId} is at version ${marketVersion}, the margin of version ${shown.marketVersion}`;
    return { reason: 'market-moved', detail };
  }
  return null;
}

function failedOf({ marketVersion, failure }: SnapshotSummary, now: number): Staleness {
  const moved = marketVersion === now ? '' : ` (with market version ${marketVersion}, now ${now})`;
  return { reason: 'failed', detail: `${failure?.detail ?? 'no margin'}${moved}`, failure };
}
