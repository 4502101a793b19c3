import * as z from 'zod';
import { FILL_FORMATS } from '../portfolio/index.ts';
import { LIMITS } from './limits.ts';
import { identifier } from './primitives.ts';

/** Path and query parameters arrive as text; what they stand for is an integer. */
function integerText(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,10}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
}

/** What the document shows of it: an integer, as the caller sees it. */
function asInteger(minimum: number, maximum: number) {
  return {
    override: ({ jsonSchema }: { jsonSchema: object }) => {
      Object.assign(jsonSchema, { type: 'integer', minimum, maximum });
      Reflect.deleteProperty(jsonSchema, 'pattern');
    },
  };
}

export const idPath = z.strictObject({ id: identifier });
export const snapshotPath = z.strictObject({ id: identifier, sid: identifier });
export const deliveryPath = z.strictObject({ id: identifier, deliveryId: identifier });
export const importPath = z.strictObject({ id: identifier, format: z.literal('deribit') });
export const fillsImportPath = z.strictObject({ id: identifier, format: z.enum(FILL_FORMATS) });
export const assetPath = z.strictObject({ asset: z.string().max(128) });

export const noQuery = z.strictObject({});

export const pageQuery = z.strictObject({
  limit: integerText(1, LIMITS.pageItems)
    .default(50)
    .meta({ description: 'items per page', ...asInteger(1, LIMITS.pageItems) }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_=-]{1,1024}$/, 'is not a cursor')
    .optional()
    .meta({ description: '`nextCursor` of the page before' }),
});

export const sinceQuery = z.strictObject({
  since: identifier.meta({ description: 'the snapshot to compare with' }),
});

export const eventsQuery = z.strictObject({
  from: z.enum(['oldest', 'newest']).default('oldest').meta({
    description: 'where to begin without Last-Event-ID: with the oldest event that is kept, or behind the newest',
  }),
  waitSeconds: integerText(0, LIMITS.eventWaitSeconds)
    .default(LIMITS.eventWaitSeconds)
    .meta({ description: 'how long to wait for the next event', ...asInteger(0, LIMITS.eventWaitSeconds) }),
});

export const versionQuery = z.strictObject({
  version: integerText(1, 1e9)
    .optional()
    .meta({ description: 'default: the newest', ...asInteger(1, 1e9) }),
});
