import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { sum } from '../../requirement/index.ts';
import { type Book, underlyingOf } from '../../risk/index.ts';
import type { Scenario } from '../../scenarios/index.ts';
import type { Formulation, Pool } from '../method.ts';
import { addPools, linesWhere, underlyingsOf } from '../pools.ts';
import { crossPool } from './cross-pool.ts';
import { derivativesPool } from './derivatives-pool.ts';
import type { ParadexParameters } from './parameters.ts';
import { isCash, spotRequirement } from './provisions.ts';
import { settleTiers } from './tiers.ts';

/**
 * `portfolio`, per underlying:
 *
 * `initial = max(worst(P·q + orders), minimum delta with orders) + funding + fees(held and ordered) + spot balances`
 * `maintenance = fraction · max(worst(P·q), minimum delta of what is held) + funding + fees of what is held + spot balances`
 *
 * P is the full revaluation from the mark in 24 scenarios, tails weighted, options inside their settlement window scaled to
 * the part of the average that is still open. An inverse contract is valued in money at the scenario's own coin price.
 * `cross` charges each market by itself, see `crossPool`.
 *
 * Source: crypto-margin.md §4.1; 20 portfolios and 7 cross-margin cases of the venue's own engine in test/conformance/margin.
 */
export function formulateParadex(parameters: ParadexParameters): (book: Book) => Outcome<Formulation> {
  const poolOf = parameters.mode === 'cross' ? crossPools(parameters) : scanPools(parameters);
  return (book) => formulateBook(book, parameters, poolOf);
}

/** The pool of cash; no underlying can have this id. */
const NO_UNDERLYING = '(currencies)';

type DerivativesPool = { readonly pool: Pool; readonly scenarios: readonly Scenario[] };
/** The pool of an underlying and its lines; null where no tier covers its asset class. */
type PoolOf = (book: Book, id: string, lines: readonly number[]) => Outcome<DerivativesPool> | null;

function scanPools(parameters: ParadexParameters): PoolOf {
  const tiers = settleTiers(parameters);
  return (book, id, lines) => {
    const tier = tiers.find((each) => each.tier.assetClasses.some((name) => name === assetClassOf(book, id)));
    if (tier === undefined) return null;
    return succeed({
      pool: derivativesPool(book, { id, lines, tier, parameters }),
      scenarios: tier.set.scenarios,
    });
  };
}

function crossPools(parameters: ParadexParameters): PoolOf {
  return (book, id, lines) => {
    const tier = parameters.crossTiers.find((each) =>
      each.assetClasses.some((name) => name === assetClassOf(book, id)),
    );
    if (tier === undefined) return null;
    const pool = crossPool(book, { id, lines, tier, parameters });
    return pool.ok ? succeed({ pool: pool.value, scenarios: [] }) : pool;
  };
}

function assetClassOf(book: Book, underlying: string): string | undefined {
  return book.market.underlyings.get(underlying)?.assetClass;
}

function formulateBook(book: Book, parameters: ParadexParameters, poolOf: PoolOf): Outcome<Formulation> {
  const scenarios = new Map<string, Scenario>();
  const pools: Pool[] = [];
  for (const id of underlyingsOf(book)) {
    const lines = linesWhere(book, (each) => underlyingOf(book, each) === id);
    const covered = poolOf(book, id, lines);
    if (covered !== null) {
      if (!covered.ok) return covered;
      pools.push(covered.value.pool);
      for (const each of covered.value.scenarios) scenarios.set(each.id, each);
    } else if (lines.every((index) => book.lines[index]!.kind === 'asset')) {
      pools.push(balancePool(book, id, lines, parameters));
    } else {
      return failAt('not-applicable', '/portfolio/positions', `no parameter tier covers the asset class of ${id}`);
    }
  }
  const currencies = linesWhere(book, (each) => underlyingOf(book, each) === null && !isCash(book, each, parameters));
  if (currencies.length > 0) pools.push(balancePool(book, NO_UNDERLYING, currencies, parameters));
  const warnings = parameters.mode === 'portfolio' ? fundingWarnings(book) : [];
  return succeed({
    ...addPools(pools),
    scenarios: [...scenarios.values()],
    // Each of them is a funding rate that the market doesn't state.
    exactness: warnings.length === 0 ? 'exact' : 'approximate',
    warnings,
    isAlone: () => true,
  });
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
