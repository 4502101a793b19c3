import { canonicalJson, decimal, digest, fail, failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import { applyMovements, type BookOfRecord, type Portfolio } from '../portfolio/index.ts';
import { attempt, retryContention } from './attempt.ts';
import type { MarketStore } from './market-ports.ts';
import { loadMarket } from './markets.ts';
import { checkOrders, openBook } from './open-book.ts';
import type { PortfolioHead, PortfolioStore } from './portfolio-ports.ts';
import {
  checkRevision,
  type ReadBook,
  readBookOfRecord,
  type StoredPortfolio,
  storedPortfolio,
  type WriteCondition,
} from './portfolios.ts';
import type { Clock, Pacing } from './ports.ts';

/** The market of a portfolio that names none. */
const DEFAULT_MARKET_ID = 'default';

type Deps = Pacing & { readonly portfolios: PortfolioStore; readonly markets: MarketStore; readonly clock: Clock };

export type PutAnswer = { readonly created: boolean; readonly portfolio: StoredPortfolio };

/**
 * Creates a portfolio, its holdings booked as opening entries; later changes its settings (base currency, market, open
 * orders) only. Holdings sent again may be left out, be those it was created with or those it has now: any others are a
 * conflict, because holdings change by fills and adjustments.
 */
export function putPortfolio(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  portfolio: Portfolio,
  condition: WriteCondition = {},
): Promise<Outcome<PutAnswer>> {
  const marketId = portfolio.marketId ?? DEFAULT_MARKET_ID;
  if (portfolio.loans !== undefined && portfolio.loans.length > 0) return Promise.resolve(loansNotStored());
  return attempt(async () => {
    const market = await marketOf(deps, tenant, marketId);
    if (!market.ok) return market;
    return retryContention<PutAnswer>(deps, async () => {
      const head = await deps.portfolios.head(tenant, portfolioId);
      const stale = checkRevision(head?.deleted === true ? null : head, condition);
      if (stale !== null) return stale;
      return head === null || head.deleted
        ? createPortfolio(deps, tenant, portfolioId, { ...portfolio, marketId }, market.value, head)
        : changeSettings(deps, tenant, { ...portfolio, marketId }, market.value, head);
    });
  });
}

/** The ledger books no loans: losing them silently would leave a debt out. */
function loansNotStored(): Outcome<never> {
  return failAt('unsupported', '/loans', 'a stored portfolio has no loans: send them with a calculation');
}

type Named = Portfolio & { readonly marketId: string };

async function createPortfolio(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  portfolio: Named,
  market: Market | null,
  previous: PortfolioHead | null,
): Promise<Outcome<PutAnswer> | null> {
  const revision = (previous?.revision ?? 0) + 1;
  const createdAt = new Date(deps.clock()).toISOString();
  const opened = openBook(portfolio, market, { revision, recordedAt: createdAt });
  if (!opened.ok) return opened;
  const orders = checkOrders(portfolio, market);
  if (!orders.ok) return orders;
  const { positions, balances, entries } = opened.value;
  const settings = { portfolioId, baseCurrency: portfolio.baseCurrency, marketId: portfolio.marketId };
  const dates = { createdAt, updatedAt: createdAt };
  const openingDigest = digest(holdingsOf(portfolio));
  const head = { ...settings, ...dates, revision, deleted: false, balances, fees: [], openingDigest };
  const written = await deps.portfolios.open(tenant, previous, { head, positions, entries, orders: portfolio.orders });
  if (written === null) return null;
  const book = { ...settings, id: portfolioId, positions, balances, orders: portfolio.orders };
  return succeed({ created: true, portfolio: storedPortfolio({ head: written, book }) });
}

async function changeSettings(
  deps: Deps,
  tenant: string,
  portfolio: Named,
  market: Market | null,
  head: PortfolioHead,
): Promise<Outcome<PutAnswer> | null> {
  const read = await readBookOfRecord(deps, tenant, head.portfolioId);
  if (!read.ok) return read;
  if (read.value.head.revision !== head.revision) return null;
  if (!holdsTheSame(portfolio, read.value)) {
    return fail('conflict', `${head.portfolioId} holds something else: holdings change by fills and adjustments`);
  }
  const { baseCurrency, marketId, orders } = portfolio;
  const { book } = read.value;
  if (canonicalJson(settingsOf(book)) === canonicalJson(settingsOf(portfolio))) {
    return succeed({ created: false, portfolio: storedPortfolio(read.value) });
  }
  const known = checkOrders(portfolio, market);
  if (!known.ok) return known;
  const updatedAt = new Date(deps.clock()).toISOString();
  const next = { ...head, revision: head.revision + 1, baseCurrency, marketId, updatedAt };
  const written = await deps.portfolios.amend(tenant, head, next, orders);
  if (written === null) return null;
  const changed = { head: written, book: { ...book, baseCurrency, marketId, orders } };
  return succeed({ created: false, portfolio: storedPortfolio(changed) });
}

function settingsOf({
  baseCurrency,
  marketId,
  orders,
}: Pick<BookOfRecord, 'baseCurrency' | 'orders'> & { marketId?: string | undefined }) {
  return { baseCurrency, marketId, orders };
}

function holdsTheSame(portfolio: Portfolio, { head, book }: ReadBook): boolean {
  if (portfolio.positions.length === 0 && portfolio.collateral.length === 0) return true;
  if (digest(holdingsOf(portfolio)) === head.openingDigest) return true;
  const held = { positions: book.positions, collateral: head.balances };
  return canonicalJson(quantitiesOf(portfolio)) === canonicalJson(quantitiesOf(held));
}

function holdingsOf({ positions, collateral }: Portfolio) {
  return { positions, collateral };
}

type Holdings = {
  readonly positions: readonly { readonly instrument: string; readonly venue: string; readonly quantity: string }[];
  readonly collateral: Portfolio['collateral'];
};

/** Non-zero quantities by name, whatever the order they stand in. */
function quantitiesOf({ positions, collateral }: Holdings) {
  const held = positions.map(({ instrument, venue, quantity }) => ({ asset: instrument, venue, amount: quantity }));
  const assets = collateral.map(({ asset, venue, quantity }) => ({ asset, venue, amount: quantity }));
  const sums = [applyMovements([], held), applyMovements([], assets)];
  return sums.map((each) => each.filter(({ quantity }) => !decimal(quantity).eq(0)));
}

/** The market's newest version; null where it has none, which matters only to a book that names an instrument. */
async function marketOf(deps: Deps, tenant: string, marketId: string): Promise<Outcome<Market | null>> {
  const loaded = await loadMarket(deps, tenant, marketId);
  if (loaded.ok) return succeed(loaded.value.market);
  return loaded.failure.reason === 'not-found' ? succeed(null) : loaded;
}
