import { decimal, failAt, type Outcome, succeed } from '../foundation/index.ts';
import {
  type ContractTerms,
  canonicalInstant,
  type LedgerPosition,
  type SettlementAdjustment,
  settlementEntry,
  sortableInstant,
} from '../portfolio/index.ts';
import type { BookingContext, Judgement } from './judge-entries.ts';
import { positionKey } from './ledger-draft.ts';

/**
 * Settles a position whose contract has expired. The same settlement under another id is no news; another price is refused
 * as a conflict unless it `corrects` the settlement that stands.
 */
export function bookSettlement(adjustment: SettlementAdjustment, context: BookingContext): Outcome<Judgement> {
  const { at, pointer, positions } = context;
  const position = positions.get(positionKey(adjustment));
  if (position === undefined) {
    const where = `${adjustment.instrument} at ${adjustment.venue}`;
    return failAt('unknown-instrument', `${pointer}/instrument`, `the portfolio has no position in ${where}`);
  }
  const checked = checkSettlement(adjustment, position.terms, pointer);
  if (!checked.ok) return checked;
  const entry = settlementEntry(adjustment, position.terms, at);
  const repeats = repeatedSettlement(adjustment, position, entry.settlementPrice, pointer);
  if (!repeats.ok) return repeats;
  return succeed(repeats.value === null ? { entry, position, reversedPosition: null } : { repeats: repeats.value });
}

function checkSettlement(
  { instrument, settlementPrice, effectiveAt }: SettlementAdjustment,
  { kind, payoff, expiry }: ContractTerms,
  pointer: string,
): Outcome<null> {
  if (expiry === null)
    return failAt('invalid-input', `${pointer}/instrument`, `${instrument} is a ${kind}, which never expires`);
  if (sortableInstant(effectiveAt) < sortableInstant(expiry)) {
    return failAt(
      'invalid-input',
      `${pointer}/effectiveAt`,
      `${instrument} expires only at ${canonicalInstant(expiry)}`,
    );
  }
  const price = decimal(settlementPrice);
  if (payoff === 'inverse' && price.lt(LEAST_INVERSE_PRICE)) {
    return failAt('invalid-input', `${pointer}/settlementPrice`, 'an inverse contract settles at 1e-12 or above');
  }
  if (kind === 'option' && price.lt(0)) {
    return failAt('invalid-input', `${pointer}/settlementPrice`, 'an option does not settle below zero');
  }
  return succeed(null);
}

/** Keeps what an option pays in coin within what the ledger's decimals may show. */
const LEAST_INVERSE_PRICE = decimal('1e-12');

/** The revision of the same settlement, null where this one is to be booked. */
function repeatedSettlement(
  { instrument, corrects }: SettlementAdjustment,
  { settlement }: LedgerPosition,
  settlementPrice: string,
  pointer: string,
): Outcome<number | null> {
  if (corrects !== undefined) {
    return corrects === settlement?.adjustmentId
      ? succeed(null)
      : failAt('conflict', `${pointer}/corrects`, `${instrument} does not stand settled by ${corrects}`);
  }
  if (settlement === null) return succeed(null);
  if (settlement.settlementPrice === settlementPrice) return succeed(settlement.revision);
  const { adjustmentId, settlementPrice: before, revision } = settlement;
  const detail = `${instrument} was settled at ${before} by ${adjustmentId} at revision ${revision}`;
  return failAt('conflict', `${pointer}/settlementPrice`, detail);
}
