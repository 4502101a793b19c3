import type { Amounts, OptionSeries, Series, StockSeries } from './series.ts';
import { inTheMoney, outOfTheMoney } from './series.ts';
import { atLeastMaintenance, shortOption } from './single-positions.ts';

/** Signed contracts of a series. */
export type Leg = { readonly series: Series; readonly quantity: number };

/** A strategy that the rule names, once: its legs, and what they need together. */
export type Offset = { readonly strategy: string; readonly legs: readonly Leg[]; readonly requirement: Amounts };

/** What is held, or might be: the series that can be long, and those that can be short. */
export type Sides = { readonly long: readonly Series[]; readonly short: readonly Series[] };

/**
 * Every offset of stock with options and of short puts with short calls among the series; spreads of options alone are the
 * spread pools'. Per unit, S the stock, K the strike, ITM and OTM by the underlying's price:
 *
 * | strategy | initial | maintenance |
 * |---|---|---|
 * | covered call | 50 % S | ITM + 25 % min(S, K) |
 * | covered put | 50 % S | max(30 % S, $5) + ITM |
 * | protective put | 50 % S | min(10 % K + OTM, 25 % S) |
 * | protective call | 50 % S | min(10 % K + OTM, 30 % S) |
 * | conversion, reversal | 50 % S + ITM of the short option | 10 % K + ITM |
 * | collar K1 < K2 | 50 % S + ITM call | min(10 % K1 + OTM put, 25 % K2) + ITM call |
 * | short straddle, strangle | the greater of the two short options + the other's price | same |
 *
 * Stock that a short call covers is valued at its strike at most, hence the ITM. Options of a three-legged offset expire together.
 */
export function offsetsOf({ long, short }: Sides): Offset[] {
  const [longOptions, shortOptions] = [long.filter(isOption), short.filter(isOption)];
  return [
    ...long.filter(isStock).flatMap((stock) => withLongStock(stock, longOptions, shortOptions)),
    ...short.filter(isStock).flatMap((stock) => withShortStock(stock, longOptions, shortOptions)),
    ...shortCombinations(shortOptions),
  ];
}

function isOption(series: Series): series is OptionSeries {
  return series.kind === 'option';
}

function isStock(series: Series): series is StockSeries {
  return series.kind === 'stock';
}

function withLongStock(stock: StockSeries, long: readonly OptionSeries[], short: readonly OptionSeries[]): Offset[] {
  const puts = long.filter((option) => option.right === 'put');
  const calls = short.filter((option) => option.right === 'call');
  return [
    ...calls.map((call) => coveredCall(stock, call)),
    ...puts.map((put) => protectivePut(stock, put)),
    ...puts.flatMap((put) => calls.filter((call) => matches(put, call)).map((call) => collar(stock, put, call))),
  ];
}

function withShortStock(stock: StockSeries, long: readonly OptionSeries[], short: readonly OptionSeries[]): Offset[] {
  const calls = long.filter((option) => option.right === 'call');
  const puts = short.filter((option) => option.right === 'put');
  return [
    ...puts.map((put) => coveredPut(stock, put)),
    ...calls.map((call) => protectiveCall(stock, call)),
    ...calls.flatMap((call) =>
      puts
        .filter((put) => matches(put, call) && put.strike === call.strike)
        .map((put) => reverseConversion(stock, put, call)),
    ),
  ];
}

/** Put and call of one collar or conversion. */
function matches(put: OptionSeries, call: OptionSeries): boolean {
  return put.expiryMs === call.expiryMs && put.multiplier === call.multiplier && put.strike <= call.strike;
}

/** One contract of each option, with the stock that it is on. */
function offset(
  strategy: string,
  stock: StockSeries,
  stockSign: 1 | -1,
  options: readonly Leg[],
  perUnit: Amounts,
): Offset {
  const units = options[0]!.series.multiplier;
  const { initial, maintenance } = atLeastMaintenance(perUnit);
  return {
    strategy,
    legs: [{ series: stock, quantity: (stockSign * units) / stock.multiplier }, ...options],
    requirement: { initial: initial * units, maintenance: maintenance * units },
  };
}

function coveredCall(stock: StockSeries, call: OptionSeries): Offset {
  const { rule, price } = stock;
  return offset('covered-call', stock, 1, [{ series: call, quantity: -1 }], {
    initial: rule.longStockInitialFraction * price,
    maintenance: inTheMoney(call) + rule.longStockMaintenanceFraction * Math.min(price, call.strike),
  });
}

function coveredPut(stock: StockSeries, put: OptionSeries): Offset {
  const { rule, price } = stock;
  return offset('covered-put', stock, -1, [{ series: put, quantity: -1 }], {
    initial: rule.shortStockInitialFraction * price,
    maintenance: Math.max(rule.shortStockMaintenanceFraction * price, rule.shortStockMinimumPerShare) + inTheMoney(put),
  });
}

function protectivePut(stock: StockSeries, put: OptionSeries): Offset {
  const { rule, price } = stock;
  const hedged = rule.hedgedStrikeFraction * put.strike + outOfTheMoney(put);
  return offset('protective-put', stock, 1, [{ series: put, quantity: 1 }], {
    initial: rule.longStockInitialFraction * price,
    maintenance: Math.min(hedged, rule.longStockMaintenanceFraction * price),
  });
}

function protectiveCall(stock: StockSeries, call: OptionSeries): Offset {
  const { rule, price } = stock;
  const hedged = rule.hedgedStrikeFraction * call.strike + outOfTheMoney(call);
  return offset('protective-call', stock, -1, [{ series: call, quantity: 1 }], {
    initial: rule.shortStockInitialFraction * price,
    maintenance: Math.min(hedged, rule.shortStockMaintenanceFraction * price),
  });
}

/** A conversion where the strikes are one. */
function collar(stock: StockSeries, put: OptionSeries, call: OptionSeries): Offset {
  const { rule, price } = stock;
  const isConversion = put.strike === call.strike;
  const hedged = rule.hedgedStrikeFraction * put.strike + (isConversion ? 0 : outOfTheMoney(put));
  const capped = isConversion ? hedged : Math.min(hedged, rule.longStockMaintenanceFraction * call.strike);
  const options = [
    { series: put, quantity: 1 },
    { series: call, quantity: -1 },
  ];
  return offset(isConversion ? 'conversion' : 'collar', stock, 1, options, {
    initial: rule.longStockInitialFraction * price + inTheMoney(call),
    maintenance: capped + inTheMoney(call),
  });
}

function reverseConversion(stock: StockSeries, put: OptionSeries, call: OptionSeries): Offset {
  const { rule, price } = stock;
  const options = [
    { series: put, quantity: -1 },
    { series: call, quantity: 1 },
  ];
  return offset('reverse-conversion', stock, -1, options, {
    initial: rule.shortStockInitialFraction * price + inTheMoney(put),
    maintenance: rule.hedgedStrikeFraction * put.strike + inTheMoney(put),
  });
}

function shortCombinations(short: readonly OptionSeries[]): Offset[] {
  const puts = short.filter((option) => option.right === 'put');
  const calls = short.filter((option) => option.right === 'call');
  return puts.flatMap((put) =>
    calls.filter((call) => call.multiplier === put.multiplier).map((call) => shortCombination(put, call)),
  );
}

function shortCombination(put: OptionSeries, call: OptionSeries): Offset {
  const [ofPut, ofCall] = [shortOption(put), shortOption(call)];
  const perUnit = ofPut > ofCall ? ofPut + call.price : ofCall + put.price;
  const requirement = perUnit * put.multiplier;
  const isStraddle = put.strike === call.strike && put.expiryMs === call.expiryMs;
  return {
    strategy: isStraddle ? 'short-straddle' : 'short-strangle',
    legs: [
      { series: put, quantity: -1 },
      { series: call, quantity: -1 },
    ],
    requirement: { initial: requirement, maintenance: requirement },
  };
}
