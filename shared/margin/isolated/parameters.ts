import * as z from 'zod';
import { gridSchema } from '../grid.ts';

export const isolatedSchema = z.strictObject({
  scenarios: gridSchema,
  start: z.enum(['model', 'mark']).meta({ description: 'where the P&L of an option starts' }),
  maintenanceFraction: z.number().min(0).max(1).meta({ description: 'maintenance as a fraction of initial' }),
});

export type IsolatedParameters = z.infer<typeof isolatedSchema>;
