import type { Outcome } from '../../foundation/index.ts';
import type { OptionRight } from '../../instruments/index.ts';
import type { Book } from '../../risk/index.ts';
import type { CombinedCommodity, InterSpread, Period, ScanSpread } from './span-file.ts';

/** What one unit of a line adds to its commodity; money in the book's base currency. */
export type RiskLine = {
  /** index of the line */
  readonly line: number;
  readonly commodity: string;
  /** lines of one contract net before short options are counted */
  readonly contract: string;
  readonly period: Period;
  readonly losses: Float64Array;
  readonly delta: number;
  /** of an option; null for all else */
  readonly right: OptionRight | null;
  /** contracts of the file per unit of the line, for charges by contract */
  readonly contracts: number;
  /** value of an option that carries one, else 0 */
  readonly optionValue: number;
};

/** The rules of a clearing house, and a book's lines in its terms. */
export type RiskBook = {
  readonly commodities: ReadonlyMap<string, CombinedCommodity>;
  /** base currency per unit of a commodity's currency, by commodity */
  readonly rates: ReadonlyMap<string, number>;
  readonly interSpreads: readonly InterSpread[];
  readonly scanSpreads: readonly ScanSpread[];
  readonly pairedScenarios: readonly number[];
  readonly lines: readonly RiskLine[];
  readonly warnings: readonly string[];
};

/** Puts a book in the terms of a file, or of the caller's scan ranges. */
export type RiskSource = (book: Book) => Outcome<RiskBook>;
