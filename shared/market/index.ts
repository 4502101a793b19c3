export { atInstant, atPricesOf, atVolsOf, quotedByVol, withListings } from './between.ts';
export type { VarianceModel } from './conditional-vol.ts';
export { ewmaModel, fitGarch, varianceForecasts } from './conditional-vol.ts';
export { ewmaCovariance, sampleCovariance } from './covariance.ts';
export type { CovarianceEstimate, CovarianceSpec } from './covariance-estimate.ts';
export { COVARIANCE_ESTIMATORS, estimateCovariance } from './covariance-estimate.ts';
export type { CurrencyQuote } from './currencies.ts';
export { quoteCurrency } from './currencies.ts';
export { type ComingDividend, dividendsBefore } from './dividends.ts';
export { forwardOf, rateToExpiry, statedForward, timeToExpiryYears, underlyingFuture } from './forward.ts';
export type { DeribitImport, SkippedInstrument } from './importers/deribit.ts';
export { importDeribit } from './importers/deribit.ts';
export type { Market, QuotedContract } from './market.ts';
export { expiryKey, findContract, indexMarket, underlyingPriceIn } from './market.ts';
export type { FactorReturns, ReturnSpec } from './returns.ts';
export { covaryingReturns, factorReturns, returnsOf, sharedDays } from './returns.ts';
export type {
  AssetClass,
  CurrencyPrice,
  ExpiryPoint,
  MarketSnapshot,
  PriceHistory,
  QuotedInstrument,
  Underlying,
} from './snapshot.ts';
export { ASSET_CLASSES } from './snapshot.ts';
export { YEAR_MS } from './year.ts';
