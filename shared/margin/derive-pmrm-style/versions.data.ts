import type { MethodVersion } from '../method.ts';
import type { PmrmParameters } from './parameters.ts';
import type { PmrmScenario } from './scenario-list.ts';

const DIRECTIONS = ['up', 'none', 'down'] as const;

function row(spotShockFraction: number, vol: PmrmScenario['vol']): PmrmScenario {
  return { spotShockFraction, vol, dampeningFactor: 1 };
}

/** The largest move with vols up only, then every smaller one with vols up, unmoved and down, from the top to the bottom. */
function grid(largest: number, inner: readonly number[]): PmrmScenario[] {
  const moves = [...inner, 0, ...inner.toReversed().map((move) => -move)];
  return [row(largest, 'up'), ...moves.flatMap((move) => DIRECTIONS.map((vol) => row(move, vol))), row(-largest, 'up')];
}

/** Far moves, whose P&L counts in part. */
const TAILS = (
  [
    [-0.66, 0.21],
    [-0.33, 0.42],
    [0.5, 0.2772],
    [1, 0.1386],
    [2, 0.0693],
    [3, 0.0462],
    [4, 0.03465],
    [5, 0.02772],
  ] as const
).map(([spotShockFraction, dampeningFactor]) => ({ spotShockFraction, vol: 'up', dampeningFactor }) as const);

const SKEWS = [row(0, 'skew-linear'), row(0, 'skew-absolute')];

const COMMON = {
  assetClasses: ['crypto-major', 'crypto-other'],
  confidenceThreshold: 0.55,
  confidenceFactor: 1,
  confidence: 1,
  cashAssets: ['USDC', 'USD'],
  stableAsset: 'USDC',
  pegThreshold: 0.99,
  pegFactor: 4,
  settlementWindowSeconds: 1800,
} satisfies Partial<PmrmParameters>;

const PMRM_1: PmrmParameters = {
  ...COMMON,
  scenarios: grid(0.2, [0.15, 0.1, 0.05]),
  volShock: { upFraction: 0.6, downFraction: 0.3, shortPower: 0.3, longPower: 0.13, floorDays: 1, minUpAnnual: 0 },
  skew: {
    linear: { base: 0, perRootYear: 0 },
    absolute: { base: 0, perRootYear: 0 },
    minWidth: 0.01,
    widthScale: 0,
    volStatic: 0,
    volPerRootYear: 0,
  },
  discounting: 'none',
  staticDiscount: {
    long: { base: 0.95, rateMultiple: 1, rateAdd: 0.12 },
    short: { base: 1, rateMultiple: 0, rateAdd: 0 },
  },
  basis: { upFraction: 0.05, downFraction: -0.05, addFactor: 1, perYearFactor: 1.2 },
  initialFactor: 1.25,
  maintenanceFactor: 1,
  contingenciesTimesFactor: true,
  perpetual: { maintenanceFraction: 0.03, initialFraction: 0 },
  nakedOption: { maintenanceFraction: 0.02, initialFraction: 0 },
  collateral: [
    { asset: 'ETH', maintenanceFraction: 0.03, initialFraction: 0 },
    { asset: 'BTC', maintenanceFraction: 0.03, initialFraction: 0 },
  ],
};

/** Haircuts of the venue's ETH book; BTC itself is taken as the venue takes wBTC. */
const HAIRCUTS = [
  ['ETH', 0.056, 0.07],
  ['wstETH', 0.056, 0.1],
  ['weETH', 0.156, 0.17],
  ['rsETH', 0.206, 0.22],
  ['rswETH', 0.306, 0.32],
  ['BTC', 0.106, 0.12],
  ['wBTC', 0.106, 0.12],
  ['LBTC', 0.156, 0.17],
  ['cbBTC', 0.156, 0.17],
  ['eBTC', 0.156, 0.17],
  ['solvBTC', 0.206, 0.22],
] as const;

const PMRM_2: PmrmParameters = {
  ...COMMON,
  scenarios: [...grid(0.18, [0.135, 0.09, 0.045]), ...TAILS, ...SKEWS],
  volShock: { upFraction: 0.5, downFraction: 0.275, shortPower: 0.3, longPower: 0.13, floorDays: 1, minUpAnnual: 0.4 },
  skew: {
    linear: { base: 0.25, perRootYear: -0.1 },
    absolute: { base: 0.25, perRootYear: -0.1 },
    minWidth: 0.01,
    widthScale: 4,
    volStatic: 0.6,
    volPerRootYear: 0,
  },
  discounting: 'rate',
  staticDiscount: {
    long: { base: 0.98, rateMultiple: 0, rateAdd: 0.1 },
    short: { base: 1.02, rateMultiple: 0, rateAdd: 0.1 },
  },
  basis: { upFraction: 0.045, downFraction: -0.045, addFactor: 0.5, perYearFactor: 2 },
  initialFactor: 1,
  maintenanceFactor: 0.8,
  contingenciesTimesFactor: false,
  perpetual: { maintenanceFraction: 0.03, initialFraction: 0.01 },
  nakedOption: { maintenanceFraction: 0.003, initialFraction: 0.002 },
  collateral: HAIRCUTS.map(([asset, maintenanceFraction, initialFraction]) => ({
    asset,
    maintenanceFraction,
    initialFraction,
  })),
};

export const DERIVE_PMRM_VERSIONS: readonly MethodVersion<PmrmParameters>[] = [
  {
    version: '2023-12-31',
    source: 'PMRM v1: derivexyz/v2-core @7736900 (GPL since 2025-11-16), the parameters of its mainnet configuration',
    parameters: PMRM_1,
  },
  {
    version: '2025-04-18',
    source:
      'PMRM_2: derivexyz/v2-core @7736900 (BUSL-1.1: restated, no code), the parameters that docs.derive.xyz gave for BTC and ETH in January 2026, collateral haircuts of its ETH book',
    parameters: PMRM_2,
  },
];
