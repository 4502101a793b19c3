import * as z from 'zod';

export const PRODUCT_CLASSES = ['RatesFX', 'Credit', 'Equity', 'Commodity'] as const;
export type ProductClass = (typeof PRODUCT_CLASSES)[number];

/** In the order of the correlation matrix between them. */
export const RISK_CLASSES = [
  'interest-rate',
  'credit-qualifying',
  'credit-non-qualifying',
  'equity',
  'commodity',
  'fx',
] as const;
export type RiskClass = (typeof RISK_CLASSES)[number];

/** The maturities that interest-rate, credit and volatility sensitivities are stated at. */
export const TENORS = ['2w', '1m', '3m', '6m', '1y', '2y', '3y', '5y', '10y', '15y', '20y', '30y'] as const;

const CREDIT_QUALIFYING_BUCKETS = 12;
const CREDIT_NON_QUALIFYING_BUCKETS = 2;
const EQUITY_BUCKETS = 12;
const COMMODITY_BUCKETS = 17;

const weight = z.number().min(0).max(1e6);
const correlation = z.number().min(-1).max(1);
const threshold = z.number().min(1e-6).max(1e9).meta({ description: 'concentration threshold, USD million per unit' });
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three letters');
const currencies = z.array(currency).max(200);

/** One set for the ten-day margin period of risk, one for the one-day. */
function perPeriod<T extends z.ZodType>(each: T) {
  return z.strictObject({ tenDay: each, oneDay: each });
}

/** A symmetric matrix with ones on its diagonal: row i holds the correlations of i with i + 1, i + 2, … */
function triangle(size: number) {
  return z
    .array(z.array(correlation).max(size))
    .length(size - 1)
    .refine((rows) => rows.every((row, i) => row.length === size - 1 - i), `must be the upper triangle of ${size}`);
}

/** Of each bucket in order; the residual bucket, where there is one, is the last. */
function buckets(size: number) {
  const weights = z.array(weight).length(size);
  const thresholds = z.array(threshold).length(size);
  return {
    riskWeights: perPeriod(weights),
    vegaRiskWeights: perPeriod(weights),
    deltaThresholds: thresholds,
    vegaThresholds: thresholds,
  };
}

const tenorWeights = z.array(weight).length(TENORS.length);
const historicalVolRatio = perPeriod(z.number().min(1e-3).max(10));

const interestRate = z.strictObject({
  regularVolCurrencies: currencies,
  lowVolCurrencies: currencies.meta({ description: 'every currency in neither list is of high volatility' }),
  riskWeights: perPeriod(z.strictObject({ regular: tenorWeights, low: tenorWeights, high: tenorWeights })),
  inflationRiskWeight: perPeriod(weight),
  basisRiskWeight: perPeriod(weight),
  vegaRiskWeight: perPeriod(weight),
  historicalVolRatio,
  tenorCorrelations: triangle(TENORS.length),
  subCurveCorrelation: correlation,
  inflationCorrelation: correlation,
  basisCorrelation: correlation,
  currencyCorrelation: correlation,
  concentration: z
    .array(
      z.strictObject({
        currencies: z.union([currencies, z.literal('others')]),
        deltaThreshold: threshold,
        vegaThreshold: threshold,
      }),
    )
    .min(1)
    .max(20)
    .refine((groups) => groups.at(-1)?.currencies === 'others', 'the last group must be of the others'),
});

function credit(numbered: number) {
  return {
    ...buckets(numbered + 1),
    sameNameCorrelation: correlation,
    differentNameCorrelation: correlation,
    residualCorrelation: correlation,
    bucketCorrelations: triangle(numbered),
  };
}

const pairValues = <T extends z.ZodType>(each: T) =>
  z.strictObject({ regularRegular: each, regularHigh: each, highHigh: each });

const fx = z.strictObject({
  highVolCurrencies: currencies.meta({ description: 'every other currency is of regular volatility' }),
  riskWeights: perPeriod(pairValues(weight)),
  vegaRiskWeight: perPeriod(weight),
  historicalVolRatio,
  correlations: z
    .strictObject({ calculationRegular: pairValues(correlation), calculationHigh: pairValues(correlation) })
    .meta({ description: 'of two currencies by their volatility, given that of the calculation currency' }),
  vegaCorrelation: correlation,
  firstCategoryCurrencies: currencies,
  secondCategoryCurrencies: currencies.meta({ description: 'every currency in neither list is of the third category' }),
  deltaThresholds: z.array(threshold).length(3),
  vegaThresholds: z.array(threshold).length(6).meta({ description: 'of pairs of categories 11, 12, 13, 22, 23, 33' }),
});

/** What ISDA calibrates anew each time: weights, correlations and concentration thresholds. */
const calibration = {
  riskClassCorrelations: triangle(RISK_CLASSES.length).meta({ description: `between ${RISK_CLASSES.join(', ')}` }),
  interestRate,
  creditQualifying: z.strictObject({
    ...credit(CREDIT_QUALIFYING_BUCKETS),
    baseCorrelationRiskWeight: perPeriod(weight),
    baseCorrelationCorrelation: correlation,
  }),
  creditNonQualifying: z.strictObject(credit(CREDIT_NON_QUALIFYING_BUCKETS)),
  equity: z.strictObject({
    ...buckets(EQUITY_BUCKETS + 1),
    historicalVolRatio,
    correlations: z.array(correlation).length(EQUITY_BUCKETS + 1),
    bucketCorrelations: triangle(EQUITY_BUCKETS),
  }),
  commodity: z.strictObject({
    ...buckets(COMMODITY_BUCKETS),
    historicalVolRatio,
    correlations: z.array(correlation).length(COMMODITY_BUCKETS),
    bucketCorrelations: triangle(COMMODITY_BUCKETS),
  }),
  fx,
};

export const simmSchema = z.strictObject({
  marginPeriodDays: z
    .union([z.literal(10), z.literal(1)])
    .meta({ description: 'margin period of risk; with 1 day there are no concentration charges' }),
  side: z.enum(['collect', 'post']).meta({
    description: 'of the party whose gains the sensitivities are: what it may collect, or must post',
  }),
  calculationCurrency: currency.meta({ description: 'has no FX delta of its own' }),
  productClassMultipliers: z.strictObject({
    RatesFX: z.number().min(1).max(100),
    Credit: z.number().min(1).max(100),
    Equity: z.number().min(1).max(100),
    Commodity: z.number().min(1).max(100),
  }),
  addOnNotionalFactors: z
    .record(z.string().max(128), z.number().min(0).max(10))
    .meta({ description: 'of the notional of a product (rows of risk type Notional), by its name' }),
  ...calibration,
});

export type SimmParameters = z.infer<typeof simmSchema>;
export type SimmCalibration = Pick<SimmParameters, keyof typeof calibration>;
export type PerPeriod<T> = { readonly tenDay: T; readonly oneDay: T };

export function ofPeriod<T>({ marginPeriodDays }: SimmParameters, values: PerPeriod<T>): T {
  return marginPeriodDays === 10 ? values.tenDay : values.oneDay;
}

/** Entry of a symmetric matrix given by its upper triangle; 1 on the diagonal. */
export function triangleEntry(rows: readonly (readonly number[])[], i: number, j: number): number {
  return i === j ? 1 : rows[Math.min(i, j)]![Math.abs(i - j) - 1]!;
}
