import {
  type Book,
  baseRate,
  deltaOfLine,
  type Greeks,
  greeksPerContract,
  holdingOf,
  type Line,
  moveBooks,
  settleExpired,
  underlyingOf,
  underlyingPrice,
  valuationOf,
  worthOfLine,
} from '../risk/index.ts';
import { type Scenario, shockOf } from '../scenarios/index.ts';

/** What one holding gains in a scenario. */
export type HoldingStress = {
  readonly instrument: string;
  readonly venue: string;
  /** by full revaluation */
  readonly pnl: number;
  /** `Δ·dS + ½·Γ·dS² + V·dσ + Θ·dt` */
  readonly approximation: number;
};

export type StressedBook = {
  readonly scenario: Scenario;
  readonly pnl: number;
  readonly approximation: number;
  readonly holdings: readonly HoldingStress[];
  /** in the scenario's world, what expired settled in cash */
  readonly after: Book;
};

/**
 * What a book gains in each scenario, by full revaluation and beside it by its Greeks of today, holding by holding, in its base currency.
 * One scenario after the other. The gains add up to the change of equity. Open orders gain nothing.
 */
export function* stressBook(book: Book, scenarios: readonly Scenario[]): Generator<StressedBook, void> {
  const held = book.lines.flatMap((line, index) => (line.kind === 'order' ? [] : [{ line, index }]));
  const lines = held.map(({ line, index }) => ({
    line,
    index,
    worth: worthOfLine(book, line),
    greeks: lineGreeks(book, line),
  }));
  let k = 0;
  for (const moved of moveBooks(book, scenarios)) {
    const scenario = scenarios[k++]!;
    const perBase = baseMove(book, moved);
    const holdings = lines.map(({ line, index, worth, greeks }) => ({
      instrument: holdingOf(line),
      venue: line.venue,
      pnl: worthOfLine(moved, moved.lines[index]!) - worth,
      approximation: (worth + expand(book, moved, { line, greeks, scenario })) / perBase - worth,
    }));
    yield {
      scenario,
      pnl: holdings.reduce((total, each) => total + each.pnl, 0),
      approximation: holdings.reduce((total, each) => total + each.approximation, 0),
      holdings,
      after: settleExpired(moved),
    };
  }
}

type Expanded = Pick<Greeks, 'delta' | 'gamma' | 'vega' | 'theta'>;

function lineGreeks(book: Book, line: Line): Expanded {
  if (line.kind === 'position') return greeksPerContract(book, line.contract.instrument.id);
  return { delta: deltaOfLine(book, line), gamma: 0, vega: 0, theta: 0 };
}

/** By how much the base currency itself gains on the market's; 1 but for a book that is kept in a coin. */
function baseMove(book: Book, moved: Book): number {
  return moved.currencies.get(book.baseCurrency)!.price / book.currencies.get(book.baseCurrency)!.price;
}

type Expansion = { readonly line: Line; readonly greeks: Expanded; readonly scenario: Scenario };

/** In today's base currency: the gain since entry is cash in its settlement currency, so it moves with that. */
function expand(book: Book, moved: Book, { line, greeks, scenario }: Expansion): number {
  const underlying = underlyingOf(book, line);
  if (underlying === null) return 0;
  const move = underlyingPrice(book, underlying) * shockOf(scenario, underlying).spotShockFraction;
  const { vol, years } = optionMove(book, moved, line);
  const { delta, gamma, vega, theta } = greeks;
  const perUnit = delta * move + 0.5 * gamma * move * move + vega * vol + theta * years;
  return line.quantity * perUnit + entryMove(book, moved, line);
}

function optionMove(book: Book, moved: Book, line: Line): { readonly vol: number; readonly years: number } {
  if (line.kind === 'asset') return { vol: 0, years: 0 };
  const { id } = line.contract.instrument;
  const [before, after] = [valuationOf(book, id).option, valuationOf(moved, id).option];
  if (before === null || after === null) return { vol: 0, years: 0 };
  return { vol: after.volAnnual - before.volAnnual, years: before.timeYears - after.timeYears };
}

function entryMove(book: Book, moved: Book, line: Line): number {
  if (line.kind !== 'position') return 0;
  const currency = line.contract.instrument.settlementCurrency;
  const perBase = baseMove(book, moved);
  return line.gainSinceEntry * (baseRate(moved, currency) * perBase - baseRate(book, currency));
}
