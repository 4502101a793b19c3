import type { Failure } from '../foundation/index.ts';
import type { Portfolio } from '../portfolio/index.ts';
import type { PortfolioHead } from './portfolio-ports.ts';
import type { Page, PageRequest } from './ports.ts';

/** A snapshot belongs to one revision of the book, one version of its market and one of its policy. */
export type SnapshotKey = {
  readonly revision: number;
  readonly marketVersion: number;
  readonly policyVersion: number;
};

/** What an answer was computed from, by digest; what has an input's digest is that input. */
export type SnapshotInputs = {
  readonly portfolioDigest: string;
  readonly marketDigest: string;
  readonly policyDigest: string;
};

export type UnchainedSummary = SnapshotKey & {
  /** `<revision>-<marketVersion>-<policyVersion>` */
  readonly sid: string;
  readonly marketId: string;
  readonly computedAt: string;
  readonly status: 'computed' | 'failed';
  readonly failure?: Failure | undefined;
  /** null where there was no market to compute from */
  readonly inputs: SnapshotInputs | null;
  /** of the answer without its provenance, else of the failure */
  readonly resultDigest: string;
};

/** The place of a snapshot among those of its portfolio, in the order in which they were stored. */
export type ChainLink = { readonly sequence: number; readonly sid: string; readonly digest: string };

export type SnapshotSummary = UnchainedSummary & {
  /** from 1 */
  readonly sequence: number;
  readonly previous: Omit<ChainLink, 'sequence'> | null;
  /** of all of this */
  readonly digest: string;
};

type WithAnswer = { readonly answer: unknown };

export type UnchainedSnapshot = UnchainedSummary & WithAnswer;

export type Snapshot = SnapshotSummary & WithAnswer;

export type EventType = 'MarginComputed' | 'MarginBreached' | 'RebalanceSuggested';

/** Something that happened to a portfolio, as subscribers, webhooks and the bus are told. */
export type PortfolioEvent = SnapshotKey & {
  /** rises by one with every event of the portfolio, on through deletion and re-creation */
  readonly id: number;
  readonly type: EventType;
  readonly portfolioId: string;
  readonly createdAt: string;
  /** of the snapshot that it follows */
  readonly sid: string;
  /** `MarginFigures` or `SuggestedTrades`, by type */
  readonly detail: unknown;
};

/** An event before it has its place in the log. */
export type EventDraft = Omit<PortfolioEvent, 'id'>;

/** Margin answers by what they were computed from. */
export type SnapshotStore = {
  /** Stores it at the end of the chain, and its event, unless one with its key is there; answers with the one that is there. */
  putIfAbsent(
    tenant: string,
    head: PortfolioHead,
    snapshot: UnchainedSnapshot,
    event: EventDraft,
  ): Promise<SnapshotSummary>;
  /** Keeps what an answer is computed from under its digest. */
  putInput(tenant: string, head: PortfolioHead, digest: string, portfolio: Portfolio): Promise<void>;
  input(tenant: string, head: PortfolioHead, digest: string): Promise<Portfolio | null>;
  summary(tenant: string, head: PortfolioHead, key: SnapshotKey): Promise<SnapshotSummary | null>;
  read(tenant: string, head: PortfolioHead, key: SnapshotKey): Promise<Snapshot | null>;
  /** newest first */
  page(tenant: string, head: PortfolioHead, page: PageRequest): Promise<Page<SnapshotSummary>>;
  newestComputed(tenant: string, head: PortfolioHead): Promise<Snapshot | null>;
};

/** What happened to portfolios, in order; an event is stored with what it tells of, and kept for some days. */
export type EventStore = {
  /** the id of the newest event of the portfolio, 0 before the first */
  newest(tenant: string, head: PortfolioHead): Promise<number>;
  /** those behind an id that are kept still, in order; as many as an answer may hold */
  read(tenant: string, head: PortfolioHead, after: number, nowMs: number): Promise<readonly PortfolioEvent[]>;
};
