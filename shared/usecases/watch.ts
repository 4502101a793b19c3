import type { Policy } from './policy-terms.ts';
import type { Pacing, SnapshotKey, StoredSuggestion, Watch } from './ports.ts';
import type { Stored } from './stored.ts';

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
  scheduledFor: null,
};

/** Books, policies and markets only go forward: what lies not ahead was assessed, or came late. */
export function isAhead(snapshot: SnapshotKey, { assessed }: Watch): boolean {
  if (assessed === null) return true;
  const order = ['revision', 'policyVersion', 'marketVersion'] as const;
  const first = order.find((name) => snapshot[name] !== assessed[name]);
  return first !== undefined && snapshot[first] > assessed[first];
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

/** Whether the last suggestion is too recent for another. */
export function isCooling({ suggestedAt }: Watch, { cooldownSeconds }: Policy, now: string): boolean {
  return suggestedAt !== null && Math.abs(Date.parse(now) - Date.parse(suggestedAt)) < cooldownSeconds * 1000;
}
