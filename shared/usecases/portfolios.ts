import { fail, type Outcome, succeed } from '../foundation/index.ts';
import {
  asPosition,
  type BookOfRecord,
  type CollateralHolding,
  calculationPortfolio,
  type FeeTotal,
  type OpenOrder,
  type Portfolio,
  type Position,
  settledCash,
} from '../portfolio/index.ts';
import { attempt, retryContention } from './attempt.ts';
import type { PortfolioHead, PortfolioStore } from './portfolio-ports.ts';
import type { Clock, Pacing, Page, PageRequest } from './ports.ts';

export type PortfolioSummary = {
  readonly id: string;
  readonly revision: number;
  readonly baseCurrency: string;
  readonly marketId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type StoredPortfolio = PortfolioSummary & {
  /** those that netted to zero too */
  readonly positions: readonly Position[];
  /** cash and assets as booked */
  readonly collateral: readonly CollateralHolding[];
  /** realised P&L of futures and perpetuals and what options paid at expiry: cash that counts in equity beside the collateral */
  readonly settled: readonly CollateralHolding[];
  readonly orders: readonly OpenOrder[];
  readonly fees: readonly FeeTotal[];
};

export type WriteCondition = { readonly ifMatch?: number | undefined };

type Deps = Pacing & { readonly portfolios: PortfolioStore };

export function readPortfolio(deps: Deps, tenant: string, portfolioId: string): Promise<Outcome<StoredPortfolio>> {
  return attempt(async () => {
    const read = await readBookOfRecord(deps, tenant, portfolioId);
    return read.ok ? succeed(storedPortfolio(read.value)) : read;
  });
}

/** What calculations take of a stored portfolio, with the revision it stands at. */
export function loadPortfolio(
  deps: Deps,
  tenant: string,
  portfolioId: string,
): Promise<Outcome<{ readonly portfolio: Portfolio; readonly revision: number }>> {
  return attempt(async () => {
    const read = await readBookOfRecord(deps, tenant, portfolioId);
    if (!read.ok) return read;
    return succeed({ portfolio: calculationPortfolio(read.value.book), revision: read.value.head.revision });
  });
}

export function listPortfolios(
  deps: Deps,
  tenant: string,
  page: PageRequest,
): Promise<Outcome<Page<PortfolioSummary>>> {
  return attempt(async () => {
    const heads = await deps.portfolios.list(tenant, page);
    return succeed({ ...heads, items: heads.items.filter(({ deleted }) => !deleted).map(summaryOf) });
  });
}

/** Buries the portfolio: its id may be used again, and starts without anything of before. */
export function deletePortfolio(
  deps: Deps & { readonly clock: Clock },
  tenant: string,
  portfolioId: string,
  condition: WriteCondition = {},
): Promise<Outcome<{ readonly revision: number }>> {
  return attempt(() =>
    retryContention(deps, async () => {
      const found = await liveHead(deps, tenant, portfolioId);
      if (!found.ok) return found;
      const stale = checkRevision(found.value, condition);
      if (stale !== null) return stale;
      const revision = found.value.revision + 1;
      const updatedAt = new Date(deps.clock()).toISOString();
      const next = { ...found.value, revision, deleted: true, updatedAt, balances: [], fees: [], orders: null };
      return (await deps.portfolios.remove(tenant, found.value, next)) ? succeed({ revision }) : null;
    }),
  );
}

export type ReadBook = { readonly head: PortfolioHead; readonly book: BookOfRecord };

/** The whole book as of one revision: the head is read before and after, and all of it again when that has moved. */
export function readBookOfRecord(deps: Deps, tenant: string, portfolioId: string): Promise<Outcome<ReadBook>> {
  return retryContention(deps, async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    const head = found.value;
    const [positions, orders] = await Promise.all([
      deps.portfolios.positions(tenant, head),
      deps.portfolios.orders(tenant, head),
    ]);
    const { baseCurrency, marketId, balances } = head;
    const book = { id: portfolioId, baseCurrency, marketId, positions, balances, orders };
    return (await isStill(deps, tenant, head)) ? succeed({ head, book }) : null;
  });
}

export function storedPortfolio({ head, book }: ReadBook): StoredPortfolio {
  return {
    ...summaryOf(head),
    positions: book.positions.map(asPosition),
    collateral: head.balances,
    settled: settledCash(book.positions),
    orders: book.orders,
    fees: head.fees,
  };
}

/** The head of a portfolio that exists and isn't deleted. */
export async function liveHead(
  { portfolios }: Pick<Deps, 'portfolios'>,
  tenant: string,
  portfolioId: string,
): Promise<Outcome<PortfolioHead>> {
  const head = await portfolios.head(tenant, portfolioId);
  if (head === null || head.deleted) return fail('not-found', `there is no portfolio ${portfolioId}`);
  return succeed(head);
}

/** True while the portfolio stands at the revision that was read. */
export async function isStill(
  { portfolios }: Pick<Deps, 'portfolios'>,
  tenant: string,
  head: PortfolioHead,
): Promise<boolean> {
  const now = await portfolios.head(tenant, head.portfolioId);
  return now?.revision === head.revision && now.generation === head.generation;
}

/** The failure of an `If-Match` that no longer holds. */
export function checkRevision(head: PortfolioHead | null, { ifMatch }: WriteCondition): Outcome<never> | null {
  if (ifMatch === undefined || head?.revision === ifMatch) return null;
  const found = head === null ? 'it does not exist' : `it is at revision ${head.revision}`;
  return fail('stale-revision', `If-Match asks for revision ${ifMatch}, but ${found}`);
}

function summaryOf(head: PortfolioHead): PortfolioSummary {
  const { portfolioId, revision, baseCurrency, marketId, createdAt, updatedAt } = head;
  return { id: portfolioId, revision, baseCurrency, marketId, createdAt, updatedAt };
}
