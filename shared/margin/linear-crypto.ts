import type { AssetClass } from '../market/index.ts';
import type { Book, Line } from '../risk/index.ts';

/** What a venue of linear options and perpetuals doesn't have: other asset classes, dated futures, contracts that settle in coin. */
export function notLinearCrypto(book: Book, line: Line, assetClasses: readonly AssetClass[]): string | null {
  if (line.kind === 'asset') return null;
  const { instrument } = line.contract;
  if (instrument.kind === 'future') return `${instrument.id}: the rule has no dated futures`;
  if (instrument.payoff === 'inverse') return `${instrument.id}: the rule has no contracts that settle in coin`;
  if (instrument.kind === 'option' && instrument.exercise === 'american') {
    return `${instrument.id}: the rule has no American options`;
  }
  const assetClass = book.market.underlyings.get(instrument.underlying)?.assetClass;
  return assetClass !== undefined && assetClasses.includes(assetClass)
    ? null
    : `${instrument.id}: the rule does not cover the asset class of ${instrument.underlying}`;
}
