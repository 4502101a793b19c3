import { digest, fail, failAt, type Outcome, once, succeed } from '../foundation/index.ts';
import { indexMarket, type Market, type MarketSnapshot } from '../market/index.ts';
import { attempt } from './attempt.ts';
import type { MarketStore, MarketVersion } from './market-ports.ts';
import type { Clock, Page, PageRequest } from './ports.ts';

type Deps = { readonly markets: MarketStore };

export type StoredMarket = { readonly version: MarketVersion; readonly snapshot: MarketSnapshot };
export type LoadedMarket = { readonly version: MarketVersion; readonly market: Market };

/** Stores a snapshot as the next version of a market, once its references hold and no final price comes before its expiry. */
export async function storeMarket(
  deps: Deps & { readonly clock: Clock },
  tenant: string,
  marketId: string,
  snapshot: MarketSnapshot,
): Promise<Outcome<MarketVersion>> {
  const checked = indexMarket(snapshot);
  if (!checked.ok) return checked;
  const early = earlySettlement(snapshot);
  if (early !== null) return early;
  const createdAt = new Date(deps.clock()).toISOString();
  return attempt(async () => succeed(await deps.markets.put(tenant, marketId, snapshot, digest(snapshot), createdAt)));
}

/** A settlement price of what has not expired yet. */
function earlySettlement({ asOf, expiries }: MarketSnapshot): Outcome<never> | null {
  const early = expiries.findIndex(
    ({ expiry, settlementPrice }) => (settlementPrice ?? null) !== null && Date.parse(expiry) > Date.parse(asOf),
  );
  if (early < 0) return null;
  const pointer = `/market/expiries/${early}/settlementPrice`;
  return failAt('invalid-input', pointer, `there is none before the expiry: the market is as of ${asOf}`);
}

/** The version asked for, else the newest. */
export function readMarket(
  deps: Deps,
  tenant: string,
  marketId: string,
  version?: number,
): Promise<Outcome<StoredMarket>> {
  return attempt(async () => {
    const found = await deps.markets.read(tenant, marketId, version);
    const wanted = version === undefined ? '' : ` version ${version}`;
    return found === null ? fail('not-found', `there is no market ${marketId}${wanted}`) : succeed(found);
  });
}

export function listMarkets(deps: Deps, tenant: string, page: PageRequest): Promise<Outcome<Page<MarketVersion>>> {
  return attempt(async () => succeed(await deps.markets.list(tenant, page)));
}

/** Newest first. */
export function listMarketVersions(
  deps: Deps,
  tenant: string,
  marketId: string,
  page: PageRequest,
): Promise<Outcome<Page<MarketVersion>>> {
  return attempt(async () => {
    const newest = await deps.markets.latest(tenant, marketId);
    if (newest === null) return fail('not-found', `there is no market ${marketId}`);
    return succeed(await deps.markets.versions(tenant, marketId, page));
  });
}

/** A stored market with its look-ups built; they are kept as long as the store keeps the snapshot. */
export async function loadMarket(
  deps: Deps,
  tenant: string,
  marketId: string,
  version?: number,
): Promise<Outcome<LoadedMarket>> {
  const stored = await readMarket(deps, tenant, marketId, version);
  if (!stored.ok) return stored;
  const market = indexed(stored.value.snapshot);
  return market.ok ? succeed({ version: stored.value.version, market: market.value }) : market;
}

const indexed = once((snapshot: MarketSnapshot) => indexMarket(snapshot));
