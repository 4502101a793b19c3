export type { DoneTrade } from './apply-trades.ts';
export { applyTrades, cashLineOf, premiumPerContract } from './apply-trades.ts';
export type { Book } from './book.ts';
export {
  baseRate,
  entriesOf,
  partOf,
  quantitiesOf,
  selectLines,
  underlyingOf,
  underlyingPrice,
  valuationOf,
} from './book.ts';
export { cashDelta, cashGamma, cashTheta } from './cash-greeks.ts';
export { equityOf, worthOfLine } from './equity.ts';
export type { Gains, GainsConvention } from './gains.ts';
export { gainsMatrix } from './gains.ts';
export type { Greek, Greeks } from './greeks.ts';
export { deltaOfLine, deltaPerContract, GREEKS, greeksPerContract } from './greeks.ts';
export { linesByHolding, linesByVenueHolding } from './holdings.ts';
export type { AssetLine, Line, OrderLine, PositionLine, SensitivityLine } from './line.ts';
export { holdingOf } from './line.ts';
export { accruedQuantity } from './loan-lines.ts';
export { asHeld, movingIn, movingUnderlyings, oncePerMoving } from './moving-underlyings.ts';
export type { Candidate } from './read-book.ts';
export { readBook } from './read-book.ts';
export { withSensitivities } from './sensitivities.ts';
export { settleExpired } from './settle-expired.ts';
export { moveBooks, shockBooks } from './shock-book.ts';
export { countPricings, countScenarioPrices } from './shocked-prices.ts';
export type { Valuation } from './valuation.ts';
