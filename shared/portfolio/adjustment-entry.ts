import { decimal, decimalText } from '../foundation/index.ts';
import { canonicalInstant } from './instant.ts';
import type { Adjustment, AdjustmentEntry, BookedAt } from './ledger.ts';

/** The ledger entry of an adjustment; a transfer moves cash twice. */
export function adjustmentEntry(adjustment: Adjustment, at: BookedAt): AdjustmentEntry {
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
