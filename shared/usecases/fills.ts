import { type Failure, type Outcome, succeed } from '../foundation/index.ts';
import {
  type Bust,
  type BustEntry,
  bustEntry,
  canonicalInstant,
  type Fill,
  type FillEntry,
  fillEntry,
  type LedgerEntry,
} from '../portfolio/index.ts';
import { bookFill } from './book-fill.ts';
import { conflictBetween } from './entry-conflict.ts';
import type { BookingContext, EntryResult, EntryRules, Judgement } from './judge-entries.ts';
import type { WriteCondition } from './portfolios.ts';
import { type RecordAnswer, type RecordDeps, recordEntries } from './record-entries.ts';
import { reversibleFill } from './reversals.ts';

export type FillResult = { readonly fillId: string } & EntryResult;

/**
 * Applies fills, corrections and busts, each once. A repeat is a `duplicate` with the revision of the first; a repeat
 * with other content is refused as a conflict that names the field; a fill in an instrument that neither the portfolio
 * nor its market knows, and a correction or bust of a fill that the ledger doesn't hold, are refused by name and may be
 * sent again.
 */
export async function recordFills(
  deps: RecordDeps,
  tenant: string,
  portfolioId: string,
  fills: readonly (Fill | Bust)[],
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

const RULES: EntryRules<Fill | Bust> = {
  kind: 'fill',
  field: 'fills',
  idOf: ({ fillId }) => fillId,
  positionOf: (sent) => (isBust(sent) ? null : { instrument: sent.instrument, venue: sent.venue }),
  referenceOf: (sent) => (isBust(sent) ? sent.busts : (sent.corrects ?? null)),
  conflictWith: conflictOfFill,
  book: (sent, context) => (isBust(sent) ? bookBust(sent, context) : bookFill(sent, context)),
};

function isBust(sent: Fill | Bust): sent is Bust {
  return 'busts' in sent;
}

/** A bust of what was busted already is no news, whatever it is called. */
function bookBust(bust: Bust, context: BookingContext): Outcome<Judgement> {
  const found = reversibleFill(bust.busts, context, `${context.pointer}/busts`);
  if (!found.ok) return found;
  const { fill, position, reversedBy } = found.value;
  if (reversedBy !== null) return succeed({ repeats: reversedBy.revision });
  return succeed({ entry: bustEntry(bust, fill, context.at), position: null, reversedPosition: position });
}

function conflictOfFill(sent: Fill | Bust, entry: LedgerEntry, pointer: string): Failure | null {
  if (entry.kind !== 'fill' && entry.kind !== 'bust') return null;
  const [recorded, given] = contentsOf(sent, entry);
  return conflictBetween(`fill ${sent.fillId}`, entry, recorded, given, pointer);
}

type Content = Readonly<Record<string, string | null>>;

/** What is recorded, and what was sent in the form and under the terms of that; for a fill beside a bust what tells them apart. */
function contentsOf(sent: Fill | Bust, entry: FillEntry | BustEntry): readonly [recorded: Content, sent: Content] {
  if (isBust(sent) && entry.kind === 'bust') {
    const executedAt = canonicalInstant(sent.executedAt);
    return [bustContent(entry.reverses.fillId, entry.executedAt), bustContent(sent.busts, executedAt)];
  }
  if (isBust(sent)) return [{ busts: null }, { busts: sent.busts }];
  if (entry.kind === 'bust') return [{ busts: entry.reverses.fillId }, { busts: null }];
  const corrected = entry.reverses?.fillId ?? null;
  const given = fillEntry(sent, entry.terms, entry, null);
  return [fillContent(entry, corrected), fillContent(given, sent.corrects ?? null)];
}

function bustContent(busts: string, executedAt: string): Content {
  return { busts, executedAt };
}

function fillContent(entry: FillEntry, corrects: string | null): Content {
  const { instrument, side, quantity, price, fee, feeCurrency, venue, executedAt } = entry;
  return { instrument, side, quantity, price, fee, feeCurrency, venue, executedAt, corrects };
}
