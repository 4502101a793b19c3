import { gainPerContract, isDeltaOne } from '../../instruments/index.ts';
import { SIGN } from '../../portfolio/index.ts';
import {
  type Book,
  baseRate,
  deltaOfLine,
  type Gains,
  type Greeks,
  greeksPerContract,
  type Line,
  type OrderLine,
  underlyingPrice,
  valuationOf,
} from '../../risk/index.ts';
import type { Scenario } from '../../scenarios/index.ts';
import type { CrossTerm } from './parameters.ts';

export type Expansion = {
  readonly underlying: string;
  readonly scenarios: readonly Scenario[];
  readonly crossTerms: readonly CrossTerm[];
};

type Expanded = Pick<Greeks, 'delta' | 'gamma' | 'vega' | 'theta' | CrossTerm>;

const YEAR_DAYS = 365;

/**
 * The P&L matrix of some of a book's lines, all on one underlying, by expansion instead of revaluation: per unit
 *
 * `D·dS + ½·Γ·dS² + V·dσ + Θ·dt (+ vanna·dS·dσ) (+ ½·volga·dσ²) (+ charm·dS·dt)`
 *
 * dS = S·fraction in the book's base currency, dσ in vol (0.01 is a point), dt in years. An order's column is what a fill at its
 * price would lose. Greeks against 60-digit values: test/conformance/margin/greeks.test.ts.
 */
export function taylorGains(book: Book, lines: readonly number[], expansion: Expansion): Gains {
  const { scenarios } = expansion;
  const moves = movesOf(underlyingPrice(book, expansion.underlying), expansion);
  const matrix = new Float64Array(lines.length * scenarios.length);
  for (const [row, index] of lines.entries()) {
    const out = matrix.subarray(row * scenarios.length, (row + 1) * scenarios.length);
    const line = book.lines[index]!;
    addTerms(greeksOf(book, line), moves, out);
    if (line.kind === 'order') writeOrderGains(book, line, scenarios, out);
  }
  return { axis: scenarios.map(({ id }) => id), rowOf: new Map(lines.map((index, row) => [index, row])), matrix };
}

/** What each Greek is multiplied by in each scenario. */
type Move = { readonly greek: keyof Expanded; readonly factors: Float64Array };

function movesOf(spot: number, { scenarios, crossTerms }: Expansion): Move[] {
  const move = (greek: Move['greek'], factor: (dS: number, dVol: number, dYears: number) => number): Move => {
    const factors = scenarios.map(({ spotShockFraction, volShockPoints = 0, daysForward = 0 }) =>
      factor(spot * spotShockFraction, volShockPoints, daysForward / YEAR_DAYS),
    );
    return { greek, factors: Float64Array.from(factors) };
  };
  const cross = {
    vanna: move('vanna', (dS, dVol) => dS * dVol),
    volga: move('volga', (_, dVol) => 0.5 * dVol * dVol),
    charm: move('charm', (dS, _, dYears) => dS * dYears),
  };
  return [
    move('delta', (dS) => dS),
    move('gamma', (dS) => 0.5 * dS * dS),
    move('vega', (_, dVol) => dVol),
    move('theta', (_, __, dYears) => dYears),
    ...crossTerms.map((term) => cross[term]),
  ];
}

const ASSET: Omit<Expanded, 'delta'> = { gamma: 0, vega: 0, theta: 0, vanna: 0, volga: 0, charm: 0 };

function greeksOf(book: Book, line: Line): Expanded {
  return line.kind === 'asset'
    ? { ...ASSET, delta: deltaOfLine(book, line) }
    : greeksPerContract(book, line.contract.instrument.id);
}

function addTerms(greeks: Expanded, moves: readonly Move[], out: Float64Array): void {
  for (const { greek, factors } of moves) {
    const value = greeks[greek];
    for (let k = 0; k < out.length; k++) out[k]! += value * factors[k]!;
  }
}

/** In the place of what the contract gains, what a fill at the order's price would lose: the gap to today's model price, then what the contract gains from there. */
function writeOrderGains(book: Book, order: OrderLine, scenarios: readonly Scenario[], gains: Float64Array): void {
  const { instrument } = order.contract;
  const { model } = valuationOf(book, instrument.id);
  const before = baseRate(book, instrument.settlementCurrency);
  const { movesWith } = book.currencies.get(instrument.settlementCurrency)!;
  for (const [k, { spotShockFraction }] of scenarios.entries()) {
    const after = movesWith === null ? before : before * (1 + spotShockFraction);
    const gap = isDeltaOne(instrument)
      ? gainPerContract(instrument, order.price, model) * after
      : instrument.multiplier * (model * before - order.price * after);
    gains[k] = Math.min(0, SIGN[order.side] * (gap + gains[k]!));
  }
}
