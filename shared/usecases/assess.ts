import { type Outcome, succeed } from '../foundation/index.ts';
import { readBook } from '../risk/index.ts';
import { attempt, retryContention } from './attempt.ts';
import { cureOf } from './cure.ts';
import type { Policy } from './policy-terms.ts';
import { suggested } from './portfolio-events.ts';
import type { SnapshotSummary, StoredSuggestion, Watch } from './ports.ts';
import { loadInputs } from './replay.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { findSnapshot } from './snapshots.ts';
import type { SuggestionDetail } from './suggestions.ts';
import { violationsOf, type WatchedState, watchedState } from './violations.ts';
import { isCooling, UNWATCHED, type WatchDeps } from './watch.ts';

/**
 * Looks at a new snapshot under its policy: the first one outside makes one suggestion, and the first that breaches a limit while outside
 * makes one again, unless the last was within the cooldown. A book that was outside counts as such until it is inside by the hysteresis. Each
 * snapshot is assessed once, whoever asks how often.
 */
export function assessSnapshot(
  deps: WatchDeps,
  tenant: string,
  portfolioId: string,
  { sid, sequence, status }: SnapshotSummary,
): Promise<Outcome<StoredSuggestion | null>> {
  return attempt(async () => {
    if (status === 'failed') return succeed(null);
    return retryContention<StoredSuggestion | null>(deps, async () => {
      const found = await findSnapshot(deps, tenant, portfolioId, sid);
      if (!found.ok) return found.failure.reason === 'not-found' ? succeed(null) : found;
      const { head, snapshot } = found.value;
      const previous = await deps.suggestions.watch(tenant, head);
      const watch = previous ?? UNWATCHED;
      if (watch.sequence >= sequence) return succeed(null);
      const inputs = await loadInputs(deps, tenant, head, snapshot);
      if (!inputs.ok) return inputs;
      const { subject, policy } = inputs.value;
      const answer = snapshot.answer as Answer;
      const createdAt = new Date(deps.clock()).toISOString();
      const assessed = assess(subject, policy, answer, watch, createdAt);
      if (!assessed.ok) return assessed;
      const { outside, made } = assessed.value;
      const { revision, marketVersion, policyVersion } = snapshot;
      const key = { sid, revision, marketVersion, policyVersion };
      const suggestion =
        made === null ? null : { ...key, ...made, dueAt: null, createdAt, decision: null, decidedAt: null };
      const next = {
        revision: watch.revision + 1,
        sequence,
        outside,
        suggested: outside && (watch.suggested || made !== null),
        breached: outside && (watch.breached || made?.event === 'MarginBreached'),
        suggestedAt: made === null ? watch.suggestedAt : createdAt,
        scheduledFor: watch.scheduledFor,
      };
      const told = made && suggestion && { suggestion, event: suggested(head, suggestion, made.detail) };
      return (await deps.suggestions.put(tenant, head, previous, next, told)) ? succeed(suggestion) : null;
    });
  });
}

/** What a snapshot holds of a margin answer. */
type Answer = Pick<WatchedState, 'equity' | 'margins'>;

type Made = Pick<StoredSuggestion, 'event'> & { readonly detail: SuggestionDetail };

function assess(
  subject: ResolvedSubject,
  policy: Policy,
  { equity, margins }: Answer,
  watch: Watch,
  now: string,
): Outcome<{ readonly outside: boolean; readonly made: Made | null }> {
  const slackFraction = watch.outside ? policy.hysteresisFraction : 0;
  const asComputed = { equity, margins, greeks: [] };
  if (policy.bands.greeks.length === 0 && violationsOf(asComputed, policy, slackFraction).length === 0) {
    return succeed({ outside: false, made: null });
  }
  const methods = margins.map(({ method }) => method);
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const state = watchedState(book.value, policy, methods, subject.parameterFile);
  if (!state.ok) return state;
  const violations = violationsOf(state.value, policy, slackFraction);
  const outside = violations.length > 0;
  const breached = violationsOf(state.value, policy, 0).some(({ kind }) => kind === 'utilisation');
  const said = watch.outside && watch.suggested && (watch.breached || !breached);
  if (!outside || said || isCooling(watch, policy, now)) return succeed({ outside, made: null });
  const cure = cureOf(subject, policy, methods, state.value, violations);
  if (!cure.ok) return cure;
  const event = breached ? 'MarginBreached' : 'RebalanceSuggested';
  return succeed({ outside, made: { event, detail: { violations, cure: cure.value } } });
}
