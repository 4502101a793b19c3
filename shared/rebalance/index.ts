export type { RebalanceCertificate } from './certificate.ts';
export type { Verification } from './checks.ts';
export type { CollateralAllocation } from './collateral/allocate.ts';
export { allocateCollateral } from './collateral/allocate.ts';
export type { CollateralModel } from './collateral/formulate.ts';
export type { AcceptedCollateral, CollateralCost, CollateralSource } from './collateral/terms.ts';
export { verifyAllocation } from './collateral/verify-allocation.ts';
export { type CostParts, costOfTrade, totalCost } from './cost-of-trade.ts';
export type { LimitConflict } from './explain-limits.ts';
export { formulateRebalance } from './formulate.ts';
export type { FrontierCertificate } from './frontier/certificate.ts';
export type { EfficientFrontier } from './frontier/efficient-frontier.ts';
export { efficientFrontier } from './frontier/efficient-frontier.ts';
export type { FrontierSpec } from './frontier/terms.ts';
export { verifyFrontier } from './frontier/verify-frontier.ts';
export type { GammaDrag } from './gamma-drag.ts';
export { gammaDrag } from './gamma-drag.ts';
export { greekLimits } from './greek-limits.ts';
export type { LargestFitting } from './largest-fitting.ts';
export { largestFitting } from './largest-fitting.ts';
export type { LegLimits, LegOrder } from './leg-order.ts';
export { bestLegOrder, EVALUATIONS_MOST } from './leg-order.ts';
export { linearLimits } from './linear-limits.ts';
export type { LineLimit, Measure, RebalanceModel, TradeVariable } from './model.ts';
export type { FundingTerms, NetBenefit } from './net-benefit.ts';
export { fundingPerMargin, netBenefit } from './net-benefit.ts';
export { isAllowed, isWithin, partsOf } from './objective.ts';
export type { Price } from './prices.ts';
export type { RebalanceResult } from './result.ts';
export type { RebalanceLimits } from './solve.ts';
export { solveRebalance } from './solve.ts';
export type { GreekBand, MarginLimit, RebalanceConstraints, RebalanceCosts, UniverseEntry } from './terms.ts';
export { lotsOf, partOfTrade, quantityOfLots } from './trade-sizes.ts';
export type { Tradable, Universe } from './universe.ts';
export { readUniverse, universeEntries, unknownToKeep } from './universe.ts';
export type { MeanVarianceSpec, TrackingSpec, VarianceSpec } from './variance/terms.ts';
export {
  meanVarianceCharge,
  trackingCharge,
  type VarianceCharge,
  varianceCharge,
} from './variance/variance-charge.ts';
export { verifyCertificate } from './verify-certificate.ts';
