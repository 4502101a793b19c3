import { fail, type Outcome, requireThat, succeed } from '../foundation/index.ts';
import { bracketedRoot } from '../numerics/index.ts';
import { makeAmericanPricer } from './american-pricer.ts';
import type { AmericanTerms } from './american-terms.ts';
import { isPositive } from './argument-range.ts';

const FIRST_VOL = 0.4;
const LEAST_VOL = 1e-4;
const LARGEST_VOL = 50;
/** of the strike: a price this near to its value at the least vol says nothing of the vol */
const HIDDEN = 1e-7;
const CLOSE = 1e-12;

export type QuotedAmericanOption = AmericanTerms & { readonly spot: number; readonly price: number };

/**
 * The vol at which an American option is worth `price`.
 *
 * The value rises with the vol, but not before the vol that makes holding worth more than exercise: a price that is the exercise value
 * implies none. Brent's method in a bracket found by doubling and halving.
 *
 * Accuracy: reprices to 1e-10·K; the vol itself to the accuracy of the pricer over vega — test/property/pricing/american.test.ts.
 * Fails with `invalid-input` for a price that is negative, below the exercise value (or the value of a certain path), too close to it, or above
 * what any vol up to 50 gives.
 *
 * @throws DefectError when an argument other than the price is outside its range, infinite or NaN
 */
export function americanImpliedVol(option: QuotedAmericanOption): Outcome<number> {
  const { spot, price, strike, timeYears } = option;
  requireThat(isPositive(spot), 'a spot above 0', { spot });
  requireThat(Math.abs(price) < Infinity, 'a finite price', { price });
  if (timeYears === 0) return fail('invalid-input', 'no time to expiry: the price does not depend on the vol');
  const excess = (vol: number) => makeAmericanPricer(option, vol).valueAt(spot) - price;
  const least = -excess(LEAST_VOL);
  if (price < 0) return fail('invalid-input', `price ${price} is negative`);
  if (least < -HIDDEN * strike) return fail('invalid-input', `price ${price} is below the value of exercise`);
  if (least <= HIDDEN * strike) {
    return fail('invalid-input', `price ${price} equals the value of exercise: it does not tell the vol`);
  }
  if (excess(LARGEST_VOL) <= 0) return fail('invalid-input', `price ${price} is above what any vol gives`);
  const { low, high } = bracket(excess);
  return succeed(bracketedRoot(excess, low, high, CLOSE));
}

type Bracket = { readonly low: number; readonly high: number };

/** low and high, one the double of the other, between which the value passes the price. */
function bracket(excess: (vol: number) => number): Bracket {
  let vol = FIRST_VOL;
  if (excess(vol) < 0) {
    while (excess(2 * vol) < 0) vol *= 2;
    return { low: vol, high: 2 * vol };
  }
  while (excess(0.5 * vol) >= 0) vol *= 0.5;
  return { low: 0.5 * vol, high: vol };
}
