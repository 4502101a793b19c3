import { digest, fail, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { attempt, retryContention } from './attempt.ts';
import { checkedPolicy } from './check-policy.ts';
import type { MarketStore } from './market-ports.ts';
import type { ParameterFileStore } from './parameter-file-ports.ts';
import { loadNamedFile } from './parameter-files.ts';
import type { PolicyStore, PolicyVersion } from './policy-ports.ts';
import type { Policy } from './policy-terms.ts';
import { policyWarnings } from './policy-warnings.ts';
import type { PortfolioHead, PortfolioStore } from './portfolio-ports.ts';
import { liveHead, type WriteCondition } from './portfolios.ts';
import type { Clock, Pacing } from './ports.ts';
import { type Calendar, nextDueMs, type Schedule } from './schedule.ts';
import type { ScheduleState, ScheduleStore } from './schedule-ports.ts';

export type PolicyView = {
  readonly portfolioId: string;
  /** 0 until one is set */
  readonly version: number;
  readonly createdAt: string | null;
  readonly digest: string;
  readonly policy: Policy;
  /** of its schedule */
  readonly nextDueAt: string | null;
  /** what of it finds nothing in the market as it is now */
  readonly warnings: readonly string[];
};

const DEFAULT_POLICY_VERSION = 0;

/** The policy of a portfolio until one is set. */
const DEFAULT_POLICY: Policy = {
  methods: [{ id: 'paradex-style' }, { id: 'scenario-grid' }],
  limits: [],
  bands: { margin: [], greeks: [] },
  schedule: null,
  cooldownSeconds: 0,
  hysteresisFraction: 0,
  costs: {},
};

type Deps = { readonly portfolios: PortfolioStore; readonly policies: PolicyStore };
type ReadDeps = Deps & { readonly schedules: ScheduleStore; readonly markets: MarketStore };
type WriteDeps = ReadDeps &
  Pacing & { readonly parameterFiles: ParameterFileStore; readonly clock: Clock; readonly calendar: Calendar };

/** The policy in force, with its version. */
export type PolicyInForce = { readonly version: number; readonly policy: Policy; readonly digest: string };

export function readPolicy(deps: ReadDeps, tenant: string, portfolioId: string): Promise<Outcome<PolicyView>> {
  return attempt(async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    return viewOf(deps, tenant, found.value, await deps.policies.latest(tenant, found.value));
  });
}

/**
 * Sets the next version of a portfolio's policy, once all it names is known. What is set already is answered as it is. `If-Match` names
 * the policy's version, not the portfolio's revision.
 */
export function putPolicy(
  deps: WriteDeps,
  tenant: string,
  portfolioId: string,
  sent: Policy,
  condition: WriteCondition = {},
): Promise<Outcome<PolicyView>> {
  return attempt(async () => {
    const file = await loadNamedFile(deps, tenant, sent);
    if (!file.ok) return file;
    const policy = checkedPolicy(sent, file.value, deps.calendar);
    if (!policy.ok) return policy;
    const contentDigest = digest(policy.value);
    return retryContention<PolicyView>(deps, async () => {
      const found = await liveHead(deps, tenant, portfolioId);
      if (!found.ok) return found;
      const previous = await deps.policies.latest(tenant, found.value);
      const stale = checkVersion(previous?.version ?? DEFAULT_POLICY_VERSION, condition);
      if (stale !== null) return stale;
      if (previous?.digest === contentDigest) return viewOf(deps, tenant, found.value, previous);
      const nowMs = deps.clock();
      const version = (previous?.version ?? DEFAULT_POLICY_VERSION) + 1;
      const createdAt = new Date(nowMs).toISOString();
      const next = { version, createdAt, digest: contentDigest, policy: policy.value };
      const schedule = armed(previous?.policy.schedule ?? null, next, nowMs, deps.calendar);
      if (!schedule.ok) return schedule;
      const put = await deps.policies.put(tenant, found.value, previous, next, schedule.value);
      return put ? viewOf(deps, tenant, found.value, next) : null;
    });
  });
}

/** The policy that a portfolio is margined under now. */
export async function policyInForce(
  { policies }: Pick<Deps, 'policies'>,
  tenant: string,
  head: PortfolioHead,
): Promise<PolicyInForce> {
  return (await policies.latest(tenant, head)) ?? STARTING;
}

/** A version of the policy; null where there is none such. */
export async function policyAt(
  { policies }: Pick<Deps, 'policies'>,
  tenant: string,
  head: PortfolioHead,
  version: number,
): Promise<PolicyInForce | null> {
  return version === DEFAULT_POLICY_VERSION ? STARTING : policies.read(tenant, head, version);
}

const STARTING: PolicyInForce = {
  version: DEFAULT_POLICY_VERSION,
  policy: DEFAULT_POLICY,
  digest: digest(DEFAULT_POLICY),
};

async function viewOf(
  deps: ReadDeps,
  tenant: string,
  head: PortfolioHead,
  found: PolicyVersion | null,
): Promise<Outcome<PolicyView>> {
  const { portfolioId } = head;
  if (found === null) return succeed({ portfolioId, createdAt: null, ...STARTING, nextDueAt: null, warnings: [] });
  const { version, createdAt, digest: contentDigest, policy } = found;
  const warnings = await policyWarnings(deps, tenant, head, policy);
  if (!warnings.ok) return warnings;
  const nextDueAt = (await deps.schedules.read(tenant, head))?.dueAt ?? null;
  return succeed({
    portfolioId,
    version,
    createdAt,
    digest: contentDigest,
    policy,
    nextDueAt,
    warnings: warnings.value,
  });
}

/** The schedule of a policy from now on: one that stays as it was keeps its beat. */
function armed(
  previous: Schedule | null,
  { version: policyVersion, policy: { schedule } }: PolicyVersion,
  nowMs: number,
  calendar: Calendar,
): Outcome<ScheduleState | null | 'unchanged'> {
  if (schedule === null) return succeed(null);
  if (previous?.expression === schedule.expression && previous.timeZone === schedule.timeZone)
    return succeed('unchanged');
  const dueMs = nextDueMs(schedule, nowMs, nowMs, calendar);
  return dueMs === null
    ? failAt('invalid-input', '/schedule/expression', `${schedule.expression} has no time to come before the year 2100`)
    : succeed({ schedule, policyVersion, dueAt: new Date(dueMs).toISOString(), firedFor: null });
}

function checkVersion(version: number, { ifMatch }: WriteCondition): Outcome<never> | null {
  if (ifMatch === undefined || ifMatch === version) return null;
  return fail('stale-revision', `If-Match asks for policy version ${ifMatch}, but it is at version ${version}`);
}
