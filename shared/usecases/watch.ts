import type { Policy } from './policy-terms.ts';
import type { Clock, Pacing, PolicyStore, PortfolioStore, SnapshotStore, SuggestionStore, Watch } from './ports.ts';
import type { loadInputs } from './replay.ts';

/** What looking at a snapshot under its policy takes. */
export type WatchDeps = Pacing & {
  readonly portfolios: PortfolioStore;
  readonly markets: Parameters<typeof loadInputs>[0]['markets'];
  readonly policies: PolicyStore;
  readonly snapshots: SnapshotStore;
  readonly suggestions: SuggestionStore;
  readonly clock: Clock;
};

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
  return suggestedAt !== null && Date.parse(now) - Date.parse(suggestedAt) < cooldownSeconds * 1000;
}
