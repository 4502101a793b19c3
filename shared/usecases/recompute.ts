import { digest, type Outcome, succeed } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import { type BookOfRecord, calculationPortfolio, type Portfolio } from '../portfolio/index.ts';
import { recordAdjustments } from './adjustments.ts';
import { attempt } from './attempt.ts';
import type { MarketStore } from './market-ports.ts';
import { loadMarket } from './markets.ts';
import type { ParameterFile, ParameterFileStore } from './parameter-file-ports.ts';
import { loadNamedFile, withFile } from './parameter-files.ts';
import { policyInForce } from './policy.ts';
import type { PolicyStore } from './policy-ports.ts';
import type { Policy } from './policy-terms.ts';
import { type AnsweredFigures, marginComputed } from './portfolio-events.ts';
import type { PortfolioHead, PortfolioStore } from './portfolio-ports.ts';
import { readBookOfRecord } from './portfolios.ts';
import type { Clock, Pacing } from './ports.ts';
import { dueSettlements, withoutExpiredOrders } from './roll-off.ts';
import type { SnapshotInputs, SnapshotKey, SnapshotStore, SnapshotSummary } from './snapshot-ports.ts';
import { snapshotId } from './snapshots.ts';

type Deps = Pacing & {
  readonly portfolios: PortfolioStore;
  readonly markets: MarketStore;
  readonly policies: PolicyStore;
  readonly parameterFiles: ParameterFileStore;
  readonly snapshots: SnapshotStore;
  readonly clock: Clock;
};

/** What a snapshot is computed from. */
export type SnapshotSubject = {
  readonly portfolio: Portfolio;
  readonly market: Market;
  readonly marketVersion: number;
  readonly revision: number;
  readonly marketDigest: string;
  /** the one that the policy names */
  readonly parameterFile?: ParameterFile;
};

/** Pure: equal subjects give equal answers. */
export type CalculateSnapshot = (subject: SnapshotSubject, policy: Policy) => Outcome<SnapshotAnswer>;

type SnapshotAnswer = object & AnsweredFigures & { readonly provenance?: { readonly resultDigest: string } };

/**
 * Computes the margin of a portfolio as it is now, once for each (revision, market version, policy version): repeats
 * converge on the same snapshot. What has expired is settled first, where the market carries its final price. A failure with a name is stored in its place, so that it is seen and not tried for ever;
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
    const { revision } = head;
    const loaded = await loadMarket(deps, tenant, head.marketId);
    const settled = loaded.ok ? await rollOff(deps, tenant, portfolioId, book, loaded.value.market) : succeed(false);
    if (!settled.ok) return settled;
    if (settled.value) return recomputeSnapshot(deps, calculate, tenant, portfolioId);
    const { version: policyVersion, policy, digest: policyDigest } = await policyInForce(deps, tenant, head);
    if (!loaded.ok) return keep(deps, tenant, head, { revision, marketVersion: 0, policyVersion }, null, loaded);
    const { market, version } = loaded.value;
    const { version: marketVersion, digest: marketDigest } = version;
    const key = { revision, marketVersion, policyVersion };
    const known = await deps.snapshots.summary(tenant, head, key);
    if (known !== null) return succeed(known);
    const portfolio = withoutExpiredOrders(calculationPortfolio(book), market);
    const file = await loadNamedFile(deps, tenant, policy);
    const subject = { portfolio, market, marketVersion, revision, marketDigest };
    const answer = file.ok ? calculate(withFile(subject, file.value), policy) : file;
    if (!answer.ok && answer.failure.reason === 'unavailable') return answer;
    const inputs = { portfolioDigest: digest(portfolio), marketDigest, policyDigest };
    await deps.snapshots.putInput(tenant, head, inputs.portfolioDigest, portfolio);
    return keep(deps, tenant, head, key, inputs, answer);
  });
}

/** Books what is due at expiry; true when the book has changed by it. Fails where another try may book it. */
async function rollOff(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  { positions }: BookOfRecord,
  market: Market,
): Promise<Outcome<boolean>> {
  const due = dueSettlements(positions, market);
  if (due.length === 0) return succeed(false);
  const recorded = await recordAdjustments(deps, tenant, portfolioId, due);
  if (!recorded.ok) return recorded.failure.reason === 'unavailable' ? recorded : succeed(false);
  return succeed(recorded.value.results.some(({ outcome }) => outcome !== 'refused'));
}

/** Of an answer without its provenance, where it has one; else of the failure. */
export function resultDigestOf(answer: Outcome<SnapshotAnswer>): string {
  if (!answer.ok) return digest(answer.failure);
  return answer.value.provenance?.resultDigest ?? digest(answer.value);
}

/** Stores what came out with the event that tells of it, a failure too unless another try may mend it. */
async function keep(
  { snapshots, clock }: Deps,
  tenant: string,
  head: PortfolioHead,
  key: SnapshotKey,
  inputs: SnapshotInputs | null,
  answer: Outcome<SnapshotAnswer>,
): Promise<Outcome<SnapshotSummary>> {
  if (!answer.ok && answer.failure.reason === 'unavailable') return answer;
  const computedAt = new Date(clock()).toISOString();
  const resultDigest = resultDigestOf(answer);
  const base = { ...key, sid: snapshotId(key), marketId: head.marketId, computedAt, inputs, resultDigest };
  const snapshot = answer.ok
    ? { ...base, status: 'computed' as const, answer: answer.value }
    : { ...base, status: 'failed' as const, failure: answer.failure, answer: null };
  const event = marginComputed(head, snapshot, answer.ok ? answer.value : {});
  return succeed(await snapshots.putIfAbsent(tenant, head, snapshot, event));
}
