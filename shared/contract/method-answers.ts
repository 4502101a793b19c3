import * as z from 'zod';
import type { MethodDescription } from '../usecases/index.ts';
import { identifier } from './primitives.ts';

const shock = {
  spotShockFraction: z.number(),
  volShockFraction: z.number().optional().meta({ description: 'relative' }),
  volShockPoints: z.number().optional().meta({ description: 'absolute: 0.05 is five vol points' }),
  daysForward: z.number().optional(),
};

const scenario = z
  .strictObject({
    id: z.string(),
    weight: z.number().meta({ description: 'multiplies the P&L' }),
    ...shock,
    underlyings: z.record(z.string(), z.strictObject(shock)).optional(),
  })
  .meta({ id: 'Scenario' });

const version = z
  .strictObject({
    version: identifier,
    source: z.string(),
    parameters: z.record(z.string(), z.json()),
    scenarios: z.array(scenario),
  })
  .meta({ id: 'MethodVersion' });

export const methodDescription = z
  .strictObject({
    id: identifier,
    title: z.string(),
    description: z.string(),
    approximations: z.array(z.string()).meta({ description: 'what is approximated or left out of the rule' }),
    versions: z.array(version).meta({ description: 'oldest first' }),
  })
  .meta({ id: 'MethodDescription' }) satisfies z.ZodType<MethodDescription>;
