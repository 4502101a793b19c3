import { failAt, type Outcome, succeed, toNumber } from '../../foundation/index.ts';
import { type Book, greeksPerContract, underlyingPrice, valuationOf } from '../../risk/index.ts';
import type { TrackingTarget } from './terms.ts';

/** Cash deltas and gammas by name; empty for none. */
export type Exposures = { readonly delta: readonly number[]; readonly gamma: readonly number[] };

/**
 * Cash deltas and gammas of the target.
 *
 * @returns `invalid-input` by pointer where it has a contract that the book doesn't know
 */
export function targetOf(
  book: Book,
  names: readonly string[],
  { quantities, weights }: TrackingTarget,
  capital: number,
  pointer: string,
): Outcome<Exposures> {
  if (weights !== undefined) return succeed({ delta: names.map((name) => capital * (weights[name] ?? 0)), gamma: [] });
  const [delta, gamma] = [names.map(() => 0), names.map(() => 0)];
  for (const [id, quantity] of Object.entries(quantities ?? {})) {
    if (!book.valuations.has(id))
      return failAt('invalid-input', `${pointer}/quantities/${id}`, 'is neither held nor in the universe');
    const { underlying } = valuationOf(book, id).contract.instrument;
    const i = names.indexOf(underlying);
    const price = underlyingPrice(book, underlying);
    const greeks = greeksPerContract(book, id);
    delta[i]! += toNumber(quantity) * greeks.delta * price;
    gamma[i]! += toNumber(quantity) * greeks.gamma * price * price;
  }
  return succeed({ delta, gamma });
}
