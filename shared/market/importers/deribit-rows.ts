import * as z from 'zod';

/** Prices and sizes that are above zero; the floor keeps reciprocals finite. */
const positive = z.number().min(1e-12).max(1e12);
/** Absent, nothing at all, or large enough to have a finite reciprocal. */
const price = z
  .number()
  .min(0)
  .max(1e12)
  .refine((value) => value === 0 || value >= 1e-12, 'must be 0 or at least 1e-12')
  .nullish();
const name = z.string().regex(/^[A-Za-z0-9._:@-]{1,128}$/, 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ -');

/** What comes back in a reason: an unpaired surrogate has no UTF-8 form. */
const text = z
  .string()
  .min(1)
  .max(128)
  .refine((value) => value.isWellFormed(), 'holds an unpaired surrogate');

/** What every row has, whatever its kind; the rest is read once the kind is known. */
const listing = z.looseObject({
  instrument_name: text,
  kind: text,
  is_active: z.boolean().optional(),
});
const book = z.looseObject({ instrument_name: text });

/** A row of `public/get_delivery_prices`. */
const delivery = z.looseObject({ date: z.iso.date({ abort: true }).startsWith('20'), delivery_price: positive });

/** The body of an import. Unknown fields of the exchange's rows are ignored: exchanges add fields. */
export const importBody = z.object({
  asOf: z.iso.datetime({ abort: true }).startsWith('20'),
  indexPrices: z.record(z.string(), positive),
  instruments: z.array(listing),
  bookSummaries: z.array(book),
  deliveryPrices: z.record(z.string(), z.array(delivery)).optional(),
});

const contract = z.object({
  instrument_name: name,
  base_currency: name,
  quote_currency: name,
  /** units of the base currency per contract; of quote currency for inverse futures and perpetuals */
  contract_size: positive,
  /** smallest order, in the same units as `contract_size` */
  min_trade_amount: positive,
  taker_commission: z.number().min(0).max(1).optional(),
});

const derivative = contract.extend({
  settlement_currency: name,
  instrument_type: z.enum(['reversed', 'linear']).optional(),
  /** ms; perpetuals have one in the year 3000 */
  expiration_timestamp: z
    .int()
    .positive()
    .max(Date.UTC(3001, 0, 1)),
});

const spot = contract.extend({ kind: z.literal('spot') });
const future = derivative.extend({ kind: z.literal('future'), settlement_period: z.string().optional() });
const option = derivative.extend({ kind: z.literal('option'), strike: positive, option_type: z.enum(['call', 'put']) });

/** A row of `public/get_instruments` that Ballast has an instrument for; combos are not among them. */
export const contractRow = z.discriminatedUnion('kind', [spot, future, option]);

/** The fields that are read of `public/get_book_summary_by_currency`. */
export const summaryRow = z.object({
  mark_price: price,
  bid_price: price,
  ask_price: price,
  /** options only, per cent per √year */
  mark_iv: z.number().min(0).max(10_000).nullish(),
  /** options only: the forward that the mark was computed with */
  underlying_price: price,
  /** perpetuals only, a fraction per 8 hours */
  funding_8h: z.number().min(-10).max(10).nullish(),
});

export type ImportBody = z.output<typeof importBody>;
export type ContractRow = z.output<typeof contractRow>;
export type DerivativeRow = Extract<ContractRow, { kind: 'option' | 'future' }>;
export type SummaryRow = z.output<typeof summaryRow>;
