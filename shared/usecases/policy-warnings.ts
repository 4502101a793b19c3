import { type Outcome, succeed } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import type { MarketStore } from './market-ports.ts';
import { loadMarket } from './markets.ts';
import type { Policy } from './policy-terms.ts';
import type { PortfolioHead } from './portfolio-ports.ts';

type Deps = { readonly markets: MarketStore };

/** What of a policy finds nothing in the market as it is now: it may be a slip, or of what is listed later. */
export async function policyWarnings(
  deps: Deps,
  tenant: string,
  { marketId }: Pick<PortfolioHead, 'marketId'>,
  { bands }: Policy,
): Promise<Outcome<readonly string[]>> {
  if (bands.greeks.length === 0) return succeed([]);
  const loaded = await loadMarket(deps, tenant, marketId);
  if (!loaded.ok && loaded.failure.reason !== 'not-found') return loaded;
  const names = loaded.ok ? underlyingsOf(loaded.value.market) : new Set<string>();
  const warnings = bands.greeks.flatMap(({ underlying }, i) =>
    names.has(underlying) ? [] : [warningOf(underlying, `/bands/greeks/${i}/underlying`, marketId)],
  );
  return succeed(warnings);
}

function warningOf(underlying: string, pointer: string, marketId: string): string {
  return `unknown-underlying: ${pointer}: market ${marketId} has no underlying ${underlying} now, so nothing held counts in this band`;
}

function underlyingsOf({ underlyings, contracts }: Market): ReadonlySet<string> {
  const traded = [...contracts.values()].map(({ instrument }) => instrument.underlying);
  return new Set([...underlyings.keys(), ...traded]);
}
