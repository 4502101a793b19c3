import type { Amounts, OptionSeries, Series, StockSeries } from './series.ts';
import { outOfTheMoney } from './series.ts';

export type Side = 'long' | 'short';

/**
 * What one contract needs by itself. Short options count with their market value: their proceeds are in the account.
 *
 * long option:  0, being paid in full; `−loan · p` with more than nine months to go
 * short call:   `p + max(a·S·L − OTM, b·S·L)`
 * short put:    `p + max(a·S·L − OTM, b·K·L)`
 * long stock:   50 %, maintenance 25 %
 * short stock:  50 %, maintenance `max(30 %, $5 a share)`, beyond the proceeds
 *
 * The initial requirement is never below the maintenance (FINRA 4210(b)). Source: tradfi-margin.md §3; to the dollar in
 * test/conformance/margin/strategy.test.ts.
 */
export function singleRequirement(series: Series, side: Side, longTermLoanFraction: number): Amounts {
  if (series.kind === 'stock') return side === 'long' ? longStock(series) : shortStock(series);
  return side === 'long' ? longOption(series, longTermLoanFraction) : same(shortOption(series) * series.multiplier);
}

function longOption({ isLongTerm, price, multiplier }: OptionSeries, loanFraction: number): Amounts {
  return same(isLongTerm ? -loanFraction * price * multiplier : 0);
}

/** Of a short option by itself, per unit. */
export function shortOption(option: OptionSeries): number {
  const { price, right, strike, spot, leverageFactor, rule } = option;
  const base = rule.shortOptionFraction * spot * leverageFactor - outOfTheMoney(option);
  const least = rule.shortOptionMinimumFraction * (right === 'call' ? spot : strike) * leverageFactor;
  return price + Math.max(base, least);
}

function longStock({ price, multiplier, rule }: StockSeries): Amounts {
  return atLeastMaintenance({
    initial: rule.longStockInitialFraction * price * multiplier,
    maintenance: rule.longStockMaintenanceFraction * price * multiplier,
  });
}

function shortStock({ price, multiplier, rule }: StockSeries): Amounts {
  const maintenance = Math.max(rule.shortStockMaintenanceFraction * price, rule.shortStockMinimumPerShare);
  return atLeastMaintenance({
    initial: rule.shortStockInitialFraction * price * multiplier,
    maintenance: maintenance * multiplier,
  });
}

function same(amount: number): Amounts {
  return { initial: amount, maintenance: amount };
}

export function atLeastMaintenance({ initial, maintenance }: Amounts): Amounts {
  return { initial: Math.max(initial, maintenance), maintenance };
}
