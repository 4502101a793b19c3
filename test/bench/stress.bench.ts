import { digest } from '../../shared/foundation/index.ts';
import { calculateReverseStress, type ReverseStressAnswer } from '../../shared/usecases/index.ts';
import { marketOf } from '../support/markets.ts';
import type { BenchRow } from './bench-row.ts';
import { optionBook, optionMarket } from './option-market.ts';
import { leastMs } from './timing.ts';

const N_INSTRUMENTS = 5000;
const N_POSITIONS = 500;

const SNAPSHOT = optionMarket(N_INSTRUMENTS);
const PORTFOLIO = optionBook(SNAPSHOT, N_POSITIONS);
const MARKET = marketOf(SNAPSHOT);
const MARKET_DIGEST = digest(SNAPSHOT);

/** Scenarios that a method looks at in each state of the world. */
const METHODS = [
  { method: 'delta', scenarios: 0 },
  { method: 'scenario-grid', scenarios: 21 },
] as const;

/**
 * Every spot shock at which a book of 500 options on 500 instruments just meets its maintenance, as `POST /v1/stress/reverse` answers it: on
 * a grid of 301 points, then each root. Each state prices every option, and once more for every scenario of the method.
 */
export function run(): BenchRow[] {
  return METHODS.flatMap(({ method, scenarios }) => {
    const answer = reverse(method);
    const value = leastMs(10, () => reverse(method));
    const name = `reverse stress: ${N_POSITIONS} options, ${method}, ${answer.curve.length} points`;
    const prices = N_POSITIONS * answer.curve.length * (1 + scenarios);
    return [
      { name, value, unit: 'ms' },
      { name: `${name}, prices of the scan`, value: prices, unit: 'prices' },
      { name: `${name}, roots found`, value: answer.roots.length, unit: 'roots' },
    ];
  });
}

function reverse(method: string): ReverseStressAnswer {
  // prices are kept with a market: a copy has none yet
  const subject = { portfolio: PORTFOLIO, market: { ...MARKET }, marketDigest: MARKET_DIGEST };
  const answer = calculateReverseStress(subject, { portfolio: PORTFOLIO, method, axis: 'spot' });
  if (!answer.ok) throw new Error(answer.failure.detail);
  return answer.value;
}
