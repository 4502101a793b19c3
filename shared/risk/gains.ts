import { gainPerContract, isDeltaOne } from '../instruments/index.ts';
import { SIGN } from '../portfolio/index.ts';
import { type Scenario, type ScenarioSet, shockOf } from '../scenarios/index.ts';
import { type Book, baseRate, valuationOf } from './book.ts';
import type { Line, OrderLine } from './line.ts';
import { shockedPrices } from './shocked-prices.ts';
import type { Valuation } from './valuation.ts';

export type GainsConvention = {
  /** whether an option's P&L starts at the market's mark or at the model's price */
  readonly start: 'mark' | 'model';
  /** whether a future or perpetual moves from its mark (unless stated) or from the index: `m·S·s` for a linear one */
  readonly deltaOneFrom?: 'mark' | 'index';
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
  const width = set.scenarios.length;
  const rowsByKey = new Map<string, number>();
  const gains: Float64Array[] = [];
  const rowOf = new Map<number, number>();
  for (const index of lines) {
    const line = book.lines[index]!;
    const key = rowKey(line, index);
    const row = rowsByKey.get(key) ?? gains.push(lineGains(book, line, set, convention)) - 1;
    rowsByKey.set(key, row);
    rowOf.set(index, row);
  }
  const matrix = new Float64Array(gains.length * width);
  for (const [row, values] of gains.entries()) matrix.set(values, row * width);
  return { axis: set.scenarios.map((scenario) => scenario.id), rowOf, matrix };
}

function rowKey(line: Line, index: number): string {
  switch (line.kind) {
    case 'position':
      return `position:${line.contract.instrument.id}`;
    case 'order':
      return `order:${index}`;
    case 'asset':
      return `asset:${line.asset}`;
  }
}

function lineGains(book: Book, line: Line, set: ScenarioSet, convention: GainsConvention): Float64Array {
  const perScenario = (gain: (scenario: Scenario, k: number) => number) =>
    Float64Array.from(set.scenarios, (scenario, k) => scenario.weight * gain(scenario, k));
  const rateOf: RateOf = (currency, scenario) => rate(book, currency, scenario, convention);
  if (line.kind === 'asset') {
    const before = rateOf(line.asset, null);
    return perScenario((scenario) => rateOf(line.asset, scenario) - before);
  }
  const valuation = valuationOf(book, line.contract.instrument.id);
  const live = convention.liveFraction?.(valuation) ?? 1;
  const prices = shockedPrices(book.market, valuation, set);
  const unitGain =
    line.kind === 'order' ? orderGain(line, rateOf) : positionGain(book, valuation, { ...convention, rateOf });
  return perScenario((scenario, k) => live * unitGain(prices[k]!, scenario));
}

type UnitGain = (price: number, scenario: Scenario) => number;
/** Price of a currency in the book's base currency, after a scenario where one is given. */
type RateOf = (currency: string, scenario: Scenario | null) => number;

function positionGain(
  book: Book,
  valuation: Valuation,
  { start, deltaOneFrom, rateOf }: GainsConvention & { readonly rateOf: RateOf },
): UnitGain {
  const { instrument } = valuation.contract;
  const currency = instrument.settlementCurrency;
  if (isDeltaOne(instrument)) {
    const from = deltaOneFrom === 'index' ? indexInQuoteUnits(book, valuation) : valuation.mark;
    const perMark = from / valuation.mark;
    return (price, scenario) => gainPerContract(instrument, from, price * perMark) * rateOf(currency, scenario);
  }
  const before = valuation[start] * rateOf(currency, null);
  return (price, scenario) => instrument.multiplier * (price * rateOf(currency, scenario) - before);
}

/** A linear contract is quoted in its settlement currency, the index in the market's base currency. */
function indexInQuoteUnits(book: Book, { contract: { instrument }, spot }: Valuation): number {
  return instrument.payoff === 'linear' ? spot / book.currencies.get(instrument.settlementCurrency)!.price : spot;
}

function orderGain(order: OrderLine, rateOf: RateOf): UnitGain {
  const { instrument } = order.contract;
  return (price, scenario) => {
    const gain = SIGN[order.side] * gainPerContract(instrument, order.price, price);
    return Math.min(0, gain * rateOf(instrument.settlementCurrency, scenario));
  };
}

/** Measured at the scenario's own prices, then in base currency at today's rate. */
function rate(book: Book, currency: string, scenario: Scenario | null, { measuredIn }: GainsConvention): number {
  const measure = measuredIn ?? book.baseCurrency;
  const moved = shockedCurrency(book, currency, scenario) / shockedCurrency(book, measure, scenario);
  return measuredIn === undefined ? moved : moved * baseRate(book, measuredIn);
}

function shockedCurrency(book: Book, currency: string, scenario: Scenario | null): number {
  const { price, movesWith } = book.currencies.get(currency)!;
  if (scenario === null || movesWith === null) return price;
  return price * (1 + shockOf(scenario, movesWith).spotShockFraction);
}
