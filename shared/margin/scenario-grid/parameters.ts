import * as z from 'zod';
import { gridSchema } from '../grid.ts';

export const scenarioGridSchema = z.strictObject({
  scenarios: gridSchema,
  pooling: z.enum(['portfolio', 'underlying']).meta({
    description: '`portfolio`: all underlyings move together in a scenario; `underlying`: each has its own worst case',
  }),
  start: z.enum(['model', 'mark']).meta({ description: 'where the P&L of an option starts' }),
  volDynamics: z.enum(['sticky-strike', 'sticky-delta']).meta({
    description:
      'what vols do when spot moves: `sticky-strike` keeps that of each option, `sticky-delta` that of each moneyness ln(K/F) on the smile of its expiry',
  }),
  maintenanceFraction: z.number().min(0).max(1).meta({ description: 'maintenance as a fraction of initial' }),
});

export type ScenarioGridParameters = z.infer<typeof scenarioGridSchema>;
