import * as z from 'zod';
import { decimal, decimalText, problemOfAmount } from '../../foundation/index.ts';

/** Names that may stand in a ledger. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,128}$/, 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ -');

/** A venue's own name of a contract, which the market may know under another. */
export const symbol = z
  .string()
  .min(1)
  .max(128)
  .refine((value) => value.isWellFormed(), 'holds an unpaired surrogate');

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/;

/** A JSON number or decimal text within the bounds of a fill's amounts, as plain decimal text. */
export const amount = z
  .union([z.number(), z.string().max(64).regex(DECIMAL, 'must be a decimal number')], 'must be a decimal number')
  .transform((value) => (typeof value === 'string' ? value.replace('+', '') : value))
  .superRefine((value, context) => {
    const problem = problemOfAmount(value);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, continue: false });
  })
  .transform((value) => decimalText(decimal(value)));

/** An amount that has to be above zero. */
export const size = amount.refine((value) => value !== '0' && !value.startsWith('-'), 'must be above zero');

/** Above zero whatever its sign: some venues sign what is sold. */
export const unsigned = amount
  .transform((value) => value.replace('-', ''))
  .refine((value) => value !== '0', 'must not be zero');

/** Milliseconds since 1970, as a number or in text, as an instant. */
export const milliseconds = z
  .union(
    [z.int(), z.string().regex(/^\d{12,13}$/, 'must be milliseconds since 1970')],
    'must be milliseconds since 1970',
  )
  .transform(Number)
  .refine((value) => value >= Date.UTC(2000) && value < Date.UTC(2100), 'must be in the years 2000 to 2099')
  .transform((value) => new Date(value).toISOString());

/** An id that a venue writes as a number or as text. */
export const id = z
  .union([z.int(), z.string().regex(/^-?[A-Za-z0-9._-]{1,64}$/, 'must be an id')], 'must be an id')
  .transform(String);

/** Text that may be missing or empty, which is null. */
export const optionalName = z
  .union([name, z.literal('')])
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '' ? null : value));
