import type { MethodVersion } from '../method.ts';
import type { OkxParameters } from './parameters.ts';

function each<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

const MAJORS = ['BTC', 'ETH'];
const SECOND = ['LTC', 'BCH', 'EOS', 'OKB', 'DOT', 'BSV', 'LINK', 'FIL', 'ADA', 'TRX', 'UNI', 'XRP'];
const MIDDLE_BASIS = ['SOL', 'DOGE', 'PEPE', 'XRP', 'BNB', 'SHIB', 'LTC', 'ORDI', 'WLD', 'BCH', 'ADA'];

function tiers(endsUsd: readonly number[]): OkxParameters['minimumChargeTiers'] {
  const multiples = [1, 2, 4, 6, 8, 10, 12];
  return multiples.map((multiple, i) => ({ upToUsd: endsUsd[i] ?? null, multiple }));
}

type Lasting = Omit<OkxParameters, 'riskUnits' | 'moves' | 'basisRiskAnnual' | 'minBasisMove' | 'minimumChargeTiers'>;

/** The same at both dates; null is what no source lists. */
const COMMON: Lasting = {
  volShockKind: 'relative',
  volShocks: null,
  vegaMoves: null,
  rateMove: null,
  optionMinimumChargeRates: { of: {}, others: null },
  depegTiers: null,
  spotOffset: 'none',
  extremeMultiple: 2,
  extremeWeight: 0.5,
  minimumChargeRates: { of: { BTC: 0.0045, LTC: 0.007 }, others: null },
  depegOrder: ['USDT', 'USDC', 'USD'],
  borrowTiers: { of: { USDT: [{ upTo: null, maintenance: 0.02, initial: 0.1 }] }, others: null },
  initialMultiple: 1.3,
};

export const OKX_VERSIONS: readonly MethodVersion<OkxParameters>[] = [
  {
    version: '2024-05-01',
    source:
      'okx.com notices as they stood in May 2024: moves and MR7 tiers before January 2025, least basis move of July 2023; rates of MR7 and MR8 as in the API documentation example',
    parameters: {
      ...COMMON,
      riskUnits: 'family',
      moves: {
        of: { ...each(MAJORS, [0.05, 0.1, 0.15]), ...each(SECOND, [0.07, 0.14, 0.2]) },
        others: [0.08, 0.16, 0.25],
      },
      basisRiskAnnual: { of: {}, others: null },
      minBasisMove: { of: { BTC: 0.006 }, others: null },
      minimumChargeTiers: tiers([10_000, 70_000, 170_000, 300_000, 470_000, 700_000]),
    },
  },
  {
    version: '2025-01-15',
    source:
      'okx.com/help okx-will-further-adjust-portfolio-margin-parameters (2 January 2025); least basis moves and MR7, MR8 rates as the API documentation example of 15 January 2025 shows them (BTC, LTC, USDT)',
    parameters: {
      ...COMMON,
      riskUnits: 'underlying',
      moves: {
        of: { ...each(MAJORS, [0.04, 0.08, 0.12]), ...each(SECOND, [0.06, 0.12, 0.18]) },
        others: [0.08, 0.16, 0.25],
      },
      basisRiskAnnual: { of: { ...each(MIDDLE_BASIS, 0.15), ...each(MAJORS, 0.05) }, others: 0.3 },
      minBasisMove: { of: { BTC: 0.002, LTC: 0.008 }, others: null },
      minimumChargeTiers: tiers([250_000, 500_000, 1_000_000, 2_000_000, 3_000_000, 4_000_000]),
    },
  },
];
