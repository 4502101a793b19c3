import * as z from 'zod';
import { ASSET_CLASSES, type MarketSnapshot } from '../market/index.ts';
import { LIMITS } from './limits.ts';
import { annualRate, date, fraction, identifier, instant, positive, volAnnual } from './primitives.ts';

const underlying = z
  .strictObject({
    id: identifier,
    price: positive.optional(),
    assetClass: z.enum(ASSET_CLASSES).optional(),
    rate: annualRate.default(0).meta({ description: 'continuous, annual' }),
    dividendYield: annualRate.default(0).meta({ description: 'continuous, annual' }),
    dividends: z
      .array(z.strictObject({ exDate: date, amount: z.number().min(0).max(1e12) }))
      .max(LIMITS.dividends)
      .optional(),
    beta: z.number().min(-100).max(100).optional(),
    volAnnual: volAnnual.optional(),
    adv: z.number().min(0).max(1e15).optional().meta({ description: 'average daily volume, units of the underlying' }),
    leverageFactor: z.number().min(-10).max(10).optional(),
    confidence: fraction.optional(),
  })
  .meta({ id: 'Underlying' });

/** A quoted price: nothing at all, or large enough to have a finite reciprocal. */
const quote = z
  .number()
  .min(0)
  .max(1e12)
  .refine((value) => value === 0 || value >= 1e-12, 'must be 0 or at least 1e-12');

const expiryPoint = z
  .strictObject({
    underlying: identifier,
    expiry: instant,
    forward: positive.optional(),
    rate: annualRate.optional(),
    forwardConfidence: fraction.optional(),
    rateConfidence: fraction.optional(),
    settlementAverage: positive.nullable().optional(),
    settlementPrice: quote
      .nullable()
      .optional()
      .meta({ description: 'final price of the underlying, once expired: stored portfolios are settled at it' }),
  })
  .meta({ id: 'ExpiryPoint' });

const quotedInstrument = z
  .strictObject({
    id: identifier,
    kind: z.enum(['spot', 'perpetual', 'future', 'option']),
    underlying: identifier,
    underlyingInstrument: identifier.nullable().optional(),
    expiry: instant.optional(),
    strike: positive.optional(),
    right: z.enum(['call', 'put']).optional(),
    exercise: z.enum(['european', 'american']).optional().meta({ description: 'european where an option has none' }),
    payoff: z.enum(['linear', 'inverse']).default('linear'),
    settlementCurrency: identifier
      .optional()
      .meta({ description: "the market's base currency for a linear contract, the underlying for an inverse one" }),
    multiplier: positive.default(1),
    lotSize: positive.default(1),
    forward: positive.optional(),
    impliedVol: volAnnual.optional(),
    mark: quote.optional(),
    bid: quote.nullable().optional(),
    ask: quote.nullable().optional(),
    feeFraction: z.number().min(-1).max(1).optional(),
    fundingRate: z.number().min(-10).max(10).optional(),
    confidence: fraction.optional(),
  })
  .refine((each) => each.kind === 'option' || each.mark !== 0, {
    path: ['mark'],
    error: 'only an option may be worth nothing',
  })
  .meta({ id: 'QuotedInstrument' });

const currency = z
  .strictObject({ id: identifier, price: positive, confidence: fraction.optional() })
  .meta({ id: 'CurrencyPrice', description: 'price of one unit in the base currency' });

type Closes = { readonly dates: readonly string[]; readonly closes: Readonly<Record<string, readonly unknown[]>> };

function closesPerDate({ dates, closes }: Closes, context: z.RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', message, path });
  const early = dates.findIndex((each, t) => t > 0 && each <= dates[t - 1]!);
  if (early > 0) refuse(['dates', early], 'must be after the date before it');
  for (const [id, series] of Object.entries(closes)) {
    if (series.length !== dates.length) {
      refuse(
        ['closes', id],
        `has ${series.length} closes, but there are ${dates.length} dates: null where there is none`,
      );
    }
  }
}

const history = z
  .strictObject({
    dates: z.array(date).max(LIMITS.historyDates),
    closes: z
      .record(identifier, z.array(positive.nullable()).max(LIMITS.historyDates))
      .meta({ description: 'one close per date, null where there was none; adjusted for splits and dividends' }),
  })
  .superRefine(closesPerDate)
  .meta({ id: 'PriceHistory' });

/** A market at one instant, with the documented defaults filled in. */
export const marketSnapshot = z
  .strictObject({
    asOf: instant,
    baseCurrency: identifier,
    underlyings: z.array(underlying).min(1).max(LIMITS.underlyings),
    expiries: z.array(expiryPoint).max(LIMITS.expiries).default([]),
    instruments: z.array(quotedInstrument).max(LIMITS.instruments).default([]),
    currencies: z.array(currency).max(LIMITS.currencies).default([]),
    history: history.optional(),
  })
  .meta({ id: 'MarketSnapshot' }) satisfies z.ZodType<MarketSnapshot>;

/** Checked in depth by the importer of the format. */
export const venueRow = z
  .record(z.string().max(128), z.json())
  .meta({ description: "one row, as the exchange's API gave it" });

/** Deribit's own answers, put side by side. */
export const deribitImport = z
  .strictObject({
    asOf: instant,
    indexPrices: z.record(identifier, positive),
    instruments: z.array(venueRow).max(LIMITS.importRows),
    bookSummaries: z.array(venueRow).max(LIMITS.importRows),
    deliveryPrices: z
      .record(identifier, z.array(venueRow).max(LIMITS.deliveryPrices))
      .optional()
      .meta({ description: 'the data of public/get_delivery_prices by index, like indexPrices' }),
  })
  .meta({
    id: 'DeribitImport',
    description: 'The arrays of public/get_instruments and public/get_book_summary_by_currency',
  });
