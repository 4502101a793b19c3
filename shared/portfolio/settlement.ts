import { decimal, decimalText, requireThat } from '../foundation/index.ts';
import type { ContractTerms } from './contract-terms.ts';
import type { DecimalText } from './portfolio.ts';

/** What a position was settled at when its contract expired. */
export type Settlement = {
  readonly adjustmentId: string;
  readonly revision: number;
  /** final price of the underlying */
  readonly settlementPrice: DecimalText;
  /** what it makes of the contract, as that is quoted */
  readonly price: DecimalText;
  readonly settledAt: string;
};

/**
 * A contract's own price once its underlying has settled at S: S for a future; max(0, S − K) for a call and max(0, K − S)
 * for a put, over S where the option is quoted in coin. Exact but for that quotient, which is rounded to 34 decimals, half
 * to even.
 *
 * @throws DefectError unless the contract expires, and S > 0 where it is inverse
 */
export function priceAtSettlement(terms: ContractTerms, settlementPrice: DecimalText): DecimalText {
  const { kind, payoff, strike, right } = terms;
  requireThat(kind === 'future' || kind === 'option', 'a contract that expires', { kind });
  const final = decimal(settlementPrice);
  requireThat(payoff === 'linear' || final.gt(0), 'an inverse contract settles above zero', { settlementPrice });
  if (kind === 'future') return decimalText(final);
  requireThat(strike !== null, 'an option has a strike');
  const gain = right === 'call' ? final.minus(decimal(strike)) : decimal(strike).minus(final);
  if (!gain.gt(0)) return '0';
  return decimalText(payoff === 'inverse' ? gain.div(final) : gain);
}
