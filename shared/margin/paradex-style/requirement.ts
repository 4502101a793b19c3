import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { sum } from '../../requirement/index.ts';
import { type Book, underlyingOf } from '../../risk/index.ts';
import type { Scenario } from '../../scenarios/index.ts';
import type { Formulation, Pool } from '../method.ts';
import { addPools, linesWhere, underlyingsOf } from '../pools.ts';
import { derivativesPool } from './derivatives-pool.ts';
import type { ParadexParameters } from './parameters.ts';
import { isCash, spotRequirement } from './provisions.ts';
import { type SettledTier, settleTiers } from './tiers.ts';

/**
 * Per underlying:
 *
 * `initial = max(worst(P·q + orders), minimum delta with orders) + funding + fees(held and ordered) + spot balances`
 * `maintenance = fraction · max(worst(P·q), minimum delta of what is held) + funding + fees of what is held + spot balances`
 *
 * P is the full revaluation from the mark in 24 scenarios, tails weighted, options inside their settlement window scaled to
 * the part of the average that is still open. An inverse contract is valued in money at the scenario's own coin price.
 * Source: crypto-margin.md §4.1; 20 portfolios of the venue's own engine in test/conformance/margin/paradex-style.
 */
export function formulateParadex(parameters: ParadexParameters): (book: Book) => Outcome<Formulation> {
  const tiers = settleTiers(parameters);
  return (book) => formulateBook(book, parameters, tiers);
}

/** The pool of cash; no underlying can have this id. */
const NO_UNDERLYING = '(currencies)';

function formulateBook(book: Book, parameters: ParadexParameters, tiers: readonly SettledTier[]): Outcome<Formulation> {
  const scenarios = new Map<string, Scenario>();
  const pools: Pool[] = [];
  for (const id of underlyingsOf(book)) {
    const lines = linesWhere(book, (each) => underlyingOf(book, each) === id);
    const tier = tierOf(book, id, tiers);
    if (tier !== null) {
      pools.push(derivativesPool(book, { id, lines, tier, parameters }));
      for (const each of tier.set.scenarios) scenarios.set(each.id, each);
    } else if (lines.every((index) => book.lines[index]!.kind === 'asset')) {
      pools.push(balancePool(book, id, lines, parameters));
    } else {
      return failAt('not-applicable', '/portfolio/positions', `no parameter tier covers the asset class of ${id}`);
    }
  }
  const currencies = linesWhere(book, (each) => underlyingOf(book, each) === null && !isCash(book, each, parameters));
  if (currencies.length > 0) pools.push(balancePool(book, NO_UNDERLYING, currencies, parameters));
  return succeed({ ...addPools(pools), scenarios: [...scenarios.values()], warnings: fundingWarnings(book) });
}

function tierOf(book: Book, underlying: string, tiers: readonly SettledTier[]): SettledTier | null {
  const assetClass = book.market.underlyings.get(underlying)?.assetClass;
  if (assetClass === undefined) return null;
  return tiers.find(({ tier }) => tier.assetClasses.includes(assetClass)) ?? null;
}

/** Coins that no tier covers and currencies can still be held as balances: other than cash they need their full value. */
function balancePool(book: Book, id: string, lines: readonly number[], parameters: ParadexParameters): Pool {
  const spot = spotRequirement(book, id, lines, parameters);
  return { id, initial: sum([spot.initial!]), maintenance: sum([spot.maintenance!]), components: [spot], scan: null };
}

function fundingWarnings(book: Book): string[] {
  const missing = book.lines.flatMap((line) =>
    line.kind !== 'asset' &&
    line.contract.instrument.kind === 'perpetual' &&
    line.contract.quoted.fundingRate === undefined
      ? [`funding-not-counted: ${line.contract.instrument.id} states no fundingRate`]
      : [],
  );
  return [...new Set(missing)];
}
