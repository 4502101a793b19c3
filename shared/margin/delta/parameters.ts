import * as z from 'zod';

export const deltaSchema = z.strictObject({
  shockFractions: z
    .record(z.string().max(128), z.number().gt(0).max(1))
    .meta({ description: 'shock of single underlyings, by id' }),
  defaultShockFraction: z.number().gt(0).max(1).meta({ description: 'shock of all other underlyings' }),
  maintenanceFraction: z.number().min(0).max(1).meta({ description: 'maintenance as a fraction of initial' }),
});

export type DeltaParameters = z.infer<typeof deltaSchema>;
