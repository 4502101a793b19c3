import type {
  Checkpoint,
  CollateralHolding,
  Execution,
  FeeTotal,
  FoldedPosition,
  LedgerEntry,
  LedgerPosition,
  OpenOrder,
} from '../portfolio/index.ts';
import type { BodyReference, Page, PageRequest } from './ports.ts';

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
