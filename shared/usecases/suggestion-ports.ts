import type { PortfolioHead } from './portfolio-ports.ts';
import type { Page, PageRequest } from './ports.ts';
import type { EventDraft, SnapshotKey } from './snapshot-ports.ts';

export type Decision = 'accepted' | 'dismissed';

export type SuggestionSummary = SnapshotKey & {
  /** of the snapshot that it follows */
  readonly sid: string;
  readonly event: 'MarginBreached' | 'RebalanceSuggested';
  /** of the schedule that asked for it; null where a limit or band did */
  readonly dueAt: string | null;
  readonly createdAt: string;
  readonly decision: Decision | null;
  readonly decidedAt: string | null;
};

/** With what it says: which limits are passed, and the trades that mend it. */
export type StoredSuggestion = SuggestionSummary & { readonly detail: unknown };

/** What is known of a portfolio's limits from its last snapshot on. */
export type Watch = {
  /** rises by one with every write */
  readonly revision: number;
  /** the snapshot assessed last; null before the first */
  readonly assessed: SnapshotKey | null;
  readonly outside: boolean;
  /** the last suggestion since it went outside, under the gravest event of its book */
  readonly said: Pick<SuggestionSummary, 'sid' | 'event' | 'revision' | 'policyVersion'> | null;
  /** when the last one was made, whenever the book went outside */
  readonly suggestedAt: string | null;
  /** from when on what was held back may be said; null where nothing was */
  readonly heldUntil: string | null;
  /** the due time of the schedule that was answered last */
  readonly scheduledFor: string | null;
};

/** Suggestions of portfolios, and the state that decides whether there is one. */
export type SuggestionStore = {
  watch(tenant: string, head: PortfolioHead): Promise<Watch | null>;
  /** Stores the state, its reminder, and the suggestion with its event where there is one; false when `previous` is no longer the state. */
  put(
    tenant: string,
    head: PortfolioHead,
    previous: Watch | null,
    next: Watch,
    made: { readonly suggestion: StoredSuggestion; readonly event: EventDraft } | null,
  ): Promise<boolean>;
  read(tenant: string, head: PortfolioHead, sid: string): Promise<StoredSuggestion | null>;
  /** newest first */
  page(tenant: string, head: PortfolioHead, page: PageRequest): Promise<Page<SuggestionSummary>>;
  /** False when it was decided or the head was replaced meanwhile. */
  decide(tenant: string, head: PortfolioHead, sid: string, decision: Decision, decidedAt: string): Promise<boolean>;
};
