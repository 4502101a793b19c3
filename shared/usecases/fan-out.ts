import { type Outcome, succeed } from '../foundation/index.ts';
import type { MarketSnapshot } from '../market/index.ts';
import { attempt } from './attempt.ts';
import type { Announcement, MarketStore } from './market-ports.ts';
import { readMarket } from './markets.ts';
import type { PortfolioStore } from './portfolio-ports.ts';

type Deps = { readonly markets: MarketStore; readonly portfolios: PortfolioStore };

/** What became of a market's move. */
type FanOut = {
  /** 0 where there is no such market */
  readonly version: number;
  /** whose recomputation was queued; none where this version was announced before, the rest where a part of it was */
  readonly portfolios: number;
};

/**
 * Queues a recomputation of every portfolio on this market that holds what it prices, page by page in order of id. Only the newest version is ever
 * announced, and once: a move that a newer one has overtaken is dropped, and so are repeats; one that was broken off goes on behind its last page.
 */
export function fanOutMarket(deps: Deps, tenant: string, marketId: string): Promise<Outcome<FanOut>> {
  return attempt(async () => {
    const newest = await readMarket(deps, tenant, marketId);
    if (!newest.ok) return newest.failure.reason === 'not-found' ? succeed({ version: 0, portfolios: 0 }) : newest;
    const { version } = newest.value.version;
    const announced = await deps.markets.announced(tenant, marketId);
    if (announced !== null && isTold(announced, version)) return succeed({ version, portfolios: 0 });
    const after = announced?.version === version ? (announced.through ?? undefined) : undefined;
    const since = allToldOf(announced);
    const names = await pricedSince(deps, tenant, marketId, since, version);
    let portfolios = 0;
    for await (const ids of deps.portfolios.holders(tenant, names, after)) {
      const heads = await deps.portfolios.heads(tenant, ids);
      const affected = heads.filter((head) => head.marketId === marketId);
      await deps.portfolios.marketMoved(tenant, affected, version);
      await deps.markets.announce(tenant, marketId, { version, through: ids.at(-1)!, since });
      portfolios += affected.length;
    }
    await deps.markets.announce(tenant, marketId, { version, through: null, since });
    return succeed({ version, portfolios });
  });
}

/** A newer version has its own message, which tells all of them again. */
function isTold(announced: Announcement, version: number): boolean {
  return announced.version > version || (announced.version === version && announced.through === null);
}

/** The newest version that every portfolio was told of; 0 where there is none. */
function allToldOf(announced: Announcement | null): number {
  if (announced === null) return 0;
  return announced.through === null ? announced.version : announced.since;
}

/** By any version since then: whoever holds what the newest has dropped is told too, and finds out that it has no price any more. */
async function pricedSince(
  { markets }: Deps,
  tenant: string,
  marketId: string,
  since: number,
  version: number,
): Promise<string[]> {
  const names = new Set<string>();
  for (let each = Math.max(since, 1); each <= version; each += 1) {
    const read = await markets.read(tenant, marketId, each);
    if (read !== null) for (const name of pricedBy(read.snapshot)) names.add(name);
  }
  return [...names].sort();
}

/** Underlyings, and what may be held as an asset. */
function pricedBy({ baseCurrency, underlyings, instruments, currencies }: MarketSnapshot): string[] {
  const assets = instruments.filter(({ kind }) => kind === 'spot').map(({ id }) => id);
  const named = [...underlyings, ...currencies].map(({ id }) => id);
  return [baseCurrency, ...named, ...assets, ...instruments.map(({ underlying }) => underlying)];
}
