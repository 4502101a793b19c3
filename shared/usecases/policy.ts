import { collect, digest, fail, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { attempt, retryContention } from './attempt.ts';
import { chooseMethods } from './choose-methods.ts';
import { loadNamedFile } from './parameter-files.ts';
import type { MarginBand, Policy, PolicyGreekBand } from './policy-terms.ts';
import { liveHead, type WriteCondition } from './portfolios.ts';
import type {
  Clock,
  Pacing,
  ParameterFile,
  ParameterFileStore,
  PolicyStore,
  PolicyVersion,
  PortfolioHead,
  PortfolioStore,
} from './ports.ts';
import type { MethodChoice } from './requests.ts';
import { type Calendar, checkSchedule, nextDueMs, type Schedule } from './schedule.ts';
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
type ReadDeps = Deps & { readonly schedules: ScheduleStore };
type WriteDeps = ReadDeps &
  Pacing & { readonly parameterFiles: ParameterFileStore; readonly clock: Clock; readonly calendar: Calendar };

/** The policy in force, with its version. */
export type PolicyInForce = { readonly version: number; readonly policy: Policy; readonly digest: string };

export function readPolicy(deps: ReadDeps, tenant: string, portfolioId: string): Promise<Outcome<PolicyView>> {
  return attempt(async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    return succeed(await viewOf(deps, tenant, found.value, await deps.policies.latest(tenant, found.value)));
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
      if (previous?.digest === contentDigest) return succeed(await viewOf(deps, tenant, found.value, previous));
      const nowMs = deps.clock();
      const version = (previous?.version ?? DEFAULT_POLICY_VERSION) + 1;
      const createdAt = new Date(nowMs).toISOString();
      const next = { version, createdAt, digest: contentDigest, policy: policy.value };
      const schedule = armed(previous?.policy.schedule ?? null, next, nowMs, deps.calendar);
      if (!schedule.ok) return schedule;
      const put = await deps.policies.put(tenant, found.value, previous, next, schedule.value);
      return put ? succeed(await viewOf(deps, tenant, found.value, next)) : null;
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
  { schedules }: ReadDeps,
  tenant: string,
  head: PortfolioHead,
  found: PolicyVersion | null,
): Promise<PolicyView> {
  const { portfolioId } = head;
  if (found === null) return { portfolioId, createdAt: null, ...STARTING, nextDueAt: null };
  const { version, createdAt, digest: contentDigest, policy } = found;
  const nextDueAt = (await schedules.read(tenant, head))?.dueAt ?? null;
  return { portfolioId, version, createdAt, digest: contentDigest, policy, nextDueAt };
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
    ? failAt('invalid-input', '/schedule/expression', `${schedule.expression} has no time to come`)
    : succeed({ schedule, policyVersion, dueAt: new Date(dueMs).toISOString(), firedFor: null });
}

function checkVersion(version: number, { ifMatch }: WriteCondition): Outcome<never> | null {
  if (ifMatch === undefined || ifMatch === version) return null;
  return fail('stale-revision', `If-Match asks for policy version ${ifMatch}, but it is at version ${version}`);
}

/** The policy with the version of every method named. */
function checkedPolicy(policy: Policy, file: ParameterFile | null, calendar: Calendar): Outcome<Policy> {
  const methods = pinnedMethods(policy.methods, file);
  if (!methods.ok) return methods;
  const ids = new Set(methods.value.map(({ id }) => id));
  const known = collect([
    ...policy.limits.map(({ method }, i) => checkNamed(ids, method, `/limits/${i}/method`)),
    ...policy.bands.margin.map(({ method }, i) => checkNamed(ids, method, `/bands/margin/${i}/method`)),
    ...policy.bands.margin.map((band, i) => checkBand(band, `/bands/margin/${i}`)),
    ...policy.bands.greeks.map((band, i) => checkBand(band, `/bands/greeks/${i}`)),
    ...policy.bands.greeks.map((band, i) => checkOnce(policy.bands.greeks, band, i)),
  ]);
  if (!known.ok) return known;
  const { schedule } = policy;
  if (schedule === null) return succeed({ ...policy, methods: methods.value });
  const regular = checkSchedule(schedule.expression, '/schedule/expression');
  if (!regular.ok) return regular;
  return calendar.isTimeZone(schedule.timeZone)
    ? succeed({ ...policy, methods: methods.value })
    : failAt('invalid-input', '/schedule/timeZone', `there is no time zone ${schedule.timeZone}`);
}

function pinnedMethods(choices: readonly MethodChoice[], file: ParameterFile | null): Outcome<MethodChoice[]> {
  const twice = choices.findIndex(({ id }, i) => choices.findIndex((each) => each.id === id) < i);
  if (twice >= 0) return failAt('invalid-input', `/methods/${twice}/id`, `${choices[twice]!.id} stands twice`);
  const chosen = chooseMethods(choices, file);
  if (!chosen.ok) return chosen;
  return succeed(choices.map((choice, i) => ({ ...choice, version: chosen.value[i]!.version })));
}

function checkNamed(ids: ReadonlySet<string>, method: string, pointer: string): Outcome<null> {
  return ids.has(method) ? succeed(null) : failAt('invalid-input', pointer, `${method} is not among /methods`);
}

function checkOnce(
  all: readonly PolicyGreekBand[],
  { underlying, greek }: PolicyGreekBand,
  index: number,
): Outcome<null> {
  const first = all.findIndex((each) => each.underlying === underlying && each.greek === greek);
  return first === index
    ? succeed(null)
    : failAt(
        'invalid-input',
        `/bands/greeks/${index}`,
        `${greek} of ${underlying} has two bands: state min and max in one`,
      );
}

function checkBand({ min, max }: Pick<MarginBand, 'min' | 'max'>, pointer: string): Outcome<null> {
  if (min === undefined && max === undefined)
    return failAt('invalid-input', pointer, 'a band has a min, a max or both');
  return min === undefined || max === undefined || min <= max
    ? succeed(null)
    : failAt('invalid-input', `${pointer}/min`, 'min is above max');
}
