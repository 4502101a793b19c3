import { type Outcome, succeed } from '../../foundation/index.ts';
import { type Book, holdingOf } from '../../risk/index.ts';
import type { Formulation } from '../method.ts';
import { addPools, isOptionLine } from '../pools.ts';
import { assumedAverages } from '../settlement-average.ts';
import { stablePrice } from '../stable-coin.ts';
import { basePool } from './base-pool.ts';
import { baseLines, holdingsByUnderlying } from './markets.ts';
import type { StandardParameters } from './parameters.ts';
import { underlyingPool } from './underlying-pool.ts';

/**
 * The sum over underlyings of
 *
 * `Σ_expiries min(Σ isolated shorts, largest loss) + option marks + fraction·|perpetuals|·price`, and the part of collateral that does not count;
 * initially also charges for doubtful prices and a lost peg.
 *
 * Marks are charged because options count nothing beside their margin, so that equity − requirement is the venue's own net margin.
 * Not convex: the lesser of two. Source: crypto-margin.md §3.6; the venue's 70 cases in test/conformance/margin/derive-standard-style.
 */
export function formulateDeriveStandard(parameters: StandardParameters): (book: Book) => Outcome<Formulation> {
  return (book) => {
    const holdings = holdingsByUnderlying(book, parameters);
    if (!holdings.ok) return holdings;
    const stable = stablePrice(book.market, parameters.stableAsset);
    const depegFraction = Math.max(0, parameters.pegThreshold - stable.price) * parameters.pegFactor;
    const bases = baseLines(book, parameters);
    const pools = holdings.value.map((each) => underlyingPool(book, each, parameters, depegFraction));
    if (bases.length > 0) pools.push(basePool(book, bases, parameters));
    // Prices of the venue's that the market doesn't state, and that something stands for.
    const assumed = [...stable.warnings, ...assumedAverages(book, parameters.settlementWindowSeconds)];
    const warnings = [...assumed, ...warningsOf(book, bases, parameters)];
    return succeed({
      ...addPools(pools),
      scenarios: [],
      exactness: assumed.length === 0 ? 'exact' : 'approximate',
      warnings,
      isAlone: isOptionLine,
    });
  };
}

function warningsOf(book: Book, bases: readonly number[], parameters: StandardParameters): string[] {
  const accepted = new Set(parameters.bases.map(({ asset }) => asset));
  const refused = bases
    .map((index) => holdingOf(book.lines[index]!))
    .filter((asset) => !accepted.has(asset))
    .map((asset) => `collateral-not-accepted: ${asset} counts nothing`);
  const orders = book.lines.some((line) => line.kind === 'order') ? ['orders-not-counted'] : [];
  return [...new Set([...refused, ...orders])];
}
