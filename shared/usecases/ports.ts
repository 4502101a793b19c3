import type { Failure } from '../foundation/index.ts';
import type { ParameterFile } from '../margin/index.ts';
import type { MarketSnapshot } from '../market/index.ts';
import type {
  Checkpoint,
  CollateralHolding,
  Execution,
  FeeTotal,
  FoldedPosition,
  LedgerEntry,
  LedgerPosition,
  OpenOrder,
  Portfolio,
} from '../portfolio/index.ts';
import type { Policy } from './policy-terms.ts';
import type { ScheduleState } from './schedule-ports.ts';

/** Time comes in through here and nowhere else. */
export type Clock = () => number;

/** What waiting and trying again needs; injected, so that tests neither wait nor roll dice. */
export type Pacing = {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** uniform in [0, 1) */
  readonly jitter: () => number;
};

export type Page<T> = { readonly items: readonly T[]; readonly nextCursor?: string | undefined };
export type PageRequest = { readonly limit: number; readonly cursor?: string | undefined };

/** An expected failure thrown through a store's port; use cases answer with it as an `Outcome`. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.detail, { cause });
    this.failure = failure;
  }
}

export type MarketVersion = {
  readonly marketId: string;
  readonly version: number;
  readonly asOf: string;
  readonly digest: string;
  readonly createdAt: string;
};

/** The version of a market that its portfolios are told of, in order of id `through` this one, null once all are; of `since`, 0 for none, all were told. */
export type Announcement = { readonly version: number; readonly through: string | null; readonly since: number };

/** Versioned market snapshots of one tenant. */
export type MarketStore = {
  /** Stores the snapshot as the next version. */
  put(
    tenant: string,
    marketId: string,
    snapshot: MarketSnapshot,
    digest: string,
    createdAt: string,
  ): Promise<MarketVersion>;
  /** The version asked for, else the newest; null when there is none. */
  read(
    tenant: string,
    marketId: string,
    version?: number,
  ): Promise<{ readonly version: MarketVersion; readonly snapshot: MarketSnapshot } | null>;
  latest(tenant: string, marketId: string): Promise<MarketVersion | null>;
  versions(tenant: string, marketId: string, page: PageRequest): Promise<Page<MarketVersion>>;
  list(tenant: string, page: PageRequest): Promise<Page<MarketVersion>>;
  /** null before the first */
  announced(tenant: string, marketId: string): Promise<Announcement | null>;
  /** Does nothing where a newer version is announced, or all of this one. */
  announce(tenant: string, marketId: string, announcement: Announcement): Promise<void>;
};

/** Where a compressed body lies; what is in it only the store knows. */
export type BodyReference = { readonly bodyId: string; readonly parts: number };

export type { ParameterFile };

/** What a whole parameter file turned out to be. */
export type ParameterFileContents = {
  readonly format: 'pa2' | 'spn';
  readonly complex: string;
  /** CCYYMMDD */
  readonly businessDate: string;
  /** how many combined commodities */
  readonly commodities: number;
};

/** The one item that every part of an upload goes through. */
export type ParameterFileHead = {
  readonly id: string;
  readonly parts: number;
  /** rises by one with every change */
  readonly revision: number;
  readonly createdAt: string;
  /** in order of parts */
  readonly received: readonly { readonly part: number; readonly digest: string; readonly body: BodyReference }[];
  /** once it is whole and reads; nothing changes it then */
  readonly ready: { readonly digest: string; readonly contents: ParameterFileContents } | null;
};

/** Parameter files of one tenant. */
export type ParameterFileStore = {
  head(tenant: string, id: string): Promise<ParameterFileHead | null>;
  /** Stores the text of a part; nobody sees it until a head names it. */
  writePart(tenant: string, id: string, text: string): Promise<BodyReference>;
  /** False when the head is no longer the one that was read. */
  replace(tenant: string, previous: ParameterFileHead | null, next: ParameterFileHead): Promise<boolean>;
  /** The file of these parts, under that digest. */
  open(tenant: string, head: ParameterFileHead, digest: string): Promise<ParameterFile>;
};

type PortfolioSettings = { readonly baseCurrency: string; readonly marketId: string };

/** The one item that every write to a portfolio goes through. */
export type PortfolioHead = PortfolioSettings & {
  readonly portfolioId: string;
  /** rises by one with every applied change, on through deletion and re-creation */
  readonly revision: number;
  /** the life it is in: what an id held before it was deleted stays out of sight */
  readonly generation: string;
  readonly deleted: boolean;
  readonly balances: readonly CollateralHolding[];
  readonly fees: readonly FeeTotal[];
  readonly orders: BodyReference | null;
  /** of the holdings it was created with */
  readonly openingDigest: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

type PortfolioOpening = {
  readonly head: Omit<PortfolioHead, 'generation' | 'orders'>;
  readonly positions: readonly LedgerPosition[];
  readonly entries: readonly LedgerEntry[];
  readonly orders: readonly OpenOrder[];
};

export type PositionName = { readonly instrument: string; readonly venue: string };
export type RecordedKind = 'fill' | 'adjustment';

/** What a write names. */
export type NamedEntries = {
  readonly kind: RecordedKind;
  readonly ids: readonly string[];
  /** fills that a bust or correction takes back */
  readonly references: readonly string[];
  readonly positions: readonly PositionName[];
};

/** The bust or correction that took a fill back. */
export type ReversedBy = { readonly kind: 'bust' | 'fill'; readonly fillId: string; readonly revision: number };

/** What the ledger holds already of the entries and positions that a write names. */
export type Recorded = {
  /** by fillId or adjustmentId, those referred to as well */
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  /** by the fillId of what was taken back */
  readonly reversals: ReadonlyMap<string, ReversedBy>;
  readonly positions: readonly LedgerPosition[];
};

/** One atomic step of the ledger: all of it happens, or nothing. */
type LedgerChange = {
  readonly head: PortfolioHead;
  readonly entries: readonly LedgerEntry[];
  readonly positions: readonly FoldedPosition[];
  /** underlyings held for the first time */
  readonly underlyings: readonly string[];
};

/**
 * Portfolios of one tenant. Every write holds only if the head is still the one that was read; null or false says that
 * someone else was first. Reads below a head see that head's generation only.
 */
export type PortfolioStore = {
  /** consistent; a deleted portfolio too */
  head(tenant: string, portfolioId: string): Promise<PortfolioHead | null>;
  list(tenant: string, page: PageRequest): Promise<Page<PortfolioHead>>;
  /** Ids of portfolios that hold or held something on one of these underlyings, or one of them as an asset: each once, in order, behind `after`. */
  holders(tenant: string, names: readonly string[], after?: string): AsyncIterable<readonly string[]>;
  /** Of those that live, in no particular order. */
  heads(tenant: string, portfolioIds: readonly string[]): Promise<readonly PortfolioHead[]>;
  /** Queues a recomputation of each, as its market has moved; what is queued for one already is replaced. */
  marketMoved(tenant: string, heads: readonly PortfolioHead[], version: number): Promise<void>;
  orders(tenant: string, head: PortfolioHead): Promise<readonly OpenOrder[]>;
  /** in order of instrument and venue */
  positions(tenant: string, head: PortfolioHead): Promise<readonly LedgerPosition[]>;
  positionsPage(tenant: string, head: PortfolioHead, page: PageRequest): Promise<Page<LedgerPosition>>;
  /** in order of revision */
  ledgerPage(tenant: string, head: PortfolioHead, page: PageRequest): Promise<Page<LedgerEntry>>;
  recorded(tenant: string, head: PortfolioHead, named: NamedEntries): Promise<Recorded>;
  /** the executions of one position that stand, in `(executedAt, fillId)` order; those behind the `executionKey` of one where that is given */
  executions(
    tenant: string,
    head: PortfolioHead,
    position: PositionName,
    after?: string,
  ): Promise<readonly Execution[]>;
  /** of one position, oldest first */
  checkpoints(tenant: string, head: PortfolioHead, position: PositionName): Promise<readonly Checkpoint[]>;
  /** Writes a whole book out of sight, then makes it the portfolio in one step. */
  open(tenant: string, previous: PortfolioHead | null, opening: PortfolioOpening): Promise<PortfolioHead | null>;
  /** Replaces the head, and the orders where given. */
  amend(
    tenant: string,
    previous: PortfolioHead,
    next: PortfolioHead,
    orders: readonly OpenOrder[],
  ): Promise<PortfolioHead | null>;
  append(tenant: string, previous: PortfolioHead, change: LedgerChange): Promise<boolean>;
  remove(tenant: string, previous: PortfolioHead, next: PortfolioHead): Promise<boolean>;
};

/** One version of a portfolio's policy. */
export type PolicyVersion = {
  /** from 1 */
  readonly version: number;
  readonly createdAt: string;
  readonly digest: string;
  readonly policy: Policy;
};

/** Policies of portfolios, by version; those of an earlier life of a portfolio stay out of sight. */
export type PolicyStore = {
  latest(tenant: string, head: PortfolioHead): Promise<PolicyVersion | null>;
  read(tenant: string, head: PortfolioHead, version: number): Promise<PolicyVersion | null>;
  /** With its schedule: armed anew, taken away, or left as it is; false when `previous` is no longer the newest. */
  put(
    tenant: string,
    head: PortfolioHead,
    previous: PolicyVersion | null,
    next: PolicyVersion,
    schedule: ScheduleState | null | 'unchanged',
  ): Promise<boolean>;
};

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
  /** False when it was decided meanwhile. */
  decide(tenant: string, head: PortfolioHead, sid: string, decision: Decision, decidedAt: string): Promise<boolean>;
};

/** What happened to portfolios, in order; an event is stored with what it tells of, and kept for some days. */
export type EventStore = {
  /** the id of the newest event of the portfolio, 0 before the first */
  newest(tenant: string, head: PortfolioHead): Promise<number>;
  /** those behind an id that are kept still, in order; as many as an answer may hold */
  read(tenant: string, head: PortfolioHead, after: number, nowMs: number): Promise<readonly PortfolioEvent[]>;
};

/** API keys by their hash: the key itself is never stored. */
export type KeyStore = {
  put(keyHash: string, tenant: string, createdAt: string): Promise<void>;
  tenantOf(keyHash: string): Promise<string | null>;
};

export type IdempotencyClaim =
  | { readonly state: 'claimed'; readonly claimId: string }
  | { readonly state: 'running'; readonly requestDigest: string }
  | { readonly state: 'done'; readonly requestDigest: string; readonly answer: unknown };

/** Which writes with an `Idempotency-Key` ran already, and what they answered. */
export type IdempotencyStore = {
  claim(tenant: string, key: string, requestDigest: string, nowMs: number): Promise<IdempotencyClaim>;
  complete(tenant: string, key: string, claimId: string, answer: unknown, nowMs: number): Promise<void>;
  release(tenant: string, key: string, claimId: string): Promise<void>;
};
