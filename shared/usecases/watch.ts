import type { Policy } from './policy-terms.ts';
import type { Pacing, Watch } from './ports.ts';
import type { Stored } from './stored.ts';

/** What looking at a snapshot under its policy takes. */
export type WatchDeps = Pacing &
  Pick<Stored, 'portfolios' | 'markets' | 'policies' | 'parameterFiles' | 'snapshots' | 'suggestions' | 'clock'>;

/** The state of a portfolio that nobody has looked at yet. */
export const UNWATCHED: Watch = {
  revision: 0,
  sequence: 0,
  outside: false,
  suggested: false,
  breached: false,
  suggestedAt: null,
  scheduledFor: null,
};

/** Whether the last suggestion is too recent for another. */
export function isCooling({ suggestedAt }: Watch, { cooldownSeconds }: Policy, now: string): boolean {
  return suggestedAt !== null && Math.abs(Date.parse(now) - Date.parse(suggestedAt)) < cooldownSeconds * 1000;
}
