import { type Outcome, succeed } from '../foundation/index.ts';
import { readBook } from '../risk/index.ts';
import { attempt, retryContention } from './attempt.ts';
import { cureOf } from './cure.ts';
import type { Policy } from './policy-terms.ts';
import { suggestionOf } from './portfolio-events.ts';
import type { PortfolioHead } from './portfolio-ports.ts';
import type { Clock } from './ports.ts';
import { loadInputs } from './replay.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import type { ScheduleStore } from './schedule-ports.ts';
import type { Snapshot, SnapshotSummary } from './snapshot-ports.ts';
import { findSnapshot } from './snapshots.ts';
import { wasDismissed } from './standing-suggestion.ts';
import type { StoredSuggestion, Watch } from './suggestion-ports.ts';
import type { SuggestionDetail } from './suggestions.ts';
import { violationsOf, type WatchedState, watchedState } from './violations.ts';
import { coolingUntil, UNWATCHED, type WatchDeps, watchedOn } from './watch.ts';

type Deps = WatchDeps & { readonly schedules: ScheduleStore };

/**
 * Answers the due time that was announced last, once: one suggestion of the trades that need the least margin and cost, or that bring the book back
 * inside its policy. There is none within the cooldown, for a snapshot that has its suggestion already or that failed, for
 * what was dismissed for this book already, or where no trade needs less.
 *
 * @returns null where there is no suggestion
 */
export function suggestOnSchedule(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  { sid }: SnapshotSummary,
): Promise<Outcome<StoredSuggestion | null>> {
  return attempt(() =>
    retryContention<StoredSuggestion | null>(deps, async () => {
      const found = await findSnapshot(deps, tenant, portfolioId, sid);
      if (!found.ok) return found.failure.reason === 'not-found' ? succeed(null) : found;
      const { head, snapshot } = found.value;
      const dueAt = (await deps.schedules.read(tenant, head))?.firedFor ?? null;
      const previous = await deps.suggestions.watch(tenant, head);
      const watch = previous ?? UNWATCHED;
      if (dueAt === null || dueAt === watch.scheduledFor) return succeed(null);
      const createdAt = new Date(deps.clock()).toISOString();
      const wanted = await detailFor(deps, tenant, head, snapshot, watch, createdAt);
      if (!wanted.ok) return wanted;
      const made = wanted.value && { event: 'RebalanceSuggested' as const, dueAt, createdAt, detail: wanted.value };
      const told = made && suggestionOf(head, snapshot, made);
      const next = { ...watchedOn(watch, watch.outside, told?.suggestion ?? null), scheduledFor: dueAt };
      const done = await deps.suggestions.put(tenant, head, previous, next, told);
      return done ? succeed(told?.suggestion ?? null) : null;
    }),
  );
}

async function detailFor(
  deps: Deps,
  tenant: string,
  head: PortfolioHead,
  snapshot: Snapshot,
  watch: Watch,
  now: string,
): Promise<Outcome<SuggestionDetail | null>> {
  if (snapshot.status === 'failed' || (await deps.suggestions.read(tenant, head, snapshot.sid)) !== null) {
    return succeed(null);
  }
  const inputs = await loadInputs(deps, tenant, head, snapshot);
  if (!inputs.ok) return inputs;
  const { subject, policy } = inputs.value;
  if (coolingUntil(watch, policy, now) !== null) return succeed(null);
  const { margins } = snapshot.answer as Pick<WatchedState, 'margins'>;
  const methods = margins.map(({ method }) => method);
  const detail = detailOf(subject, policy, methods, deps.clock);
  if (!detail.ok || detail.value === null) return detail;
  return (await wasDismissed(deps, tenant, head, snapshot, detail.value.cure)) ? succeed(null) : detail;
}

function detailOf(
  subject: ResolvedSubject,
  policy: Policy,
  methods: readonly string[],
  clock: Clock,
): Outcome<SuggestionDetail | null> {
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const state = watchedState(book.value, policy, methods, subject.parameterFile);
  if (!state.ok) return state;
  const violations = violationsOf(state.value, policy, 0);
  const cure = cureOf(subject, policy, methods, { before: state.value, violations }, clock);
  return succeed(cure.trades.length === 0 ? null : { violations, cure });
}
