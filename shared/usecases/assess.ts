import { type Outcome, succeed } from '../foundation/index.ts';
import { readBook } from '../risk/index.ts';
import { attempt, retryContention } from './attempt.ts';
import { cureOf } from './cure.ts';
import type { Policy } from './policy-terms.ts';
import { suggestionOf } from './portfolio-events.ts';
import type { PortfolioHead } from './portfolio-ports.ts';
import { loadInputs } from './replay.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import type { Snapshot, SnapshotSummary } from './snapshot-ports.ts';
import { findSnapshot } from './snapshots.ts';
import { silenceOf, wasDismissed } from './standing-suggestion.ts';
import type { StoredSuggestion, Watch } from './suggestion-ports.ts';
import type { SuggestionDetail } from './suggestions.ts';
import { type Violation, violationsOf, type WatchedState, watchedState } from './violations.ts';
import { isDue, UNWATCHED, type WatchDeps, watchedOn } from './watch.ts';

/**
 * Looks at a new snapshot under its policy. A book that is outside gets one suggestion for each of its revisions and each version of its policy,
 * and one more where it comes to breach a limit: after the cooldown of the last, none while an accepted one is being traded, none of what was
 * dismissed for this book. A book that was outside counts as such until it is inside by the hysteresis. Each snapshot is assessed once, whoever
 * asks how often.
 */
export function assessSnapshot(
  deps: WatchDeps,
  tenant: string,
  portfolioId: string,
  { sid, status }: SnapshotSummary,
): Promise<Outcome<StoredSuggestion | null>> {
  return attempt(async () => {
    if (status === 'failed') return succeed(null);
    return retryContention<StoredSuggestion | null>(deps, async () => {
      const found = await findSnapshot(deps, tenant, portfolioId, sid);
      if (!found.ok) return found.failure.reason === 'not-found' ? succeed(null) : found;
      const { head, snapshot } = found.value;
      const previous = await deps.suggestions.watch(tenant, head);
      const watch = previous ?? UNWATCHED;
      const createdAt = new Date(deps.clock()).toISOString();
      if (!isDue(snapshot, watch, createdAt)) return succeed(null);
      const assessed = await assess(deps, { tenant, head, snapshot, watch }, createdAt);
      if (!assessed.ok) return assessed;
      const { outside, made, heldUntil } = assessed.value;
      const told = made && suggestionOf(head, snapshot, { ...made, dueAt: null, createdAt });
      const { revision, marketVersion, policyVersion } = snapshot;
      const next = {
        ...watchedOn(watch, outside, told?.suggestion ?? null),
        assessed: { revision, marketVersion, policyVersion },
        heldUntil,
      };
      return (await deps.suggestions.put(tenant, head, previous, next, told))
        ? succeed(told?.suggestion ?? null)
        : null;
    });
  });
}

type Assessing = {
  readonly tenant: string;
  readonly head: PortfolioHead;
  readonly snapshot: Snapshot;
  readonly watch: Watch;
};
type Made = Pick<StoredSuggestion, 'event'> & { readonly detail: SuggestionDetail };
type Assessed = Pick<Watch, 'outside' | 'heldUntil'> & { readonly made: Made | null };

async function assess(deps: WatchDeps, assessing: Assessing, now: string): Promise<Outcome<Assessed>> {
  const { tenant, head, snapshot, watch } = assessing;
  const inputs = await loadInputs(deps, tenant, head, snapshot);
  if (!inputs.ok) return inputs;
  const { subject, policy } = inputs.value;
  const standing = standingOf(subject, policy, snapshot.answer as Answer, watch);
  if (!standing.ok) return standing;
  const { state, outside, violations } = standing.value;
  const silent = { outside, made: null, heldUntil: null };
  if (violations.length === 0) return succeed(silent);
  const breached = violations.some(({ kind }) => kind === 'utilisation');
  const methods = state.margins.map(({ method }) => method);
  const silence = await silenceOf(deps, { ...assessing, subject, policy, methods, breached }, now);
  if (!silence.ok) return silence;
  if (silence.value !== null) return succeed({ ...silent, heldUntil: silence.value.until });
  const cure = cureOf(subject, policy, methods, { before: state, violations }, deps.clock);
  if (!breached && (await wasDismissed(deps, tenant, head, snapshot, cure))) return succeed(silent);
  const event = breached ? 'MarginBreached' : 'RebalanceSuggested';
  return succeed({ ...silent, made: { event, detail: { violations, cure } } });
}

/** What a snapshot holds of a margin answer. */
type Answer = Pick<WatchedState, 'equity' | 'margins'>;

type Standing = {
  readonly state: WatchedState;
  readonly violations: readonly Violation[];
  /** once outside, also while it is inside by less than the hysteresis */
  readonly outside: boolean;
};

function standingOf(
  subject: ResolvedSubject,
  policy: Policy,
  { equity, margins }: Answer,
  watch: Watch,
): Outcome<Standing> {
  const slackFraction = watch.outside ? policy.hysteresisFraction : 0;
  const asComputed = { equity, margins, greeks: [] };
  if (policy.bands.greeks.length === 0 && violationsOf(asComputed, policy, slackFraction).length === 0) {
    return succeed({ state: asComputed, violations: [], outside: false });
  }
  const methods = margins.map(({ method }) => method);
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const state = watchedState(book.value, policy, methods, subject.parameterFile);
  if (!state.ok) return state;
  const outside = violationsOf(state.value, policy, slackFraction).length > 0;
  return succeed({ state: state.value, violations: violationsOf(state.value, policy, 0), outside });
}
