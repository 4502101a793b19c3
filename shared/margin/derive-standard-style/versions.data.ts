import type { MethodVersion } from '../method.ts';
import type { StandardParameters } from './parameters.ts';

const PERPETUALS = [
  [['BTC', 'ETH'], 0.05, 0.066],
  [['SOL'], 0.067, 0.077],
  [['XRP', 'LINK'], 0.067, 0.1],
  [['HYPE', 'XAUT'], 0.08, 0.1],
  [['ZEC', 'LIT', 'PUMP', 'CC'], 0.1, 0.15],
  [['ADA', 'VVV'], 0.15, 0.2],
] as const;

/** Staked ETH counts alike, whatever its wrapper; the wrappers of BTC count as BTC does. */
const BASES = [
  [['ETH'], 0.8, 0.9375],
  [['BTC', 'wBTC', 'cbBTC'], 0.75, 0.93],
  [['wstETH', 'weETH', 'rswETH', 'rsETH'], 0.65, 0.77],
  [['USDT'], 0.98, 0.98],
  [['USDe'], 0.8, 0.875],
] as const;

export const DERIVE_STANDARD_VERSIONS: readonly MethodVersion<StandardParameters>[] = [
  {
    version: '2026-01-21',
    source:
      'derivexyz/v2-core @7736900 of this date (the standard manager, GPL since 2025-11-16), its mainnet configuration; perpetuals as in the V3 documentation',
    parameters: {
      assetClasses: ['crypto-major', 'crypto-other', 'commodity'],
      maxSpotFraction: 0.15,
      minSpotFraction: 0.13,
      maintenanceCallFraction: 0.09,
      maintenancePutFraction: 0.09,
      maintenancePutMarkFraction: 0.09,
      initialPutFactor: 1.05,
      unpairedInitialFactor: 1.2,
      unpairedMaintenanceFactor: 1.1,
      perpetuals: PERPETUALS.map(([underlyings, maintenanceFraction, initialFraction]) => ({
        underlyings: [...underlyings],
        maintenanceFraction,
        initialFraction,
      })),
      bases: BASES.flatMap(([assets, maintenanceFactor, initialScale]) =>
        assets.map((asset) => ({ asset, maintenanceFactor, initialScale })),
      ),
      cashAssets: ['USDC', 'USD'],
      confidenceThreshold: 0.55,
      confidenceFactor: 1,
      confidence: 1,
      settlementWindowSeconds: 1800,
      stableAsset: 'USDC',
      pegThreshold: 0.99,
      pegFactor: 2,
    },
  },
];
