import { type Outcome, succeed } from '../foundation/index.ts';
import type { MarketSnapshot } from '../market/index.ts';
import { attempt } from './attempt.ts';
import { readMarket } from './markets.ts';
import type { MarketStore, PortfolioStore } from './ports.ts';

type Deps = { readonly markets: MarketStore; readonly portfolios: PortfolioStore };

/** What became of a market's move. */
type FanOut = {
  /** 0 where there is no such market */
  readonly version: number;
  /** whose recomputation was queued; none where this version was announced before */
  readonly portfolios: number;
};

/** Bounds what a market with a million portfolios takes of memory. */
const HEADS_AT_ONCE = 1_000;

/**
 * Queues a recomputation of every portfolio on this market that holds what it prices. Only the newest version is ever announced, and once:
 * a move that a newer one has overtaken is dropped, and so are repeats.
 */
export function fanOutMarket(deps: Deps, tenant: string, marketId: string): Promise<Outcome<FanOut>> {
  return attempt(async () => {
    const newest = await readMarket(deps, tenant, marketId);
    if (!newest.ok) return newest.failure.reason === 'not-found' ? succeed({ version: 0, portfolios: 0 }) : newest;
    const { version } = newest.value.version;
    if ((await deps.markets.announced(tenant, marketId)) >= version) return succeed({ version, portfolios: 0 });
    const holders = await deps.portfolios.holders(tenant, pricedBy(newest.value.snapshot));
    let portfolios = 0;
    for (let i = 0; i < holders.length; i += HEADS_AT_ONCE) {
      const heads = await deps.portfolios.heads(tenant, holders.slice(i, i + HEADS_AT_ONCE));
      const affected = heads.filter((head) => head.marketId === marketId);
      await deps.portfolios.marketMoved(tenant, affected, version);
      portfolios += affected.length;
    }
    await deps.markets.announce(tenant, marketId, version);
    return succeed({ version, portfolios });
  });
}

/** Underlyings, and what may be held as an asset. */
function pricedBy({ baseCurrency, underlyings, instruments, currencies }: MarketSnapshot): string[] {
  const assets = instruments.filter(({ kind }) => kind === 'spot').map(({ id }) => id);
  const named = [...underlyings, ...currencies].map(({ id }) => id);
  return [...new Set([baseCurrency, ...named, ...assets, ...instruments.map(({ underlying }) => underlying)])].sort();
}
