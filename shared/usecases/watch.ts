import type { Policy } from './policy-terms.ts';
import type { Pacing } from './ports.ts';
import type { SnapshotKey } from './snapshot-ports.ts';
import type { Stored } from './stored.ts';
import type { StoredSuggestion, Watch } from './suggestion-ports.ts';

/** What looking at a snapshot under its policy takes. */
export type WatchDeps = Pacing &
  Pick<Stored, 'portfolios' | 'markets' | 'policies' | 'parameterFiles' | 'snapshots' | 'suggestions' | 'clock'>;

/** The state of a portfolio that nobody has looked at yet. */
export const UNWATCHED: Watch = {
  revision: 0,
  assessed: null,
  outside: false,
  said: null,
  suggestedAt: null,
  heldUntil: null,
  scheduledFor: null,
};

/**
 * Whether a snapshot is to be assessed. Books, policies and markets only go forward: what lies not ahead was assessed or came late, and counts again only
 * once what was held back of it may be said.
 */
export function isDue(snapshot: SnapshotKey, { assessed, heldUntil }: Watch, now: string): boolean {
  if (assessed === null) return true;
  const order = ['revision', 'policyVersion', 'marketVersion'] as const;
  const first = order.find((name) => snapshot[name] !== assessed[name]);
  if (first === undefined) return heldUntil !== null && heldUntil <= now;
  return snapshot[first] > assessed[first];
}

/** The state once a suggestion is made, or none; a book that came back inside has nothing said about it. */
export function watchedOn(watch: Watch, outside: boolean, made: StoredSuggestion | null): Watch {
  const said = made === null ? watch.said : saidOf(made, watch);
  const suggestedAt = made?.createdAt ?? watch.suggestedAt;
  return { ...watch, revision: watch.revision + 1, outside, said: outside ? said : null, suggestedAt };
}

function saidOf({ sid, event, revision, policyVersion }: StoredSuggestion, { said }: Watch): Watch['said'] {
  const isSameBook = said?.revision === revision && said.policyVersion === policyVersion;
  return { sid, event: isSameBook && said.event === 'MarginBreached' ? said.event : event, revision, policyVersion };
}

/** Until when the last suggestion is too recent for another; null where it is not. */
export function coolingUntil({ suggestedAt }: Watch, { cooldownSeconds }: Policy, now: string): string | null {
  return suggestedAt === null ? null : endOf(suggestedAt, cooldownSeconds * 1000, now);
}

/** When a time since `start` is over; null where it is, and where `start` lies further ahead than that: it came from a wrong clock. */
export function endOf(start: string, lengthMs: number, now: string): string | null {
  const startMs = Date.parse(start);
  return Math.abs(Date.parse(now) - startMs) < lengthMs ? new Date(startMs + lengthMs).toISOString() : null;
}
