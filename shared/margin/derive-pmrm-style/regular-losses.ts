import { type Expression, named, outcomes, sum, worst } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import { valuePerUnit } from '../unit-value.ts';
import type { Account } from './accounts.ts';
import type { ExpiryOptions } from './expiry-options.ts';
import { markValue, shockedValues } from './option-values.ts';
import type { PmrmParameters } from './parameters.ts';
import { isSkew, type PmrmScenario, scenarioIdOf } from './scenario-list.ts';
import { discounted } from './static-discount.ts';

export type LossSpec = {
  readonly book: Book;
  /** of the pool */
  readonly id: string;
  readonly account: Account;
  readonly expiries: readonly ExpiryOptions[];
  readonly parameters: PmrmParameters;
};

/**
 * P&L by scenario, skews aside: `d_k·(Σ_expiries discounted(V_k) − marks + shock_k·(perpetuals + hedging collateral))`, d the
 * dampening, and its worst case. A perpetual is shocked from its own price.
 */
export function regularLosses(spec: LossSpec): { readonly pnl: Expression; readonly worst: Expression } {
  const scenarios = spec.parameters.scenarios.filter(({ vol }) => !isSkew(vol));
  const axis = scenarios.map(scenarioIdOf);
  const values = spec.expiries.map((expiry) => discounted(expiry, expiryValues(expiry, scenarios, axis, spec)));
  const pnl = named(`${spec.id}/pnl`, sum([...values, affinePart(spec, scenarios, axis)]));
  return { pnl, worst: named(`${spec.id}/scan`, worst(pnl)) };
}

function expiryValues(
  { options }: ExpiryOptions,
  scenarios: readonly PmrmScenario[],
  axis: readonly string[],
  { parameters }: LossSpec,
): Expression {
  const matrix = shockedValues(options, scenarios, parameters);
  const width = axis.length;
  for (let at = 0; at < matrix.length; at++) matrix[at]! *= scenarios[at % width]!.dampeningFactor;
  return outcomes({ axis, lines: options.map(({ line }) => line), matrix });
}

/** What options start from, and what moves in proportion to spot. */
function affinePart(
  { book, account, expiries }: LossSpec,
  scenarios: readonly PmrmScenario[],
  axis: readonly string[],
): Expression {
  const options = new Map(expiries.flatMap((each) => each.options.map((state) => [state.line, state] as const)));
  const lines = [...account.derivatives, ...account.hedging].toSorted((a, b) => a - b);
  const width = axis.length;
  const starts = Float64Array.from(scenarios, ({ dampeningFactor }) => -dampeningFactor);
  const moves = Float64Array.from(scenarios, (each) => each.dampeningFactor * each.spotShockFraction);
  const matrix = new Float64Array(lines.length * width);
  for (const [row, line] of lines.entries()) {
    const state = options.get(line);
    const value = state === undefined ? valuePerUnit(book, book.lines[line]!) : markValue(state);
    const factors = state === undefined ? moves : starts;
    for (let k = 0; k < width; k++) matrix[row * width + k] = value * factors[k]!;
  }
  return outcomes({ axis, lines, matrix });
}
