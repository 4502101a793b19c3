import { decimal, decimalText, type Failure, failAt, type Outcome, succeed } from '../foundation/index.ts';
import {
  type Adjustment,
  type AdjustmentEntry,
  adjustmentEntry,
  type CashAdjustment,
  canonicalInstant,
  type LedgerEntry,
  type SettlementAdjustment,
  type SettlementEntry,
} from '../portfolio/index.ts';
import { bookSettlement } from './book-settlement.ts';
import { conflictBetween } from './entry-conflict.ts';
import type { BookingContext, EntryResult, EntryRules, Judgement } from './judge-entries.ts';
import type { WriteCondition } from './portfolios.ts';
import { type RecordAnswer, type RecordDeps, recordEntries } from './record-entries.ts';

export type AdjustmentResult = { readonly adjustmentId: string } & EntryResult;

/** Applies deposits, withdrawals, transfers, corrections and settlements, each once, under the rules of fills. */
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
  positionOf: (sent) => (isSettlement(sent) ? { instrument: sent.instrument, venue: sent.venue } : null),
  referenceOf: () => null,
  conflictWith: conflictOfAdjustment,
  book: (sent, context) => (isSettlement(sent) ? bookSettlement(sent, context) : bookCash(sent, context)),
};

function isSettlement(sent: Adjustment): sent is SettlementAdjustment {
  return sent.kind === 'settlement';
}

function conflictOfAdjustment(sent: Adjustment, entry: LedgerEntry, pointer: string): Failure | null {
  if (entry.kind !== 'adjustment' && entry.kind !== 'settlement') return null;
  const [recorded, given] = contentsOf(sent, entry);
  return conflictBetween(`adjustment ${sent.adjustmentId}`, entry, recorded, given, pointer);
}

type Content = Readonly<Record<string, string | null>>;

/** What is recorded, and what was sent in the form of that; of different kinds the kind alone. */
function contentsOf(
  sent: Adjustment,
  entry: AdjustmentEntry | SettlementEntry,
): readonly [recorded: Content, sent: Content] {
  if (isSettlement(sent) && entry.kind === 'settlement') {
    return [settlementContent(entry), settlementContent(sentSettlement(sent))];
  }
  if (!isSettlement(sent) && entry.kind === 'adjustment') {
    return [cashContent(entry), cashContent(adjustmentEntry(sent, entry))];
  }
  return [{ kind: entry.kind === 'settlement' ? entry.kind : entry.adjustment }, { kind: sent.kind }];
}

function cashContent({
  adjustment: kind,
  asset,
  quantity,
  venue,
  toVenue,
  effectiveAt,
  note,
}: AdjustmentEntry): Content {
  return { kind, asset, quantity, venue, toVenue, effectiveAt, note };
}

type SettlementFacts = Pick<
  SettlementEntry,
  'instrument' | 'venue' | 'settlementPrice' | 'effectiveAt' | 'note' | 'corrects'
>;

function settlementContent({
  instrument,
  venue,
  settlementPrice,
  effectiveAt,
  note,
  corrects,
}: SettlementFacts): Content {
  return { instrument, venue, settlementPrice, effectiveAt, note, corrects };
}

function sentSettlement({ instrument, venue, settlementPrice, effectiveAt, note, corrects }: SettlementAdjustment) {
  return {
    instrument,
    venue,
    settlementPrice: decimalText(decimal(settlementPrice)),
    effectiveAt: canonicalInstant(effectiveAt),
    note: note ?? null,
    corrects: corrects ?? null,
  };
}

function bookCash(adjustment: CashAdjustment, { at, pointer }: BookingContext): Outcome<Judgement> {
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
