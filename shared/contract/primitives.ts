import * as z from 'zod';
import { decimal, decimalText, problemOfAmount } from '../foundation/index.ts';

const MAX_MAGNITUDE = 1e15;
const DECIMAL = /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/;

/** Names of stored things, instruments, currencies and venues. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,128}$/, 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ -')
  .meta({ id: 'Identifier', description: 'A name: 1 to 128 characters of A–Z a–z 0–9 . _ : @ -' });

/** Free text, without unpaired surrogates: those have no UTF-8 form and so no digest. */
export const text = z
  .string()
  .max(500)
  .refine((value) => value.isWellFormed(), 'holds an unpaired surrogate');

/** A figure of the analytics: finite and below 1e15 in size. */
export const figure = z.number().min(-MAX_MAGNITUDE).max(MAX_MAGNITUDE);

/** A price or size that must be above zero; the floor keeps its reciprocal finite. */
export const positive = z.number().min(1e-12).max(1e12);

export const fraction = z.number().min(0).max(1);

/** A continuous annual rate or yield; the bounds keep every discount factor finite. */
export const annualRate = z.number().min(-2).max(2);

export const volAnnual = z.number().min(0).max(100);

/** An instant, ISO-8601 UTC, to the second or finer, in this century: `2026-02-05T09:36:47Z`. */
export const instant = z.iso
  .datetime()
  .regex(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, 'must be like 2026-02-05T09:36:47Z')
  .meta({ id: 'Instant', description: 'ISO-8601 UTC, years 2000 to 2099', example: '2026-02-05T09:36:47Z' });

export const date = z.iso
  .date()
  .regex(/^20\d\d-/, 'must be in the years 2000 to 2099')
  .meta({ description: 'ISO-8601 date', example: '2026-02-05' });

/** What the ledger answers: an exact decimal in plain notation. */
export const decimalAnswer = z
  .string()
  .regex(/^-?\d{1,60}(\.\d{1,120})?$/)
  .meta({ id: 'Decimal', description: 'An exact decimal in plain notation', example: '-0.001' });

/**
 * An amount or quantity: a number or a decimal string in, a plain decimal string out. Below 1e15 in size, at most 34
 * significant digits and 34 decimals.
 */
export const amount = z
  .union(
    [
      z.number().gt(-MAX_MAGNITUDE, { abort: true }).lt(MAX_MAGNITUDE, { abort: true }),
      z.string().max(64, { abort: true }).regex(DECIMAL, { error: 'must be a decimal number', abort: true }),
    ],
    'must be a number or a decimal string',
  )
  .superRefine((value, context) => {
    const problem = problemOfAmount(value);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, continue: false });
  })
  .transform((value) => decimalText(decimal(value)))
  .meta({ id: 'Amount', description: 'A number or a decimal string, below 1e15 in size, at most 34 digits' });

export const positiveAmount = amount
  .refine((value) => !value.startsWith('-') && value !== '0', 'must be above zero')
  .meta({
    id: 'PositiveAmount',
    description: 'A number or a decimal string above 0 and below 1e15, at most 34 digits',
  });

/** Any JSON object of a method's own making; its fields are checked by the method. */
export const freeObject = z
  .record(z.string().max(128), z.json())
  .refine((value) => JSON.stringify(value).length <= 200_000, 'must be at most 200,000 characters of JSON')
  .refine((value) => wellFormed(value), 'holds an unpaired surrogate');

function wellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, each]) => name.isWellFormed() && wellFormed(each));
}
