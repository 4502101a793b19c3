export { adjustmentEntry, settlementEntry, settlementOf } from './adjustment-entry.ts';
export type { CashMovement, FeeTotal } from './balances.ts';
export { addFee, applyMovements } from './balances.ts';
export type { BookOfRecord } from './calculation-portfolio.ts';
export { asPosition, calculationPortfolio, settledCash } from './calculation-portfolio.ts';
export type { Checkpoint, FoldedPosition } from './checkpoint.ts';
export { afterRefold, isCheckpointDue, positionAt, withNewest } from './checkpoint.ts';
export type { ContractTerms } from './contract-terms.ts';
export { contractTerms, differingTerm, isInverseDeltaOneTerms, isSettledInCash } from './contract-terms.ts';
export type { Execution } from './execution.ts';
export { executionKey } from './execution.ts';
export { bustEntry, executionOf, feesOf, fillEntry } from './fill-entry.ts';
export type { KnownContracts } from './importers/contract-facts.ts';
export type { FillFormat, FillImport, ImportedRow } from './importers/import-fills.ts';
export { FILL_FORMATS, importFills } from './importers/import-fills.ts';
export type { OffsetMinutes } from './importers/local-time.ts';
export { canonicalInstant, sortableInstant } from './instant.ts';
export type {
  Adjustment,
  AdjustmentEntry,
  Bust,
  BustEntry,
  CashAdjustment,
  Fill,
  FillEntry,
  LedgerEntry,
  OpeningEntry,
  Reversal,
  SettlementAdjustment,
  SettlementEntry,
} from './ledger.ts';
export type {
  CollateralHolding,
  DecimalText,
  Loan,
  LoanSide,
  OpenOrder,
  Portfolio,
  Position,
  Side,
} from './portfolio.ts';
export { DEFAULT_ACCOUNT, DEFAULT_VENUE, SIGN } from './portfolio.ts';
export type { LedgerPosition, PositionOpening } from './position-fold.ts';
export { foldOnto, foldStates, isLate, NO_OPENING, openPosition, settle } from './position-fold.ts';
export type { SensitivityRow } from './sensitivity.ts';
export type { Settlement } from './settlement.ts';
export { priceAtSettlement } from './settlement.ts';
