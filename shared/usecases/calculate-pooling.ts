import { type Outcome, succeed } from '../foundation/index.ts';
import {
  healthOf,
  type LendingHealth,
  lendingAccounts,
  type PairSaving,
  type PooledVenues,
  poolVenues,
  scannedBook,
  type VenueSaving,
  type VenueWorth,
  venueWorth,
  weightedMargins,
} from '../pooling/index.ts';
import { type Book, readBook } from '../risk/index.ts';
import type { PoolingRequest } from './pooling-requests.ts';
import { checkHaircuts, transferabilityOf, venuesOf } from './pooling-venues.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { type ShockLiquidation, shockLiquidation } from './shock-liquidation.ts';
import { chooseStressMethod } from './stress-method.ts';

export type PooledVenue = VenueSaving &
  VenueWorth & {
    readonly id: string;
    /** what the venue is worth less what it needs by itself */
    readonly excess: VenueSaving['siloed'];
  };

export type LendingStatus = LendingHealth & { readonly venue: string; readonly account: string };

export type PoolingAnswer = Pick<PooledVenues, 'siloed' | 'pooled' | 'saving' | 'shortfall' | 'exactness'> & {
  readonly currency: string;
  readonly method: string;
  readonly version: string;
  readonly venues: readonly PooledVenue[];
  readonly pairs: readonly PairSaving[];
  readonly lending: readonly LendingStatus[];
  /** null where no shock was sent */
  readonly liquidation: ShockLiquidation | null;
  readonly warnings: readonly string[];
  readonly provenance: Provenance;
};

/** What a book needs at its venues each by itself, and what it needs where they can send each other part of what they have. */
export function calculatePooling(subject: ResolvedSubject, request: PoolingRequest): Outcome<PoolingAnswer> {
  const method = chooseStressMethod(request.method);
  if (!method.ok) return method;
  const venues = venuesOf(subject.portfolio, request.venues);
  if (!venues.ok) return venues;
  const transferability = transferabilityOf(venues.value, request.transferability);
  if (!transferability.ok) return transferability;
  const haircuts = request.haircuts ?? [];
  const checked = checkHaircuts(venues.value, haircuts);
  if (!checked.ok) return checked;
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const marginAt = weightedMargins(scannedBook(book.value, haircuts), method.value, venues.value);
  const worths = venues.value.map((venue) => venueWorth(book.value, venue, haircuts));
  const initialWorths = worths.map(({ worth }) => worth.initial);
  const pooled = poolVenues(venues.value, marginAt, transferability.value, initialWorths);
  if (!pooled.ok) return pooled;
  const { venues: savings, warnings, ...sums } = pooled.value;
  const { shock } = request;
  const liquidation =
    shock === undefined ? succeed(null) : shockLiquidation(subject, book.value, method.value, { ...request, shock });
  if (!liquidation.ok) return liquidation;
  const { id, version, parameterDigest } = method.value;
  const answer = {
    currency: book.value.baseCurrency,
    method: id,
    version,
    ...sums,
    venues: savings.map((saving, v) => venueAnswer(venues.value[v]!, saving, worths[v]!)),
    lending: lendingOf(subject, book.value),
    liquidation: liquidation.value,
    warnings: [
      ...book.value.warnings,
      ...warnings,
      ...(liquidation.value?.hasEnded === false ? ['cascade-not-ended'] : []),
    ],
  };
  return succeed(withProvenance(subject, questionOf(request), [parameterDigest], answer));
}

function lendingOf({ portfolio, market }: ResolvedSubject, book: Book): LendingStatus[] {
  return lendingAccounts(portfolio.loans ?? [], market.asOfMs).map((each) => ({
    venue: each.venue,
    account: each.account,
    ...healthOf(book, each),
  }));
}

function venueAnswer(id: string, saving: VenueSaving, worth: VenueWorth): PooledVenue {
  const { initial, maintenance } = saving.siloed;
  const excess = { initial: worth.worth.initial - initial, maintenance: worth.worth.maintenance - maintenance };
  return { id, ...saving, ...worth, excess };
}
