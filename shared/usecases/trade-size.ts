import { decimal, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type ContractTerms, type DecimalText, isInverseDeltaOneTerms } from '../portfolio/index.ts';

/** Keeps every sum of the ledger far within what its decimals may show on the wire. */
const MAX_NOTIONAL = decimal('1e24');

/** Fails with `limit-exceeded` when quantity × price × multiplier (quantity × multiplier ÷ price if inverse) is above 1e24. */
export function checkSize(
  terms: ContractTerms,
  quantity: DecimalText,
  price: DecimalText,
  pointer: string,
): Outcome<null> {
  const size = decimal(quantity).times(decimal(terms.multiplier)).abs();
  const fits = isInverseDeltaOneTerms(terms)
    ? size.lte(MAX_NOTIONAL.times(decimal(price)))
    : size.times(decimal(price).abs()).lte(MAX_NOTIONAL);
  return fits ? succeed(null) : failAt('limit-exceeded', pointer, 'the notional is above the limit of 1e24');
}
