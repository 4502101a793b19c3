import { decimal, decimalText } from '../foundation/index.ts';
import type { ContractTerms } from './contract-terms.ts';
import { canonicalInstant } from './instant.ts';
import type { AdjustmentEntry, BookedAt, CashAdjustment, SettlementAdjustment, SettlementEntry } from './ledger.ts';
import { priceAtSettlement, type Settlement } from './settlement.ts';

/** The ledger entry of an adjustment of cash; a transfer moves it twice. */
export function adjustmentEntry(adjustment: CashAdjustment, at: BookedAt): AdjustmentEntry {
  const { adjustmentId, kind, asset, venue } = adjustment;
  const quantity = decimal(adjustment.quantity);
  const leaves = kind === 'withdrawal' || kind === 'transfer';
  const first = { asset, venue, amount: decimalText(leaves ? quantity.times(-1) : quantity) };
  const toVenue = adjustment.toVenue ?? null;
  const second = toVenue === null ? [] : [{ asset, venue: toVenue, amount: decimalText(quantity) }];
  return {
    kind: 'adjustment',
    revision: at.revision,
    recordedAt: at.recordedAt,
    adjustmentId,
    adjustment: kind,
    asset,
    quantity: decimalText(quantity),
    venue,
    toVenue,
    effectiveAt: canonicalInstant(adjustment.effectiveAt),
    note: adjustment.note ?? null,
    cash: [first, ...second],
  };
}

export function settlementEntry(settlement: SettlementAdjustment, terms: ContractTerms, at: BookedAt): SettlementEntry {
  const { adjustmentId, instrument, venue, settlementPrice } = settlement;
  return {
    kind: 'settlement',
    revision: at.revision,
    recordedAt: at.recordedAt,
    adjustmentId,
    instrument,
    venue,
    settlementPrice: decimalText(decimal(settlementPrice)),
    price: priceAtSettlement(terms, settlementPrice),
    effectiveAt: canonicalInstant(settlement.effectiveAt),
    note: settlement.note ?? null,
    corrects: settlement.corrects ?? null,
    cash: [],
  };
}

/** What a settlement entry leaves on its position. */
export function settlementOf({
  adjustmentId,
  revision,
  settlementPrice,
  price,
  effectiveAt,
}: SettlementEntry): Settlement {
  return { adjustmentId, revision, settlementPrice, price, settledAt: effectiveAt };
}
