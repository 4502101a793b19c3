import { type Expression, named, outcomes, sum, worst } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import { valuePerUnit } from '../unit-value.ts';
import type { Account } from './accounts.ts';
import type { ExpiryOptions } from './expiry-options.ts';
import { markValue, shockedValues } from './option-values.ts';
import type { PmrmParameters } from './parameters.ts';
import { isSkew, type PmrmScenario, scenarioIdOf } from './scenario-list.ts';
import { discounted } from './static-discount.ts';
import { shockedVol } from './vol-shocks.ts';

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
  const moves = [...new Set(scenarios.map(({ vol }) => vol))];
  const rows = options.map((state) => {
    const vols = new Map(moves.map((vol) => [vol, shockedVol(state, vol, parameters)]));
    const shocks = scenarios.map(({ spotShockFraction, vol }) => ({ spotShockFraction, volAnnual: vols.get(vol)! }));
    const values = shockedValues(state, shocks);
    for (let k = 0; k < values.length; k++) values[k]! *= scenarios[k]!.dampeningFactor;
    return values;
  });
  return outcomes({ axis, lines: options.map(({ line }) => line), matrix: concatenated(rows, axis.length) });
}

/** What options start from, and what moves in proportion to spot. */
function affinePart(
  { book, account, expiries }: LossSpec,
  scenarios: readonly PmrmScenario[],
  axis: readonly string[],
): Expression {
  const options = new Map(expiries.flatMap((each) => each.options.map((state) => [state.line, state] as const)));
  const lines = [...account.derivatives, ...account.hedging].toSorted((a, b) => a - b);
  const rows = lines.map((line) => {
    const state = options.get(line);
    const value = state === undefined ? movingValue(book, line) : markValue(state);
    const row = new Float64Array(scenarios.length);
    for (const [k, { spotShockFraction, dampeningFactor }] of scenarios.entries()) {
      row[k] = dampeningFactor * (state === undefined ? value * spotShockFraction : -value);
    }
    return row;
  });
  return outcomes({ axis, lines, matrix: concatenated(rows, axis.length) });
}

function movingValue(book: Book, line: number): number {
  return valuePerUnit(book, book.lines[line]!);
}

function concatenated(rows: readonly Float64Array[], width: number): Float64Array {
  const matrix = new Float64Array(rows.length * width);
  for (const [j, row] of rows.entries()) matrix.set(row, j * width);
  return matrix;
}
