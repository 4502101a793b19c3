import * as z from 'zod';

export const health = z.strictObject({ status: z.literal('ok'), engineVersion: z.string() }).meta({ id: 'Health' });

export const index = z
  .strictObject({ name: z.string(), docs: z.string(), openapi: z.string(), health: z.string() })
  .meta({ id: 'Index' });
