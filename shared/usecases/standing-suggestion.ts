import { type Decimal, decimal, type Outcome, succeed } from '../foundation/index.ts';
import type { Portfolio } from '../portfolio/index.ts';
import type { Cure } from './cure.ts';
import type { Policy } from './policy-terms.ts';
import type { PortfolioHead } from './portfolio-ports.ts';
import { loadInputs } from './replay.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import type { SnapshotKey } from './snapshot-ports.ts';
import { snapshotKeyOf } from './snapshots.ts';
import type { Watch } from './suggestion-ports.ts';
import type { SuggestionDetail } from './suggestions.ts';
import { partsOf } from './traded-part.ts';
import { coolingUntil, endOf, type WatchDeps } from './watch.ts';

/** A portfolio at a snapshot that is outside its policy. */
export type Outside = {
  readonly tenant: string;
  readonly head: PortfolioHead;
  readonly snapshot: SnapshotKey & { readonly sid: string };
  readonly subject: ResolvedSubject;
  readonly policy: Policy;
  /** those that have a margin for this book */
  readonly methods: readonly string[];
  readonly watch: Watch;
  /** a limit is passed, not only a band */
  readonly breached: boolean;
};

/** Nothing is said, until an instant where one may end it by itself. */
type Silence = { readonly until: string | null };

const FOR_GOOD: Silence = { until: null };

/** What was accepted longer ago counts as done, as far as it is. */
const TRADING_MS = 3_600_000;

/**
 * Why nothing is said of a book that is outside; null where something is. The last suggestion since it went outside was of this book and policy,
 * and cures it still wherever the market has gone; or it was accepted, and the fills since are some of its own; or the book has moved on, so that
 * a later snapshot follows. None of these holds back a breach that was not told, but for one that a schedule spoke of at this very snapshot. Else
 * it is the cooldown.
 */
export async function silenceOf(deps: WatchDeps, outside: Outside, now: string): Promise<Outcome<Silence | null>> {
  const { breached, watch, policy, snapshot } = outside;
  if (watch.said?.sid === snapshot.sid) return succeed(FOR_GOOD);
  const isNews = breached && watch.said?.event !== 'MarginBreached';
  const answered = isNews ? succeed(null) : await answeredUntil(deps, outside, now);
  if (!answered.ok || answered.value !== null) return answered;
  const until = coolingUntil(watch, policy, now);
  return succeed(until === null ? null : { until });
}

async function answeredUntil(deps: WatchDeps, outside: Outside, now: string): Promise<Outcome<Silence | null>> {
  const { head, snapshot, watch } = outside;
  if (snapshot.revision < head.revision) return succeed(FOR_GOOD);
  const { said } = watch;
  if (said === null || said.policyVersion !== snapshot.policyVersion) return succeed(null);
  if (said.revision !== snapshot.revision) return tradedUntil(deps, outside, said.sid, now);
  return succeed((await holdsStill(deps, outside, said.sid)) ? FOR_GOOD : null);
}

/** Whether what was said still does what it said; true of what was decided, and of what was said to be no cure. */
async function holdsStill(
  { suggestions }: WatchDeps,
  { tenant, head, subject, policy, methods }: Outside,
  sid: string,
): Promise<boolean> {
  const suggestion = await suggestions.read(tenant, head, sid);
  if (suggestion === null || suggestion.decision !== null) return true;
  const { cure, violations } = suggestion.detail as SuggestionDetail;
  if (!cure.cures || cure.request === null) return true;
  const parts = partsOf({ subject, policy, methods, before: cure.before, violations }, cure.request, cure.trades);
  const whole = parts.ok ? parts.value(1) : parts;
  return whole.ok && whole.value.cures;
}

/** Whether the newest suggestion was dismissed, is of the same book and policy, and trades the same things in the same directions. */
export async function wasDismissed(
  { suggestions }: WatchDeps,
  tenant: string,
  head: PortfolioHead,
  { revision, policyVersion }: SnapshotKey,
  { trades }: Cure,
): Promise<boolean> {
  const [newest] = (await suggestions.page(tenant, head, { limit: 1 })).items;
  if (newest?.decision !== 'dismissed') return false;
  if (newest.revision !== revision || newest.policyVersion !== policyVersion) return false;
  const dismissed = await suggestions.read(tenant, head, newest.sid);
  return (
    dismissed !== null && directionsOf((dismissed.detail as SuggestionDetail).cure.trades) === directionsOf(trades)
  );
}

function directionsOf(trades: Cure['trades']): string {
  const directions = trades.map(({ quantity, ...trade }) => `${nameOf(trade)} ${quantity.startsWith('-')}`);
  return directions.sort().join();
}

/** How long what was accepted may be on its way still; null where it is not. */
async function tradedUntil(
  deps: WatchDeps,
  { tenant, head, subject: { portfolio } }: Outside,
  sid: string,
  now: string,
): Promise<Outcome<Silence | null>> {
  const suggestion = await deps.suggestions.read(tenant, head, sid);
  if (suggestion?.decision !== 'accepted' || suggestion.decidedAt === null) return succeed(null);
  const until = endOf(suggestion.decidedAt, TRADING_MS, now);
  const key = snapshotKeyOf(sid);
  const snapshot = key && (await deps.snapshots.read(tenant, head, key));
  if (until === null || !snapshot) return succeed(null);
  const inputs = await loadInputs(deps, tenant, head, snapshot);
  if (!inputs.ok) return inputs;
  const { trades } = (suggestion.detail as SuggestionDetail).cure;
  return succeed(isUnderWay(inputs.value.subject.portfolio, portfolio, trades) ? { until } : null);
}

type Named = { readonly instrument: string; readonly venue: string; readonly quantity: string };

/** Every position lies between where it was and where its trade leads, and one is not there yet. */
function isUnderWay(before: Portfolio, now: Portfolio, trades: readonly Named[]): boolean {
  const [held, holds, traded] = [quantitiesOf(before.positions), quantitiesOf(now.positions), quantitiesOf(trades)];
  const names = new Set([...held.keys(), ...holds.keys(), ...traded.keys()]);
  const steps = [...names].map((name) => {
    const done = (holds.get(name) ?? ZERO).minus(held.get(name) ?? ZERO);
    return { done, left: (traded.get(name) ?? ZERO).minus(done) };
  });
  return steps.every(({ done, left }) => done.times(left).gte(0)) && steps.some(({ left }) => !left.eq(0));
}

const ZERO = decimal(0);

function quantitiesOf(all: readonly Named[]): ReadonlyMap<string, Decimal> {
  return new Map(all.map((each) => [nameOf(each), decimal(each.quantity)]));
}

function nameOf({ instrument, venue }: Pick<Named, 'instrument' | 'venue'>): string {
  return `${instrument} ${venue}`;
}
