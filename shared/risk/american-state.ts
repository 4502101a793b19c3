import { fail, type Outcome, succeed } from '../foundation/index.ts';
import type { Option } from '../instruments/index.ts';
import {
  dividendsBefore,
  type Market,
  type QuotedContract,
  rateToExpiry,
  statedForward,
  timeToExpiryYears,
  underlyingFuture,
} from '../market/index.ts';
import { exp, logRatio } from '../numerics/index.ts';
import { type AmericanTerms, dividendsUntil, escrowedDividends } from '../pricing/index.ts';

/** What an American option is exercised into, and on what terms. */
export type AmericanState = {
  readonly terms: AmericanTerms;
  /** price of what exercise delivers: the underlying, or the future that `underlyingInstrument` names */
  readonly spot: number;
};

const CLOSE = 1e-15;
const N_STEPS_MAX = 100;

/**
 * Terms of an American option: on a future q = r; on the underlying its `dividendYield` and cash `dividends`, but where the
 * market states a forward, the yield at which the underlying carries to it.
 */
export function americanState(
  market: Market,
  contract: QuotedContract,
  option: Option,
  spot: number,
): Outcome<AmericanState> {
  const { id, payoff, right: type, strike, expiryMs, underlying } = option;
  if (payoff === 'inverse') return fail('unsupported', `${id}: exercise american of an inverse payoff is not priced`);
  const rateContinuous = rateToExpiry(market, option);
  const timeYears = timeToExpiryYears(market, expiryMs);
  const common = { type, strike, timeYears, rateContinuous };
  const future = underlyingFuture(market, contract.quoted)?.quoted.mark;
  if (future !== undefined) {
    return succeed({ terms: { ...common, yieldContinuous: rateContinuous, dividends: [] }, spot: future });
  }
  const dividends = dividendsBefore(market, underlying, expiryMs);
  const stated = statedForward(market, option, contract.quoted);
  const yieldContinuous =
    stated === undefined || timeYears === 0
      ? (market.underlyings.get(underlying)?.dividendYield ?? 0)
      : rateContinuous - carryTo(stated, { spot, timeYears, dividends });
  if (!(Math.abs(yieldContinuous) <= YIELD_MAX)) {
    return fail('invalid-input', `${id}: no carry leads from ${underlying} at ${spot} to its forward ${stated}`);
  }
  return succeed({ terms: { ...common, yieldContinuous, dividends }, spot });
}

/** per year; a forward further from spot is a mistake */
const YIELD_MAX = 1000;

type Carried = Pick<AmericanTerms, 'timeYears' | 'dividends'> & { readonly spot: number };

/** The c with F = S·e^(cT) − Σ D_i·e^(c(T−t_i)), by iterating c = ln((F + Σ …)/S)/T. */
function carryTo(forward: number, { spot, timeYears, dividends }: Carried): number {
  let carry = logRatio(forward, spot) / timeYears;
  for (let step = 0; step < N_STEPS_MAX; step++) {
    const paid = dividends.reduce((sum, each) => sum + each.amount * exp(carry * (timeYears - each.timeYears)), 0);
    const next = logRatio(forward + paid, spot) / timeYears;
    if (Math.abs(next - carry) <= CLOSE * (1 + Math.abs(next))) return next;
    carry = next;
  }
  return Number.NaN;
}

/**
 * The option after `elapsedYears` in which the forwards keep their prices: S* = S − PV grows by r − q, dividends gone ex are
 * gone.
 *
 * @param moved price of what exercise delivers, at once after a shock
 */
export function elapse({ terms }: AmericanState, moved: number, elapsedYears: number): AmericanState {
  if (elapsedYears === 0) return { terms, spot: moved };
  const carry = terms.rateContinuous - terms.yieldContinuous;
  const elapsed = Math.min(elapsedYears, terms.timeYears);
  const escrowed = moved - escrowedDividends(dividendsUntil(terms.dividends, terms.timeYears), carry);
  const timeYears = terms.timeYears - elapsed;
  const dividends = dividendsUntil(
    terms.dividends.map((each) => ({ ...each, timeYears: each.timeYears - elapsed })),
    timeYears,
  );
  const spot = Math.max(0, escrowed * exp(carry * elapsed)) + escrowedDividends(dividends, carry);
  return { terms: { ...terms, timeYears, dividends }, spot };
}
