import type { MethodVersion } from '../method.ts';
import type { ClassRule, StrategyParameters } from './parameters.ts';

const STOCK: Omit<ClassRule, 'assetClasses' | 'shortOptionFraction'> = {
  shortOptionMinimumFraction: 0.1,
  longStockInitialFraction: 0.5,
  longStockMaintenanceFraction: 0.25,
  shortStockInitialFraction: 0.5,
  shortStockMaintenanceFraction: 0.3,
  shortStockMinimumPerShare: 5,
  hedgedStrikeFraction: 0.1,
};

export const STRATEGY_VERSIONS: readonly MethodVersion<StrategyParameters>[] = [
  {
    version: '2007-02-23',
    source:
      'Regulation T, FINRA 4210(f)(2), Cboe 10.3 and the Cboe Margin Manual as in reference/tradfi-margin.md §3; the date is the close of the Cboe example table that it reproduces',
    parameters: {
      classes: [
        { ...STOCK, assetClasses: ['equity', 'index-narrow'], shortOptionFraction: 0.2 },
        { ...STOCK, assetClasses: ['index-broad-high-cap', 'index-broad'], shortOptionFraction: 0.15 },
      ],
      longTermYears: 0.75,
      longTermLoanFraction: 0.25,
      spreadLegs: 'balanced',
      candidatesMax: 20_000,
      nodesMax: 40,
    },
  },
];
