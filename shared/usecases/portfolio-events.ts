import type { Failure } from '../foundation/index.ts';
import type { Cure } from './cure.ts';
import type { PortfolioHead } from './portfolio-ports.ts';
import type { EventDraft, SnapshotKey, UnchainedSnapshot } from './snapshot-ports.ts';
import type { StoredSuggestion } from './suggestion-ports.ts';
import type { SuggestionDetail } from './suggestions.ts';
import type { Violation } from './violations.ts';

/** What a snapshot came to; the snapshot says the rest. */
export type MarginFigures = {
  readonly status: 'computed' | 'failed';
  readonly resultDigest: string;
  /** null where it could not be computed */
  readonly equity: number | null;
  readonly margins: readonly MarginFigure[];
  readonly failure: StatedFailure | null;
};

type MarginFigure = {
  readonly method: string;
  readonly currency: string;
  readonly initial: number;
  readonly maintenance: number;
  readonly utilisation: number | null;
};

/** What is outside the policy, and the smallest trades that mend it; the suggestion of the same `sid` says the rest. */
export type SuggestedTrades = {
  readonly violationCount: number;
  /** the first hundred */
  readonly violations: readonly Violation[];
  readonly cures: boolean;
  /** null where they are more than two hundred: part of a cure is none */
  readonly trades: Cure['trades'] | null;
  readonly failure: StatedFailure | null;
};

type StatedFailure = Pick<Failure, 'reason' | 'detail'>;

/** With these an event stays below 200 KB, and so below what buses and queues carry. */
const MOST_VIOLATIONS = 100;
const MOST_TRADES = 200;
const LONGEST_DETAIL = 2_000;

/** The figures that a snapshot's answer may hold. */
export type AnsweredFigures = { readonly equity?: number; readonly margins?: readonly MarginFigure[] };

export function marginComputed(
  { portfolioId }: PortfolioHead,
  snapshot: UnchainedSnapshot,
  { equity, margins = [] }: AnsweredFigures,
): EventDraft {
  const { status, resultDigest, computedAt, failure } = snapshot;
  const figures = margins.map(({ method, currency, initial, maintenance, utilisation }) => ({
    method,
    currency,
    initial,
    maintenance,
    utilisation,
  }));
  const detail: MarginFigures = {
    status,
    resultDigest,
    equity: equity ?? null,
    margins: figures,
    failure: stated(failure ?? null),
  };
  return { type: 'MarginComputed', portfolioId, createdAt: computedAt, ...keyOf(snapshot), detail };
}

type Made = Pick<StoredSuggestion, 'event' | 'dueAt' | 'createdAt'> & { readonly detail: SuggestionDetail };

/** A suggestion that follows a snapshot, open, and the event that tells of it. */
export function suggestionOf(
  { portfolioId }: PortfolioHead,
  snapshot: SnapshotKey & { readonly sid: string },
  made: Made,
): { readonly suggestion: StoredSuggestion; readonly event: EventDraft } {
  const { event: type, createdAt } = made;
  const suggestion = { ...keyOf(snapshot), ...made, decision: null, decidedAt: null };
  const event = { type, portfolioId, createdAt, ...keyOf(snapshot), detail: suggestedTrades(made.detail) };
  return { suggestion, event };
}

function suggestedTrades({ violations, cure }: SuggestionDetail): SuggestedTrades {
  return {
    violationCount: violations.length,
    violations: violations.slice(0, MOST_VIOLATIONS),
    cures: cure.cures,
    trades: cure.trades.length > MOST_TRADES ? null : cure.trades,
    failure: stated(cure.failure),
  };
}

function keyOf({ sid, revision, marketVersion, policyVersion }: SnapshotKey & { readonly sid: string }) {
  return { sid, revision, marketVersion, policyVersion };
}

function stated(failure: Failure | null): StatedFailure | null {
  return failure && { reason: failure.reason, detail: failure.detail.slice(0, LONGEST_DETAIL) };
}
