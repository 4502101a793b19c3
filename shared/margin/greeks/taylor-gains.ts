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
  const matrix = new Float64Array(lines.length * scenarios.length);
  for (const [row, index] of lines.entries()) {
    matrix.set(lineGains(book, book.lines[index]!, expansion), row * scenarios.length);
  }
  return { axis: scenarios.map(({ id }) => id), rowOf: new Map(lines.map((index, row) => [index, row])), matrix };
}

function lineGains(book: Book, line: Line, { underlying, scenarios, crossTerms }: Expansion): number[] {
  const greeks = greeksOf(book, line);
  const spot = underlyingPrice(book, underlying);
  return scenarios.map((scenario) => {
    const gain = expand(greeks, spot * scenario.spotShockFraction, scenario, crossTerms);
    return line.kind === 'order' ? orderGain(book, line, scenario, gain) : gain;
  });
}

const ASSET: Omit<Expanded, 'delta'> = { gamma: 0, vega: 0, theta: 0, vanna: 0, volga: 0, charm: 0 };

function greeksOf(book: Book, line: Line): Expanded {
  return line.kind === 'asset'
    ? { ...ASSET, delta: deltaOfLine(book, line) }
    : greeksPerContract(book, line.contract.instrument.id);
}

function expand(greeks: Expanded, dS: number, scenario: Scenario, crossTerms: readonly CrossTerm[]): number {
  const dVol = scenario.volShockPoints ?? 0;
  const dYears = (scenario.daysForward ?? 0) / YEAR_DAYS;
  const { delta, gamma, vega, theta } = greeks;
  const main = delta * dS + 0.5 * gamma * dS * dS + vega * dVol + theta * dYears;
  const factors = { vanna: dS * dVol, volga: 0.5 * dVol * dVol, charm: dS * dYears };
  return crossTerms.reduce((total, term) => total + greeks[term] * factors[term], main);
}

/** What a fill at the order's price would lose: the gap to today's model price, then what the contract gains from there. */
function orderGain(book: Book, order: OrderLine, scenario: Scenario, gain: number): number {
  const { instrument } = order.contract;
  const { model } = valuationOf(book, instrument.id);
  const before = baseRate(book, instrument.settlementCurrency);
  const { movesWith } = book.currencies.get(instrument.settlementCurrency)!;
  const after = movesWith === null ? before : before * (1 + scenario.spotShockFraction);
  const gap = isDeltaOne(instrument)
    ? gainPerContract(instrument, order.price, model) * after
    : instrument.multiplier * (model * before - order.price * after);
  return Math.min(0, SIGN[order.side] * (gap + gain));
}
