import * as z from 'zod';
import { type Scenario, type Shock, scenarioId } from '../../scenarios/index.ts';

const distinct = (each: readonly number[]) => new Set(each).size === each.length;

const box = z.strictObject({
  spotShockFractions: z
    .array(z.number().gt(-1).max(10))
    .min(1)
    .max(50)
    .refine(distinct, 'two moves are the same')
    .meta({ description: 'relative moves of the underlying: dS = fraction · S' }),
  volShockPoints: z
    .array(z.number().min(-10).max(10))
    .min(1)
    .max(20)
    .refine(distinct, 'two moves are the same')
    .meta({ description: 'absolute moves of every vol: dσ, 0.05 = 5 points' }),
  daysForward: z
    .array(z.number().min(0).max(3650))
    .min(1)
    .max(10)
    .refine(distinct, 'two dates are the same')
    .meta({ description: 'days that pass: dt in calendar days' }),
});

export const greeksSchema = z.strictObject({
  box: box.meta({ description: 'every combination of its moves is a scenario' }),
  boxes: z
    .record(z.string().max(128), box)
    .meta({ description: 'boxes of single underlyings, by id, instead of the common one' }),
  crossTerms: z
    .array(z.enum(['vanna', 'volga', 'charm']))
    .max(3)
    .meta({ description: 'further second-order terms: ∂²V/∂S∂σ, ∂²V/∂σ², ∂²V/∂S∂t' }),
  maintenanceFraction: z.number().min(0).max(1).meta({ description: 'maintenance as a fraction of initial' }),
});

export type GreeksParameters = z.infer<typeof greeksSchema>;
export type ShiftBox = z.infer<typeof box>;
export type CrossTerm = GreeksParameters['crossTerms'][number];

/** Every combination of a box's moves, spot first. */
export function boxScenarios({ spotShockFractions, volShockPoints, daysForward }: ShiftBox): Scenario[] {
  return spotShockFractions.flatMap((spotShockFraction) =>
    volShockPoints.flatMap((points) =>
      daysForward.map((days) => {
        const shock: Shock = { spotShockFraction, volShockPoints: points, daysForward: days };
        return { ...shock, id: scenarioId(shock), weight: 1 };
      }),
    ),
  );
}
