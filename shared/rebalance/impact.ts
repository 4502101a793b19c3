import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type Instrument, isDeltaOne, notionalPerContract } from '../instruments/index.ts';
import type { Valuation } from '../risk/index.ts';
import type { TradeVariable } from './model.ts';
import type { ImpactTerms } from './terms.ts';

const EXPONENTS = { linear: 1, 'three-halves': 1.5, quadratic: 2 } as const;

/**
 * Market impact of trading n contracts, in their settlement currency:
 *
 *   coefficient · value traded · participation^(p − 1),   participation = underlying units traded ÷ adv,   p = 1, 3/2 or 2
 *
 * The price moves against the trade by a fraction that is constant, goes with the square root of the participation (the square-root law), or
 * with it. Value traded is the premium of options and the notional of the rest; adv is the underlying's volume of a day.
 *
 * @returns `missing-market-data` where a participation is asked for and the underlying states no adv
 */
export function impactOf(
  { contract, mark }: Valuation,
  valueTraded: number,
  terms: ImpactTerms,
  adv: number | undefined,
): Outcome<NonNullable<TradeVariable['impact']>> {
  const exponent = EXPONENTS[terms.kind];
  if (exponent === 1) return succeed({ exponent, coefficient: terms.coefficient * valueTraded });
  const { instrument } = contract;
  if (adv === undefined || adv === 0)
    return failAt('missing-market-data', '/market/underlyings', `${instrument.underlying} states no daily volume adv`);
  const participation = unitsPerContract(instrument, mark) / adv;
  const coefficient = terms.coefficient * valueTraded * (exponent === 2 ? participation : Math.sqrt(participation));
  return succeed({ exponent, coefficient });
}

/** Units of the underlying that one contract is about. */
function unitsPerContract(instrument: Instrument, mark: number): number {
  const isInCoin = instrument.payoff === 'inverse' && isDeltaOne(instrument);
  return isInCoin ? notionalPerContract(instrument, mark) : instrument.multiplier;
}
