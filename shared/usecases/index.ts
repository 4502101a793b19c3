export type { AdjustmentResult } from './adjustments.ts';
export { recordAdjustments } from './adjustments.ts';
export { issueKey, lookUpKey } from './api-keys.ts';
export { assessSnapshot } from './assess.ts';
export type { BacktestAnswer } from './calculate-backtest.ts';
export { calculateBacktest } from './calculate-backtest.ts';
export type { CollateralAnswer } from './calculate-collateral.ts';
export { calculateCollateral } from './calculate-collateral.ts';
export type { ExposureAnswer } from './calculate-exposure.ts';
export { calculateExposure } from './calculate-exposure.ts';
export type { ForecastAnswer } from './calculate-forecast.ts';
export { calculateForecast } from './calculate-forecast.ts';
export type { FrontierAnswer, FrontierRequest } from './calculate-frontier.ts';
export { calculateFrontier } from './calculate-frontier.ts';
export type { LegOrderAnswer } from './calculate-leg-order.ts';
export { calculateLegOrder } from './calculate-leg-order.ts';
export type { MarginAnswer } from './calculate-margin.ts';
export { calculateMargin, calculatePolicyMargin } from './calculate-margin.ts';
export type { MaxSizeAnswer } from './calculate-max-size.ts';
export { calculateMaxSize } from './calculate-max-size.ts';
export type { PoolingAnswer } from './calculate-pooling.ts';
export { calculatePooling } from './calculate-pooling.ts';
export type { RebalanceAnswer } from './calculate-rebalance.ts';
export { calculateRebalance } from './calculate-rebalance.ts';
export type { ReverseStressAnswer } from './calculate-reverse-stress.ts';
export { calculateReverseStress } from './calculate-reverse-stress.ts';
export type { RiskAnswer } from './calculate-risk.ts';
export { calculateRisk } from './calculate-risk.ts';
export type { Solvency, StressAnswer, StressOutcome } from './calculate-stress.ts';
export { calculateStress } from './calculate-stress.ts';
export type { WhatIfAnswer } from './calculate-what-if.ts';
export { calculateWhatIf } from './calculate-what-if.ts';

export type { CollateralRequest } from './collateral-requests.ts';

export { fanOutMarket } from './fan-out.ts';
export type { FillResult } from './fills.ts';
export { recordFills } from './fills.ts';
export { fireSchedules } from './fire-schedules.ts';
export type { FollowedEvents } from './follow-events.ts';
export { followEvents } from './follow-events.ts';
export { withIdempotencyKey } from './idempotency.ts';
export type { FillImportAnswer } from './import-fills.ts';
export { importFills } from './import-fills.ts';
export type { PositionView } from './ledger.ts';
export { listLedger, listPositions } from './ledger.ts';
export type { Announcement, MarketStore, MarketVersion } from './market-ports.ts';
export type { StoredMarket } from './markets.ts';
export { listMarkets, listMarketVersions, readMarket, storeMarket } from './markets.ts';
export type { MethodDescription } from './methods.ts';
export { describeMethod, listMethods } from './methods.ts';
export { type ObjectiveTerm, SHORTFALL_METHODS } from './objective-terms.ts';
export { MOST_LEGS } from './order-legs.ts';
export type { ParameterFile, ParameterFileHead, ParameterFileStore } from './parameter-file-ports.ts';
export type { ParameterFilePart, ParameterFileView } from './parameter-files.ts';
export { readParameterFile, uploadParameterFile } from './parameter-files.ts';
export type { PolicyView } from './policy.ts';
export { putPolicy, readPolicy } from './policy.ts';
export type { PolicyStore, PolicyVersion } from './policy-ports.ts';
export type { Policy } from './policy-terms.ts';
export type { PoolingRequest } from './pooling-requests.ts';
export type { PortfolioHead, PortfolioStore, RecordedKind, ReversedBy } from './portfolio-ports.ts';
export type { PortfolioSummary, StoredPortfolio } from './portfolios.ts';
export { deletePortfolio, listPortfolios, loadPortfolio, readPortfolio } from './portfolios.ts';
export type {
  BodyReference,
  IdempotencyClaim,
  IdempotencyStore,
  KeyStore,
  Pacing,
  Page,
  PageRequest,
} from './ports.ts';
export { StoreFailure } from './ports.ts';
export type { PutAnswer } from './put-portfolio.ts';
export { putPortfolio } from './put-portfolio.ts';
export { REBALANCE_WORK } from './rebalance-work.ts';
export type { CalculateSnapshot } from './recompute.ts';
export { recomputeSnapshot } from './recompute.ts';
export type { RecordAnswer } from './record-entries.ts';
export type { ExplainedSnapshots, Replay } from './replay.ts';
export { explainSnapshots, replaySnapshot } from './replay.ts';
export type {
  BacktestRequest,
  ExposureRequest,
  LegOrderRequest,
  MarginRequest,
  MaxSizeRequest,
  MethodChoice,
  RebalanceRequest,
  RiskMeasureChoice,
  RiskRequest,
  Subject,
  Trade,
  WhatIfRequest,
} from './requests.ts';
export type { ResolvedSubject } from './resolve-subject.ts';
export { resolveSubject } from './resolve-subject.ts';
export type { Calendar } from './schedule.ts';
export type { DueReminder, DueSchedule, ScheduleState, ScheduleStore } from './schedule-ports.ts';
export { chained } from './snapshot-chain.ts';
export type {
  ChainLink,
  EventDraft,
  EventStore,
  PortfolioEvent,
  Snapshot,
  SnapshotKey,
  SnapshotStore,
  SnapshotSummary,
} from './snapshot-ports.ts';
export type { MarginView } from './snapshots.ts';
export { listSnapshots, readMarginView, readSnapshot, snapshotKeyOf } from './snapshots.ts';
export type { Stored, StoredWebhooks } from './stored.ts';
export type { ForecastRequest, ReverseStressRequest, StressRequest } from './stress-requests.ts';
export { suggestOnSchedule } from './suggest-on-schedule.ts';
export type { StoredSuggestion, SuggestionStore, SuggestionSummary, Watch } from './suggestion-ports.ts';
export type { SuggestionView } from './suggestions.ts';
export { decideSuggestion, listSuggestions, readSuggestion } from './suggestions.ts';
export type { VerifyAnswer } from './verify.ts';
export { verifyCollateral, verifyEfficiency, verifyRebalance } from './verify.ts';
export type { Post } from './webhooks/attempt-delivery.ts';
export { attemptDelivery } from './webhooks/attempt-delivery.ts';
export { listDeliveries, redeliver, summaryOf } from './webhooks/deliveries.ts';
export type { PutWebhook } from './webhooks/put-webhook.ts';
export { putWebhook, rotateSecret } from './webhooks/put-webhook.ts';
export { routeEvent } from './webhooks/route-event.ts';
export type { Delivery, DeliverySummary, DeliveryTicket, Webhook, WebhookStore } from './webhooks/webhook-ports.ts';
export type { WebhookView } from './webhooks/webhooks.ts';
export { deleteWebhook, listWebhooks, readWebhook } from './webhooks/webhooks.ts';
