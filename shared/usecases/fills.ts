import { decimal, type Failure, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { findContract } from '../market/index.ts';
import {
  type ContractTerms,
  contractTerms,
  differingTerm,
  type Fill,
  type FillEntry,
  fillEntry,
  isInverseDeltaOneTerms,
  isSettledInCash,
  type LedgerEntry,
  type LedgerPosition,
  NO_OPENING,
  openPosition,
} from '../portfolio/index.ts';
import { conflictBetween } from './entry-conflict.ts';
import { positionKey } from './ledger-draft.ts';
import type { WriteCondition } from './portfolios.ts';
import {
  type Booking,
  type BookingContext,
  type EntryResult,
  type EntryRules,
  type RecordAnswer,
  type RecordDeps,
  recordEntries,
} from './record-entries.ts';
import { checkSize } from './trade-size.ts';

export type FillResult = { readonly fillId: string } & EntryResult;

/**
 * Applies fills, each once. A repeat is a `duplicate` with the revision of the first; a repeat with other content is
 * refused as a conflict that names the field; a fill in an instrument that neither the portfolio nor its market knows is
 * refused and may be sent again.
 */
export async function recordFills(
  deps: RecordDeps,
  tenant: string,
  portfolioId: string,
  fills: readonly Fill[],
  condition: WriteCondition = {},
): Promise<Outcome<RecordAnswer<FillResult>>> {
  const answer = await recordEntries(deps, tenant, portfolioId, RULES, fills, condition);
  if (!answer.ok) return answer;
  const { results, revision } = answer.value;
  return succeed({
    revision,
    results: results.map((result, i) => Object.assign({ fillId: fills[i]!.fillId }, result)),
  });
}

const RULES: EntryRules<Fill> = {
  kind: 'fill',
  field: 'fills',
  idOf: ({ fillId }) => fillId,
  positionOf: ({ instrument, venue }) => ({ instrument, venue }),
  conflictWith: conflictOfFill,
  book: bookFill,
};

function conflictOfFill(fill: Fill, entry: LedgerEntry, pointer: string): Failure | null {
  if (entry.kind !== 'fill') return null;
  const sent = fillEntry(fill, entry.terms, entry);
  return conflictBetween(`fill ${fill.fillId}`, entry, comparable(entry), comparable(sent), pointer);
}

function comparable({ instrument, side, quantity, price, fee, feeCurrency, venue, executedAt }: FillEntry) {
  return { instrument, side, quantity, price, fee, feeCurrency, venue, executedAt };
}

function bookFill(fill: Fill, context: BookingContext): Outcome<Booking> {
  const position = positionFor(fill, context);
  if (!position.ok) return position;
  const { terms } = position.value;
  const priced = checkPrice(fill, terms, `${context.pointer}/price`);
  if (!priced.ok) return priced;
  const size = checkSize(terms, fill.quantity, fill.price, `${context.pointer}/quantity`);
  return size.ok ? succeed({ entry: fillEntry(fill, terms, context.at), position: position.value }) : size;
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
