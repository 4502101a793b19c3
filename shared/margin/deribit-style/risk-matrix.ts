import type { Scenario, ScenarioSet } from '../../scenarios/index.ts';
import type { DeribitPair, DeribitParameters } from './parameters.ts';

/** The standard and extended tables of one pair, the names of their rows starting with that of the pool. */
export type RiskMatrix = {
  readonly set: ScenarioSet;
  /** dollars of loss per row that need no margin, were the coin not to move; 0 in the standard table */
  readonly dampenersUsd: Float64Array;
  readonly standardRows: number;
};

export type RiskMatrixSpec = {
  readonly pool: string;
  readonly pair: DeribitPair;
  /** whether gains are in the coin itself */
  readonly inCoin: boolean;
};

/**
 * Standard: moves `R·i/n`, i = −n…n, each with vols down, the same and up. The venue's order within a bucket isn't published.
 *
 * Extended, vols up only: gains times `factor·R/|m|`; in coin also times `(1+m)/(1+sR)`, s the sign of m, which re-bases them
 * on the coin's price at the end of the range. A delta-one contract has the P&L of ±R in every extended row (both of the
 * venue's examples, test/conformance/margin/deribit-style).
 */
export function riskMatrix(parameters: DeribitParameters, { pool, pair, inCoin }: RiskMatrixSpec): RiskMatrix {
  const standard = standardScenarios(pool, pair, parameters.bucketsPerSide);
  const rows = parameters.extendedMoves.map((move) => extendedRow(pool, pair, move, inCoin));
  return {
    set: {
      scenarios: [...standard, ...rows.map(({ scenario }) => scenario)],
      volRule: {
        kind: 'tenor-scaled',
        shortPower: pair.vegaPowerShort,
        longPower: pair.vegaPowerLong,
        floorDays: 1,
        minVolUpAnnual: pair.minVolUpAnnual ?? 0,
      },
    },
    dampenersUsd: Float64Array.from([...standard.map(() => 0), ...rows.map(({ dampenerUsd }) => dampenerUsd)]),
    standardRows: standard.length,
  };
}

function standardScenarios(pool: string, pair: DeribitPair, bucketsPerSide: number): Scenario[] {
  const vols = [
    ['vol-down', -pair.volRangeDownFraction],
    ['vol-same', 0],
    ['vol-up', pair.volRangeUpFraction],
  ] as const;
  return Array.from({ length: 2 * bucketsPerSide + 1 }, (_, bucket) => bucket).flatMap((bucket) =>
    vols.map(([name, volShockFraction]) => ({
      id: `${pool}/bucket-${bucket + 1}/${name}`,
      spotShockFraction: (pair.priceRangeFraction * (bucket - bucketsPerSide)) / bucketsPerSide,
      volShockFraction,
      weight: 1,
    })),
  );
}

function extendedRow(pool: string, pair: DeribitPair, move: number, inCoin: boolean) {
  const { priceRangeFraction, extendedTableFactor, extendedDampenerUsd, volRangeUpFraction } = pair;
  const distance = Math.abs(move) / priceRangeFraction;
  const rangeEnd = 1 + Math.sign(move) * priceRangeFraction;
  const scenario: Scenario = {
    id: `${pool}/extended${move < 0 ? '' : '+'}${move}`,
    spotShockFraction: move,
    volShockFraction: volRangeUpFraction,
    weight: (extendedTableFactor / distance) * (inCoin ? (1 + move) / rangeEnd : 1),
  };
  const allowanceUsd = (Math.max(distance, 1) - 1) * extendedDampenerUsd;
  return { scenario, dampenerUsd: inCoin ? allowanceUsd / rangeEnd : allowanceUsd };
}
