import { decimal, type Failure, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type Adjustment, type AdjustmentEntry, adjustmentEntry, type LedgerEntry } from '../portfolio/index.ts';
import { conflictBetween } from './entry-conflict.ts';
import type { BookingContext, EntryResult, EntryRules, Judgement } from './judge-entries.ts';
import type { WriteCondition } from './portfolios.ts';
import { type RecordAnswer, type RecordDeps, recordEntries } from './record-entries.ts';

export type AdjustmentResult = { readonly adjustmentId: string } & EntryResult;

/** Applies deposits, withdrawals, transfers and corrections, each once, under the rules of fills. */
export async function recordAdjustments(
  deps: RecordDeps,
  tenant: string,
  portfolioId: string,
  adjustments: readonly Adjustment[],
  condition: WriteCondition = {},
): Promise<Outcome<RecordAnswer<AdjustmentResult>>> {
  const answer = await recordEntries(deps, tenant, portfolioId, RULES, adjustments, condition);
  if (!answer.ok) return answer;
  const { results, revision } = answer.value;
  const named = results.map((result, i) => Object.assign({ adjustmentId: adjustments[i]!.adjustmentId }, result));
  return succeed({ revision, results: named });
}

const RULES: EntryRules<Adjustment> = {
  kind: 'adjustment',
  field: 'adjustments',
  idOf: ({ adjustmentId }) => adjustmentId,
  positionOf: () => null,
  referenceOf: () => null,
  conflictWith: conflictOfAdjustment,
  book: bookAdjustment,
};

function conflictOfAdjustment(adjustment: Adjustment, entry: LedgerEntry, pointer: string): Failure | null {
  if (entry.kind !== 'adjustment') return null;
  const sent = adjustmentEntry(adjustment, entry);
  return conflictBetween(`adjustment ${adjustment.adjustmentId}`, entry, comparable(entry), comparable(sent), pointer);
}

function comparable({ adjustment: kind, asset, quantity, venue, toVenue, effectiveAt, note }: AdjustmentEntry) {
  return { kind, asset, quantity, venue, toVenue, effectiveAt, note };
}

function bookAdjustment(adjustment: Adjustment, { at, pointer }: BookingContext): Outcome<Judgement> {
  const { kind, venue, toVenue } = adjustment;
  const isTransfer = kind === 'transfer';
  if (isTransfer !== (toVenue !== undefined)) {
    return failAt(
      'invalid-input',
      `${pointer}/toVenue`,
      isTransfer ? 'a transfer names toVenue' : 'only a transfer has toVenue',
    );
  }
  if (toVenue === venue) return failAt('invalid-input', `${pointer}/toVenue`, 'a transfer goes to another venue');
  if (kind !== 'correction' && !decimal(adjustment.quantity).gt(0)) {
    return failAt('invalid-input', `${pointer}/quantity`, `the quantity of a ${kind} is above zero`);
  }
  return succeed({ entry: adjustmentEntry(adjustment, at), position: null, reversedPosition: null });
}
