import * as z from 'zod';

/** How a scenario moves vols; the two skews tilt them around the forward. */
const VOL_MOVES = ['up', 'none', 'down', 'skew-linear', 'skew-absolute'] as const;
export type VolMove = (typeof VOL_MOVES)[number];

export type PmrmScenario = {
  readonly spotShockFraction: number;
  readonly vol: VolMove;
  /** multiplies the P&L */
  readonly dampeningFactor: number;
};

const scenario = z
  .strictObject({
    spotShockFraction: z.number().gt(-1).max(100),
    vol: z.enum(VOL_MOVES),
    dampeningFactor: z.number().min(0).max(100).meta({ description: 'multiplies the P&L' }),
  })
  .refine(({ spotShockFraction, vol }) => spotShockFraction === 0 || !isSkew(vol), {
    path: ['spotShockFraction'],
    error: 'a skew scenario does not move spot',
  });

export const scenarioList = z
  .array(scenario)
  .min(1)
  .max(200)
  .refine((all) => new Set(all.map(scenarioIdOf)).size === all.length, 'two scenarios are the same')
  .refine((all) => all.some(({ vol }) => !isSkew(vol)), 'skews alone are no scenarios');

export function isSkew(vol: VolMove): boolean {
  return vol === 'skew-linear' || vol === 'skew-absolute';
}

/** `spot-0.18/vol-up`, `skew-linear`. */
export function scenarioIdOf({ spotShockFraction, vol }: Pick<PmrmScenario, 'spotShockFraction' | 'vol'>): string {
  if (isSkew(vol)) return vol;
  return `spot${spotShockFraction < 0 ? '-' : '+'}${Math.abs(spotShockFraction)}/vol-${vol}`;
}
