import * as z from 'zod';
import type { ParameterFilePart, ParameterFileView } from '../usecases/index.ts';
import { LIMITS } from './limits.ts';
import { identifier, instant } from './primitives.ts';

const partNumber = z.int().min(1).max(LIMITS.parameterFileParts);

export const parameterFilePart = z
  .strictObject({
    id: identifier.meta({ description: 'of the file, chosen by whoever uploads it' }),
    part: partNumber.meta({ description: 'which part this is, from 1' }),
    parts: partNumber.meta({ description: 'how many there are; the same with every part' }),
    text: z
      .string()
      .min(1)
      .max(LIMITS.parameterFilePartCharacters)
      .refine((value) => value.isWellFormed(), 'holds an unpaired surrogate')
      .meta({ description: 'of a .pa2 or .spn file; the parts in order are the file' }),
  })
  .superRefine(({ part, parts }, context) => {
    if (part > parts) context.addIssue({ code: 'custom', message: 'is beyond parts', path: ['part'] });
  })
  .meta({ id: 'ParameterFilePart' }) satisfies z.ZodType<ParameterFilePart>;

const contents = z.strictObject({
  format: z.enum(['pa2', 'spn']),
  complex: z.string(),
  businessDate: z.string(),
  commodities: z.int().min(0),
});

export const parameterFileView = z
  .strictObject({
    id: identifier,
    status: z.enum(['uploading', 'ready']),
    parts: partNumber,
    received: z.array(partNumber),
    createdAt: instant,
    digest: z.string().nullable(),
    contents: contents.nullable(),
  })
  .meta({
    id: 'ParameterFile',
    description: '`ready` once every part is there and the whole reads; then it never changes',
  }) satisfies z.ZodType<ParameterFileView>;
