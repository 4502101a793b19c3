import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { attempt } from './attempt.ts';
import { type ExplainedChange, explainChange } from './explain-change.ts';
import type { MarketStore } from './market-ports.ts';
import { loadMarket } from './markets.ts';
import type { ParameterFileStore } from './parameter-file-ports.ts';
import { loadNamedFile, withFile } from './parameter-files.ts';
import { policyAt } from './policy.ts';
import type { PolicyStore } from './policy-ports.ts';
import type { Policy } from './policy-terms.ts';
import type { PortfolioHead, PortfolioStore } from './portfolio-ports.ts';
import type { CalculateSnapshot, SnapshotSubject } from './recompute.ts';
import { resultDigestOf } from './recompute.ts';
import { isIntact } from './snapshot-chain.ts';
import type { Snapshot, SnapshotStore, SnapshotSummary } from './snapshot-ports.ts';
import { findSnapshot, snapshotKeyOf } from './snapshots.ts';

type Deps = {
  readonly portfolios: PortfolioStore;
  readonly markets: MarketStore;
  readonly policies: PolicyStore;
  readonly parameterFiles: ParameterFileStore;
  readonly snapshots: SnapshotStore;
};

export type Replay = {
  readonly sid: string;
  /** whether the stored inputs give the stored answer, byte for byte */
  readonly identical: boolean;
  /** of what the replay came to; the snapshot's `resultDigest` where identical */
  readonly digest: string;
  /** whether the snapshot and the one before it say what they were stored with, and are tied to one another */
  readonly chained: boolean;
};

export type ExplainedSnapshots = ExplainedChange & {
  readonly portfolioId: string;
  readonly from: string;
  readonly to: string;
};

/** Computes a snapshot anew from the inputs that were stored with it. */
export function replaySnapshot(
  deps: Deps,
  calculate: CalculateSnapshot,
  tenant: string,
  portfolioId: string,
  sid: string,
): Promise<Outcome<Replay>> {
  return attempt(async () => {
    const found = await findSnapshot(deps, tenant, portfolioId, sid);
    if (!found.ok) return found;
    const { head, snapshot } = found.value;
    const inputs = await loadInputs(deps, tenant, head, snapshot);
    if (!inputs.ok) return inputs;
    const outcome = calculate(inputs.value.subject, inputs.value.policy);
    const { answer, ...summary } = snapshot;
    const stored = summary.status === 'computed' ? answer : summary.failure;
    const same = JSON.stringify(outcome.ok ? outcome.value : outcome.failure) === JSON.stringify(stored);
    const resultDigest = resultDigestOf(outcome);
    return succeed({
      sid,
      identical: same && outcome.ok === (summary.status === 'computed') && resultDigest === summary.resultDigest,
      digest: resultDigest,
      chained: isIntact(summary) && (await isTied(deps, tenant, head, summary)),
    });
  });
}

/** Why the margin of one snapshot differs from that of another. */
export function explainSnapshots(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  sid: string,
  since: string,
): Promise<Outcome<ExplainedSnapshots>> {
  return attempt(async () => {
    const [from, to] = [await sideOf(deps, tenant, portfolioId, since), await sideOf(deps, tenant, portfolioId, sid)];
    if (!from.ok) return from;
    if (!to.ok) return to;
    const explained = explainChange(from.value, to.value);
    return explained.ok ? succeed({ portfolioId, from: since, to: sid, ...explained.value }) : explained;
  });
}

async function sideOf(deps: Deps, tenant: string, portfolioId: string, sid: string) {
  const found = await findSnapshot(deps, tenant, portfolioId, sid);
  if (!found.ok) return found;
  const { head, snapshot } = found.value;
  if (snapshot.status === 'failed') return fail('not-applicable', `${sid} has no margin: ${snapshot.failure?.detail}`);
  const inputs = await loadInputs(deps, tenant, head, snapshot);
  if (!inputs.ok) return inputs;
  const { portfolio, market, marketDigest, parameterFile = null } = inputs.value.subject;
  return succeed({ portfolio, market, marketDigest, methods: inputs.value.policy.methods, parameterFile });
}

type Inputs = { readonly subject: SnapshotSubject; readonly policy: Policy };

export async function loadInputs(
  deps: Pick<Deps, 'markets' | 'policies' | 'parameterFiles' | 'snapshots'>,
  tenant: string,
  head: PortfolioHead,
  { sid, inputs, marketId, marketVersion, revision, policyVersion }: Snapshot,
): Promise<Outcome<Inputs>> {
  if (inputs === null) return fail('missing-market-data', `${sid} was not computed: there was no market`);
  const loaded = await loadMarket(deps, tenant, marketId, marketVersion);
  if (!loaded.ok) return loaded;
  const { market, version } = loaded.value;
  const portfolio = await deps.snapshots.input(tenant, head, inputs.portfolioDigest);
  const policy = await policyAt(deps, tenant, head, policyVersion);
  if (portfolio === null || policy === null) return fail('not-found', `the inputs of ${sid} are not there`);
  const file = await loadNamedFile(deps, tenant, policy.policy);
  if (!file.ok) return file;
  const subject = { portfolio, revision, market, marketVersion, marketDigest: version.digest };
  return succeed({ subject: withFile(subject, file.value), policy: policy.policy });
}

async function isTied(
  { snapshots }: Deps,
  tenant: string,
  head: PortfolioHead,
  { previous }: SnapshotSummary,
): Promise<boolean> {
  if (previous === null) return true;
  const key = snapshotKeyOf(previous.sid);
  const before = key === null ? null : await snapshots.summary(tenant, head, key);
  return before !== null && before.digest === previous.digest && isIntact(before);
}
