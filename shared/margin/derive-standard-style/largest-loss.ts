import { type Expression, line, outcomes, short, sum, worst } from '../../requirement/index.ts';
import type { OptionLine } from './option-line.ts';

/**
 * The most that an expiry's options can lose: `max(0, −min_x payoff(x))` over a settlement at 0 and at every strike, and beyond the
 * last one `unpairedFactor · F` for each call that is short on balance.
 */
export function largestLoss(options: readonly OptionLine[], unpairedFactor: number): Expression {
  const calls = options.filter(({ option }) => option.right === 'call');
  const netCalls = line(
    calls.map((each) => each.line),
    calls.map(({ forwardValue }) => forwardValue),
  );
  return sum([worst(payoffs(options)), short(netCalls)], [1, unpairedFactor]);
}

function payoffs(options: readonly OptionLine[]): Expression {
  const prices = [...new Set([0, ...options.map(({ option }) => option.strike)])].toSorted((a, b) => a - b);
  return outcomes({
    axis: prices.map((price) => `settled-at-${price}`),
    lines: options.map((each) => each.line),
    matrix: Float64Array.from(options.flatMap((each) => prices.map((price) => payoffAt(each, price)))),
  });
}

function payoffAt({ option, unit }: OptionLine, price: number): number {
  return unit * Math.max(0, option.right === 'call' ? price - option.strike : option.strike - price);
}
