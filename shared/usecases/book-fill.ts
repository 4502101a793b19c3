import { decimal, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { findContract } from '../market/index.ts';
import {
  type ContractTerms,
  contractTerms,
  differingTerm,
  type Fill,
  fillEntry,
  isInverseDeltaOneTerms,
  isSettledInCash,
  type LedgerPosition,
  NO_OPENING,
  openPosition,
} from '../portfolio/index.ts';
import type { BookingContext, Judgement } from './judge-entries.ts';
import { positionKey } from './ledger-draft.ts';
import { type ReversibleFill, reversibleFill } from './reversals.ts';
import { checkSize } from './trade-size.ts';

/** A fill under its contract facts; a correction takes the fill that it names back in the same step. */
export function bookFill(fill: Fill, context: BookingContext): Outcome<Judgement> {
  const corrected = correctedFill(fill, context);
  if (!corrected.ok) return corrected;
  const position = positionFor(fill, context);
  if (!position.ok) return position;
  const { terms } = position.value;
  const priced = checkPrice(fill, terms, `${context.pointer}/price`);
  if (!priced.ok) return priced;
  const size = checkSize(terms, fill.quantity, fill.price, `${context.pointer}/quantity`);
  if (!size.ok) return size;
  return succeed({
    entry: fillEntry(fill, terms, context.at, corrected.value?.fill ?? null),
    position: position.value,
    reversedPosition: corrected.value?.position ?? null,
  });
}

/** Null where the fill corrects none. */
function correctedFill({ corrects }: Fill, context: BookingContext): Outcome<ReversibleFill | null> {
  if (corrects === undefined) return succeed(null);
  const pointer = `${context.pointer}/corrects`;
  const found = reversibleFill(corrects, context, pointer);
  if (!found.ok || found.value.reversedBy === null) return found;
  const { fillId, revision } = found.value.reversedBy;
  return failAt('conflict', pointer, `${corrects} was taken back by ${fillId} at revision ${revision}`);
}

/** The position held, under its own terms; else a new one under the market's. */
function positionFor(fill: Fill, { market, positions, pointer }: BookingContext): Outcome<LedgerPosition> {
  const held = positions.get(positionKey(fill));
  const where = `${pointer}/instrument`;
  const quoted = market?.contracts.get(fill.instrument);
  if (held !== undefined) {
    const moved = quoted === undefined ? null : differingTerm(held.terms, contractTerms(quoted.instrument));
    return moved === null
      ? succeed(held)
      : failAt('conflict', where, `${fill.instrument} is held with another ${moved} than its market states now`);
  }
  if (market === null) {
    return failAt(
      'unknown-instrument',
      where,
      `the portfolio's market has no version yet, so ${fill.instrument} is unknown`,
    );
  }
  const contract = findContract(market, fill.instrument, where);
  if (!contract.ok) return contract;
  return succeed(openPosition(fill.instrument, fill.venue, contractTerms(contract.value.instrument), NO_OPENING));
}

/** An inverse future or perpetual needs a price above zero, an option or spot one that isn't below it. */
function checkPrice(fill: Fill, terms: ContractTerms, pointer: string): Outcome<null> {
  const price = decimal(fill.price);
  if (isInverseDeltaOneTerms(terms) && !price.gt(0)) return failAt('invalid-input', pointer, 'must be above zero');
  if (!isSettledInCash(terms) && !price.gte(0)) return failAt('invalid-input', pointer, 'must not be below zero');
  return succeed(null);
}
