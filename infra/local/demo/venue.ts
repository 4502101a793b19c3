import type { AssetClass } from '../../../shared/market/index.ts';
import type { VolSurface } from './vol-surface.ts';

/** One underlying of the demo: its price, its carry, its surface and how its contracts are cut. */
export type DemoUnderlying = {
  readonly id: string;
  readonly assetClass: AssetClass;
  readonly price: number;
  readonly rate: number;
  readonly dividendYield: number;
  readonly surface: VolSurface;
  readonly optionExpiries: number;
  readonly optionMultiplier: number;
  readonly optionLot: number;
  /** option prices are multiples of this */
  readonly tick: number;
  readonly optionFee: number;
};

/** The demo's invented world: round prices, no venue's data. */
export const DEMO_UNDERLYINGS: readonly DemoUnderlying[] = [
  {
    id: 'BTC',
    assetClass: 'crypto-major',
    price: 68_000,
    rate: 0.04,
    dividendYield: -0.01,
    surface: { varianceNow: 0.36, varianceLong: 0.27, reversionAnnual: 4, skew: -0.25, curvature: 0.9 },
    optionExpiries: 7,
    optionMultiplier: 1,
    optionLot: 0.1,
    tick: 1,
    optionFee: 0.0003,
  },
  {
    id: 'ETH',
    assetClass: 'crypto-major',
    price: 2_000,
    rate: 0.04,
    dividendYield: -0.005,
    surface: { varianceNow: 0.58, varianceLong: 0.46, reversionAnnual: 4, skew: -0.2, curvature: 0.9 },
    optionExpiries: 7,
    optionMultiplier: 1,
    optionLot: 1,
    tick: 0.05,
    optionFee: 0.0003,
  },
  {
    id: 'SPY',
    assetClass: 'index-broad-high-cap',
    price: 690,
    rate: 0.04,
    dividendYield: 0.012,
    surface: { varianceNow: 0.02, varianceLong: 0.034, reversionAnnual: 3, skew: -0.7, curvature: 1.1 },
    optionExpiries: 3,
    optionMultiplier: 100,
    optionLot: 1,
    tick: 0.01,
    optionFee: 0,
  },
];

/** Of their daily moves, in the order of DEMO_UNDERLYINGS. */
export const DEMO_CORRELATIONS: readonly (readonly number[])[] = [
  [1, 0.8, 0.35],
  [0.8, 1, 0.35],
  [0.35, 0.35, 1],
];
