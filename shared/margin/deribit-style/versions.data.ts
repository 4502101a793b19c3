import type { MethodVersion } from '../method.ts';
import type { DeribitPair, DeribitParameters } from './parameters.ts';

const GENERAL: Omit<DeribitParameters, 'pairs' | 'haircuts'> = {
  mode: 'segregated',
  standardOptions: { initialFraction: 0.15, minInitialFraction: 0.1, maintenanceFraction: 0.075 },
  assumed: {},
  bucketsPerSide: 4,
  extendedMoves: [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5],
  maintenanceFraction: 0.8,
  stated: {},
};

const BTC_2024: DeribitPair = {
  priceRangeFraction: 0.16,
  volRangeUpFraction: 0.5,
  volRangeDownFraction: 0.25,
  vegaPowerShort: 0.3,
  vegaPowerLong: 0.13,
  minVolUpAnnual: 0.5,
  extendedTableFactor: 1,
  extendedDampenerUsd: 100_000,
  annualisedMoveRiskFraction: 0.075,
  minAnnualisedMoveFraction: 0.01,
  pnlOffsetFraction: 0,
  maxOffsetablePnlUsd: 0,
  deltaShockPerCoin: 5e-5,
  deltaShockThresholdUsd: 20_000_000,
  maxDeltaShockFraction: 0.1,
  equitySideImpact: 'both',
};

const ETH_2026: DeribitPair = {
  priceRangeFraction: 0.18,
  volRangeUpFraction: 0.4,
  volRangeDownFraction: 0.25,
  vegaPowerShort: 0.3,
  vegaPowerLong: 0.13,
  minVolUpAnnual: 0.5,
  extendedTableFactor: 1,
  extendedDampenerUsd: 200_000,
  annualisedMoveRiskFraction: 0.05,
  minAnnualisedMoveFraction: 0.005,
  pnlOffsetFraction: 0.6,
  maxOffsetablePnlUsd: 20_000_000,
  deltaShockPerCoin: 4e-6,
  deltaShockThresholdUsd: 20_000_000,
  maxDeltaShockFraction: 0.1,
  equitySideImpact: 'both',
};

const BTC_SEPTEMBER_2026: DeribitPair = {
  priceRangeFraction: 0.14,
  volRangeUpFraction: 0.4,
  volRangeDownFraction: 0.25,
  vegaPowerShort: 0.3,
  vegaPowerLong: 0.13,
  minVolUpAnnual: null,
  extendedTableFactor: 1,
  extendedDampenerUsd: 200_000,
  annualisedMoveRiskFraction: null,
  minAnnualisedMoveFraction: 0.005,
  pnlOffsetFraction: null,
  maxOffsetablePnlUsd: null,
  deltaShockPerCoin: null,
  deltaShockThresholdUsd: null,
  maxDeltaShockFraction: null,
  equitySideImpact: 'both',
};

export const DERIBIT_VERSIONS: readonly MethodVersion<DeribitParameters>[] = [
  {
    version: '2024-06-17',
    source:
      'docs.deribit.com private/pme/simulate, example response of 2024-06-17 (model_params): BTC; the extended moves are those of its rows',
    parameters: { ...GENERAL, pairs: { BTC: BTC_2024 }, haircuts: { BTC: 0, USD: 0 } },
  },
  {
    version: '2026-02-15',
    source:
      'logged private/pme/simulate response of 2026-02-15 (model_params): ETH; stETH haircut from insights.deribit.com, 13 January 2026',
    parameters: { ...GENERAL, pairs: { ETH: ETH_2026 }, haircuts: { ETH: 0, USD: 0, stETH: 0.075 } },
  },
  {
    version: '2026-09-23',
    source:
      'public/pme/get_params as a third party read it on 2026-09-23: BTC, in part (null is not listed); ETH as of 2026-02-15; haircuts of USYC, BUIDL and USDe from a third party',
    parameters: {
      ...GENERAL,
      pairs: { BTC: BTC_SEPTEMBER_2026, ETH: ETH_2026 },
      haircuts: { ETH: 0, USD: 0, stETH: 0.075, USYC: 0.02, BUIDL: 0.02, USDe: 0.05 },
    },
  },
];
