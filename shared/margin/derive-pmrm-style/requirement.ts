import { type Outcome, succeed } from '../../foundation/index.ts';
import { type Book, holdingOf } from '../../risk/index.ts';
import type { Formulation } from '../method.ts';
import { confidencesOf } from '../oracle-confidence.ts';
import { addPools, isOptionLine } from '../pools.ts';
import { assumedAverages } from '../settlement-average.ts';
import { stablePrice } from '../stable-coin.ts';
import { accountPool } from './account-pool.ts';
import { type Account, accountsOf, isAccepted } from './accounts.ts';
import { listedScenarios, type PmrmParameters } from './parameters.ts';

/**
 * Per account, that is per underlying:
 *
 * `maintenance = m·L + perpetuals + naked options + haircuts`, `L = max(worst scenario, each skew, basis)`
 * `initial = (i + depeg)·L + the same with their initial additions + doubtful prices`; in v1 the factor multiplies the charges too.
 *
 * An expiry's options are worth `discounted(Σ Black-76)` in a scenario; P&L starts at the mark, so that equity − requirement is the
 * venue's own signed margin. Source: crypto-margin.md §3; the venue's 203 vectors in test/conformance/margin/derive-pmrm-style.
 */
export function formulateDerivePmrm(parameters: PmrmParameters): (book: Book) => Outcome<Formulation> {
  return (book) => {
    const accounts = accountsOf(book, parameters);
    if (!accounts.ok) return accounts;
    const stable = stablePrice(book.market, parameters.stableAsset);
    const depeg = Math.max(0, parameters.pegThreshold - stable.price) * parameters.pegFactor;
    const pools = accounts.value.map((account) =>
      accountPool({
        book,
        account,
        parameters,
        initialFactor: parameters.initialFactor + depeg,
        spotConfidence: spotConfidence(book, account, parameters),
      }),
    );
    // Prices of the venue's that the market doesn't state, and that something stands for.
    const assumed = [...stable.warnings, ...assumedAverages(book, parameters.settlementWindowSeconds)];
    const warnings = [...assumed, ...warningsOf(book, accounts.value, parameters)];
    return succeed({
      ...addPools(pools),
      scenarios: listedScenarios(parameters),
      exactness: assumed.length === 0 ? 'exact' : 'approximate',
      warnings,
      isAlone: isOptionLine,
    });
  };
}

/**
 * Of the account's underlying. Without derivatives, collateral could be margined with any underlying that the rule covers: then the
 * least of theirs, so that collateral by itself never needs less than beside derivatives.
 */
function spotConfidence({ market }: Book, account: Account, { assetClasses, confidence }: PmrmParameters): number {
  const { spot } = confidencesOf(market, confidence);
  if (account.underlying !== null && account.derivatives.length > 0) return spot(account.underlying);
  const covered = [...market.underlyings.values()].filter(
    ({ assetClass }) => assetClass !== undefined && assetClasses.includes(assetClass),
  );
  return Math.min(1, ...covered.map(({ id }) => spot(id)));
}

function warningsOf(book: Book, accounts: readonly Account[], parameters: PmrmParameters): string[] {
  const refused = accounts
    .flatMap((account) => account.collateral.map((index) => book.lines[index]!))
    .filter((line) => !isAccepted(line, parameters))
    .map((line) => `collateral-not-accepted: ${holdingOf(line)} counts nothing`);
  const orders = book.lines.some((line) => line.kind === 'order') ? ['orders-not-counted'] : [];
  return [...new Set([...refused, ...orders])];
}
