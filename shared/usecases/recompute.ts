import { type Failure, type Outcome, succeed } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import { calculationPortfolio, type Portfolio } from '../portfolio/index.ts';
import { attempt } from './attempt.ts';
import { loadMarket } from './markets.ts';
import { readBookOfRecord } from './portfolios.ts';
import type {
  Clock,
  MarketStore,
  Pacing,
  PortfolioHead,
  PortfolioStore,
  SnapshotStore,
  SnapshotSummary,
} from './ports.ts';
import { DEFAULT_POLICY_VERSION, snapshotId } from './snapshots.ts';

type Deps = Pacing & {
  readonly portfolios: PortfolioStore;
  readonly markets: MarketStore;
  readonly snapshots: SnapshotStore;
  readonly clock: Clock;
};

/** What a snapshot is computed from. */
type SnapshotSubject = {
  readonly portfolio: Portfolio;
  readonly market: Market;
  readonly marketVersion: number;
  readonly revision: number;
  readonly marketDigest: string;
};

/** Pure: equal subjects give equal answers. */
export type CalculateSnapshot = (subject: SnapshotSubject) => Outcome<object>;

/**
 * Computes the margin of a portfolio as it is now, once for each (revision, market version, policy version): repeats
 * converge on the same snapshot. A failure with a name is stored in its place, so that it is seen and not tried for ever;
 * only `unavailable` is left for another try. Null where the portfolio is gone.
 */
export function recomputeSnapshot(
  deps: Deps,
  calculate: CalculateSnapshot,
  tenant: string,
  portfolioId: string,
): Promise<Outcome<SnapshotSummary | null>> {
  return attempt(async () => {
    const read = await readBookOfRecord(deps, tenant, portfolioId);
    if (!read.ok) return read.failure.reason === 'not-found' ? succeed(null) : read;
    const { head, book } = read.value;
    const loaded = await loadMarket(deps, tenant, head.marketId);
    if (!loaded.ok) return unlessUnavailable(loaded.failure, () => store(deps, tenant, head, 0, loaded));
    const { version, market } = loaded.value;
    const known = await deps.snapshots.summary(tenant, head, keyOf(head, version.version));
    if (known !== null) return succeed(known);
    const answer = calculate({
      portfolio: calculationPortfolio(book),
      market,
      marketVersion: version.version,
      revision: head.revision,
      marketDigest: version.digest,
    });
    if (!answer.ok) return unlessUnavailable(answer.failure, () => store(deps, tenant, head, version.version, answer));
    return store(deps, tenant, head, version.version, answer);
  });
}

async function unlessUnavailable(
  failure: Failure,
  next: () => Promise<Outcome<SnapshotSummary>>,
): Promise<Outcome<SnapshotSummary>> {
  return failure.reason === 'unavailable' ? { ok: false, failure } : next();
}

async function store(
  { snapshots, clock }: Deps,
  tenant: string,
  head: PortfolioHead,
  marketVersion: number,
  answer: Outcome<object>,
): Promise<Outcome<SnapshotSummary>> {
  const key = keyOf(head, marketVersion);
  const base = { ...key, sid: snapshotId(key), marketId: head.marketId, computedAt: new Date(clock()).toISOString() };
  const snapshot = answer.ok
    ? { ...base, status: 'computed' as const, answer: answer.value }
    : { ...base, status: 'failed' as const, failure: answer.failure, answer: null };
  return succeed(await snapshots.putIfAbsent(tenant, head, snapshot));
}

function keyOf({ revision }: PortfolioHead, marketVersion: number) {
  return { revision, marketVersion, policyVersion: DEFAULT_POLICY_VERSION };
}
