import { digest, fail, type Outcome, succeed } from '../foundation/index.ts';
import type { ParameterFile } from '../margin/index.ts';
import { indexMarket, type Market } from '../market/index.ts';
import type { Portfolio } from '../portfolio/index.ts';
import { loadMarket } from './markets.ts';
import { loadNamedFile, withFile } from './parameter-files.ts';
import { loadPortfolio } from './portfolios.ts';
import type { NamesFile, Subject } from './requests.ts';
import { withoutExpiredOrders } from './roll-off.ts';

/** A book and a market, wherever they came from. */
export type ResolvedSubject = {
  readonly portfolio: Portfolio;
  readonly market: Market;
  readonly marketDigest: string;
  /** of a stored market */
  readonly marketVersion?: number;
  /** of a stored portfolio */
  readonly revision?: number;
  readonly parameterFile?: ParameterFile;
};

type Stores = Parameters<typeof loadPortfolio>[0] & Parameters<typeof loadMarket>[0];
type FileStores = Parameters<typeof loadNamedFile>[0];

/** The market that a stored or sent portfolio is margined on when neither it nor the request names one. */
const DEFAULT_MARKET = 'default';

/** Finds the book, the market and the parameter file of a request: inline as they are, or by id among the tenant's stored ones. */
export async function resolveSubject(
  stores: Stores & FileStores,
  tenant: string,
  subject: Subject & NamesFile,
): Promise<Outcome<ResolvedSubject>> {
  const book = await resolvePortfolio(stores, tenant, subject);
  if (!book.ok) return book;
  const market = await resolveMarket(stores, tenant, subject, book.value.portfolio);
  if (!market.ok) return market;
  const { portfolio, revision } = book.value;
  const live = revision === undefined ? portfolio : withoutExpiredOrders(portfolio, market.value.market);
  const resolved = { ...book.value, ...market.value, portfolio: live };
  const file = await loadNamedFile(stores, tenant, subject);
  return file.ok ? succeed(withFile(resolved, file.value)) : file;
}

async function resolvePortfolio(
  stores: Stores,
  tenant: string,
  { portfolio, portfolioId }: Subject,
): Promise<Outcome<Pick<ResolvedSubject, 'portfolio' | 'revision'>>> {
  if (portfolio !== undefined && portfolioId !== undefined) return bothGiven('portfolio', 'portfolioId');
  if (portfolio !== undefined) return succeed({ portfolio });
  if (portfolioId === undefined) return noneGiven('portfolio', 'portfolioId');
  return loadPortfolio(stores, tenant, portfolioId);
}

async function resolveMarket(
  stores: Stores,
  tenant: string,
  { market, marketId, marketVersion }: Subject,
  portfolio: Portfolio,
): Promise<Outcome<Pick<ResolvedSubject, 'market' | 'marketDigest' | 'marketVersion'>>> {
  if (market !== undefined && marketId !== undefined) return bothGiven('market', 'marketId');
  if (market !== undefined) {
    const indexed = indexMarket(market);
    return indexed.ok ? succeed({ market: indexed.value, marketDigest: digest(market) }) : indexed;
  }
  const loaded = await loadMarket(stores, tenant, marketId ?? portfolio.marketId ?? DEFAULT_MARKET, marketVersion);
  if (!loaded.ok) return loaded;
  const { digest: marketDigest, version } = loaded.value.version;
  return succeed({ market: loaded.value.market, marketDigest, marketVersion: version });
}

function bothGiven(inline: string, id: string): Outcome<never> {
  const detail = `send ${inline} or ${id}, not both`;
  return fail('invalid-input', detail, [{ pointer: `/${id}`, detail }]);
}

function noneGiven(inline: string, id: string): Outcome<never> {
  const detail = `send ${inline}, or ${id} of a stored one`;
  return fail('invalid-input', detail, [{ pointer: `/${inline}`, detail }]);
}
