import type { Scenario, ScenarioSet } from '../../scenarios/index.ts';
import type { OkxParameters } from './parameters.ts';

/** The scenarios of an underlying; MR1 has a set for each band of days to expiry, with the same names. */
export type OkxScenarios = {
  readonly mr1: readonly { readonly upToDays: number; readonly set: ScenarioSet }[];
  readonly mr2: ScenarioSet;
  readonly mr6: ScenarioSet;
};

/**
 * MR1: 0 and the moves up and down, each with vols down, the same and up (the same alone, where no vol shock is known).
 * MR2: a day passes. MR6: twice the largest move, at half its P&L. Every name says its shock, so that underlyings of one tier share it.
 */
export function okxScenarios(parameters: OkxParameters, moves: readonly number[]): OkxScenarios {
  const extreme = parameters.extremeMultiple * Math.max(...moves);
  const bands = parameters.volShocks ?? [null];
  return {
    mr1: bands.map((band) => ({
      upToDays: band?.upToDays ?? Number.POSITIVE_INFINITY,
      set: flat(spotMoves(moves).flatMap((move) => volRows(parameters, move, band))),
    })),
    mr2: flat([{ id: 'mr2/day+1', spotShockFraction: 0, daysForward: 1, weight: 1 }]),
    mr6: flat(
      [-extreme, extreme].map((move) => ({
        id: `mr6/spot${signed(move)}`,
        spotShockFraction: move,
        weight: parameters.extremeWeight,
      })),
    ),
  };
}

type VolShock = NonNullable<OkxParameters['volShocks']>[number];

function volRows({ volShockKind }: OkxParameters, move: number, band: VolShock | null): Scenario[] {
  const id = `mr1/spot${signed(move)}`;
  if (band === null) return [{ id, spotShockFraction: move, weight: 1 }];
  const shocks = [
    ['vol-down', -band.down],
    ['vol-same', 0],
    ['vol-up', band.up],
  ] as const;
  return shocks.map(([name, shock]) => ({
    id: `${id}/${name}`,
    spotShockFraction: move,
    weight: 1,
    ...(volShockKind === 'points' ? { volShockPoints: shock } : { volShockFraction: shock }),
  }));
}

function spotMoves(moves: readonly number[]): number[] {
  return [...moves.map((move) => -move), 0, ...moves].toSorted((a, b) => a - b);
}

function signed(move: number): string {
  return move > 0 ? `+${move}` : String(move);
}

function flat(scenarios: readonly Scenario[]): ScenarioSet {
  return { scenarios, volRule: { kind: 'flat' } };
}
