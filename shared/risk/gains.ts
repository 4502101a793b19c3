import type { ScenarioSet } from '../scenarios/index.ts';
import { type Book, valuationOf } from './book.ts';
import { type AssetLine, holdingOf, type Line } from './line.ts';
import { type GainsStart, writeAssetGains, writeOrderGains, writePositionGains } from './line-gains.ts';
import { type MovedRate, movedRates } from './moved-rates.ts';
import { shockedPrices } from './shocked-prices.ts';
import type { Valuation } from './valuation.ts';

export type GainsConvention = GainsStart & {
  /** what an instrument's P&L is multiplied by, for example the part of a settlement average that is still open */
  readonly liveFraction?: (valuation: Valuation) => number;
  /**
   * The currency of the book in which a gain is measured at the scenario's own prices; what comes out is turned into base
   * currency at today's rate. The base currency unless stated. A coin-settled contract measured in its coin loses
   * `1/(1+s) − 1` coin, the rate of the coin's own move left out.
   */
  readonly measuredIn?: string;
};

/**
 * The P&L matrix: `matrix[rowOf.get(i) · K + k]` is the change in value of one unit of line i in scenario k, by full revaluation,
 * times the scenario's weight, in the book's base currency at the scenario's own prices (or as `measuredIn` says).
 *
 * Shape: line-major `[lines × K]`. Lines of one instrument share a row; an order has a row of its own.
 */
export type Gains = {
  readonly axis: readonly string[];
  readonly rowOf: ReadonlyMap<number, number>;
  readonly matrix: Float64Array;
};

/**
 * The P&L matrix of some of a book's lines, named by their indices.
 *
 * position, asset-like (option, spot): `m·(price′·fx′ − start·fx)`
 * position, future or perpetual:       `gain(mark → price′)·fx′`
 * order at p:                          `min(0, ±gain(p → price′)·fx′)`, what a fill would lose
 * asset:                               `fx′ − fx`
 *
 * fx is the settlement currency in base currency, fx′ that after the scenario; each instrument is priced once, whatever the number of its lines.
 */
export function gainsMatrix(
  book: Book,
  lines: readonly number[],
  set: ScenarioSet,
  convention: GainsConvention,
): Gains {
  const { rows, rowOf } = rowsOf(book, lines);
  const matrix = shockedPrices(
    book,
    rows.map(({ valuation }) => valuation),
    set,
  );
  const fxOf = movedRates(book, set, convention.measuredIn);
  const weights = Float64Array.from(set.scenarios, (scenario) => scenario.weight);
  const width = weights.length;
  for (const [index, row] of rows.entries()) {
    const out = matrix.subarray(index * width, (index + 1) * width);
    writeGains(book, row, { convention, fxOf }, out);
    const live = row.valuation === null ? 1 : (convention.liveFraction?.(row.valuation) ?? 1);
    for (let k = 0; k < width; k++) out[k] = weights[k]! * (live * out[k]!);
  }
  return { axis: set.scenarios.map((scenario) => scenario.id), rowOf, matrix };
}

/** A row of the matrix: the first of its lines, and its contract where there is one. */
type Row =
  | { readonly line: AssetLine; readonly valuation: null }
  | { readonly line: Exclude<Line, AssetLine>; readonly valuation: Valuation };

/** An instrument's lines share a row, and so do an asset's; an order has its own. */
function rowsOf(book: Book, lines: readonly number[]) {
  const known = { position: new Map<string, number>(), asset: new Map<string, number>() };
  const rows: Row[] = [];
  const rowOf = new Map<number, number>();
  for (const index of lines) {
    const line = book.lines[index]!;
    const alike = line.kind === 'order' ? null : known[line.kind];
    const row = alike?.get(holdingOf(line)) ?? rows.push(rowOfLine(book, line)) - 1;
    alike?.set(holdingOf(line), row);
    rowOf.set(index, row);
  }
  return { rows, rowOf };
}

function rowOfLine(book: Book, line: Line): Row {
  if (line.kind === 'asset') return { line, valuation: null };
  return { line, valuation: valuationOf(book, line.contract.instrument.id) };
}

type Measured = { readonly convention: GainsConvention; readonly fxOf: (currency: string) => MovedRate };

/** Gains in the place of prices. */
function writeGains(book: Book, { line, valuation }: Row, { convention, fxOf }: Measured, out: Float64Array): void {
  if (valuation === null) return writeAssetGains(fxOf(line.asset), out);
  const fx = fxOf(line.contract.instrument.settlementCurrency);
  if (line.kind === 'order') writeOrderGains(line, fx, out);
  else writePositionGains(book, valuation, convention, fx, out);
}
