import { exp, logRatio } from '../numerics/index.ts';
import type { AmericanTerms } from './american-terms.ts';
import { escrowedDividends } from './cash-dividend.ts';

export type CertainValue = { readonly value: number; readonly slope: number };

/**
 * Value of an American option on an underlying without vol, and its derivative by S*, the spot less the dividends to come: the best
 * discounted payoff over all moments of exercise, θ·((S* + C)·e^(−qt) − K·e^(−rt)) with C = Σ D_i·e^(−(r−q)t_i) over the dividends
 * after t. Between ex-dates its only stationary moment is t = ln(q(S* + C)/(rK))/(q−r). The slope takes that moment as given
 * (envelope theorem).
 *
 * @param terms with dividends as from `dividendsUntil`
 */
export function certainAmerican(terms: AmericanTerms, escrowedSpot: number): CertainValue {
  const { dividends, timeYears, rateContinuous, yieldContinuous } = terms;
  const ends = [...dividends.map((each) => each.timeYears), timeYears];
  let best: CertainValue = { value: 0, slope: 0 };
  for (const [gap, end] of ends.entries()) {
    const held = escrowedSpot + escrowedDividends(dividends.slice(gap), rateContinuous - yieldContinuous);
    const start = gap === 0 ? 0 : ends[gap - 1]!;
    for (const time of [start, end, stationaryTime(terms, held)]) {
      if (!(time >= start && time <= end)) continue;
      const candidate = exercisedAt(terms, held, time);
      if (candidate.value > best.value) best = candidate;
    }
  }
  return best;
}

function exercisedAt(terms: AmericanTerms, held: number, time: number): CertainValue {
  const sign = terms.type === 'call' ? 1 : -1;
  const yieldDiscount = exp(-terms.yieldContinuous * time);
  const paid = terms.strike * exp(-terms.rateContinuous * time);
  return { value: sign * (held * yieldDiscount - paid), slope: sign * yieldDiscount };
}

/** NaN where there is none. */
function stationaryTime({ strike, rateContinuous: r, yieldContinuous: q }: AmericanTerms, held: number): number {
  return r > 0 && q > 0 && r !== q && held > 0 ? logRatio(q * held, r * strike) / (q - r) : Number.NaN;
}
