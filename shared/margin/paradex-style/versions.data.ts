import type { MethodVersion } from '../method.ts';
import type { CrossTier, OptionSide, ParadexParameters, ParadexTier } from './parameters.ts';

type Table = {
  /** the largest move first; the ends have the upward vol shock only */
  readonly moves: readonly [number, number, number, number];
  readonly volUp: number;
  readonly volDown: number;
  readonly tails: readonly (readonly [spotShockFraction: number, weight: number])[];
};

function row(spotShockFraction: number, volShockFraction: number, weight = 1) {
  return { spotShockFraction, volShockFraction, weight };
}

/** The venue's 24 rows in its order: +max, then each smaller move up and down in vol, −max, then the weighted tails. */
function rows({ moves, volUp, volDown, tails }: Table): ParadexTier['scenarios'] {
  const [far, ...near] = moves;
  const inner = [...near, 0, ...near.toReversed().map((move) => -move)];
  return [
    row(far, volUp),
    ...inner.flatMap((move) => [row(move, volUp), row(move, volDown)]),
    row(-far, volUp),
    ...tails.map(([move, weight]) => row(move, volUp, weight)),
  ];
}

const MAJORS: ParadexTier = {
  assetClasses: ['crypto-major', 'index-broad-high-cap', 'index-broad'],
  scenarios: rows({
    moves: [0.16, 0.12, 0.08, 0.04],
    volUp: 0.4,
    volDown: -0.22,
    tails: [
      [-0.66, 0.18],
      [-0.33, 0.36],
      [0.5, 0.24],
      [1, 0.12],
      [2, 0.06],
      [3, 0.04],
      [4, 0.03],
      [5, 0.024],
    ],
  }),
  hedgedFraction: 0.01,
  unhedgedFraction: 0.02,
  minVolUpAnnual: 0.4,
};

const OTHERS: ParadexTier = {
  assetClasses: ['crypto-other', 'commodity'],
  scenarios: rows({
    moves: [0.28, 0.21, 0.14, 0.07],
    volUp: 0.64,
    volDown: -0.352,
    tails: [
      [-0.66, 0.3],
      [-0.33, 0.5],
      [0.5, 0.4],
      [1, 0.2],
      [2, 0.1],
      [3, 0.07],
      [4, 0.05],
      [5, 0.04],
    ],
  }),
  hedgedFraction: 0.015,
  unhedgedFraction: 0.03,
  minVolUpAnnual: 0.6,
};

/** Maintenance is half of initial, but for the cap of short puts. */
function optionSides(initial: Omit<OptionSide, 'premiumMultiplier' | 'shortPutCapFraction'>) {
  return {
    optionInitial: { ...initial, premiumMultiplier: 1, shortPutCapFraction: 0.5 },
    optionMaintenance: {
      longFraction: initial.longFraction / 2,
      premiumMultiplier: 0.5,
      shortFraction: initial.shortFraction / 2,
      shortMinimumFraction: initial.shortMinimumFraction / 2,
      shortPutCapFraction: 0.5,
    },
  };
}

const CROSS_TIERS: CrossTier[] = [
  {
    assetClasses: ['crypto-major'],
    deltaOneInitialFraction: 0.02,
    deltaOneMaintenanceFactor: 0.5,
    ...optionSides({ longFraction: 0.2, shortFraction: 0.15, shortMinimumFraction: 0.1 }),
  },
  {
    assetClasses: ['crypto-other', 'commodity'],
    deltaOneInitialFraction: null,
    deltaOneMaintenanceFactor: 0.5,
    ...optionSides({ longFraction: 0.3, shortFraction: 0.225, shortMinimumFraction: 0.15 }),
  },
];

export const PARADEX_VERSIONS: readonly MethodVersion<ParadexParameters>[] = [
  {
    version: '2026-04-22',
    source:
      'tradeparadex/paradex-docs portfolio-margin (MIT) and paradex-py margin engine @334a7f8 (MIT); the default fee is that of its examples',
    parameters: {
      mode: 'portfolio',
      tiers: [MAJORS, OTHERS],
      crossTiers: CROSS_TIERS,
      maintenanceFraction: 0.5,
      vegaPowerShort: 0.3,
      vegaPowerLong: 0.13,
      vegaFloorDays: 1,
      settlementWindowSeconds: 1800,
      optionFeeCapFraction: 0.125,
      defaultFeeFraction: 0.0003,
      cashAssets: ['USD', 'USDC'],
    },
  },
];
