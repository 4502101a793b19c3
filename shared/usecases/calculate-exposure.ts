import {
  type AggregatedDelta,
  aggregateDelta,
  DELTA_CONVENTIONS,
  type DeltaConvention,
  type DeltaHedge,
  deltaHedge,
  type Exposure,
  exposureOf,
  hedgeInstrument,
} from '../exposure/index.ts';
import { collect, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { DEFAULT_VENUE } from '../portfolio/index.ts';
import { type Book, readBook } from '../risk/index.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { ExposureRequest, HedgeChoice } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type ExposureAnswer = Exposure & {
  readonly aggregations: readonly AggregatedDelta[];
  readonly hedges: readonly DeltaHedge[];
  readonly warnings: readonly string[];
  readonly provenance: Provenance;
};

/** Greeks of the book by underlying, expiry and venue, its deltas as one number, and the trades that would hedge them. */
export function calculateExposure(subject: ResolvedSubject, request: ExposureRequest): Outcome<ExposureAnswer> {
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const exposure = exposureOf(book.value);
  const aggregations = aggregationsOf(book.value, exposure, request.aggregation);
  if (!aggregations.ok) return aggregations;
  const hedges = hedgesOf(subject, exposure, request.hedges ?? []);
  if (!hedges.ok) return hedges;
  const answer = {
    ...exposure,
    aggregations: aggregations.value,
    hedges: hedges.value,
    warnings: book.value.warnings,
  };
  return succeed(withProvenance(subject, questionOf(request), [], answer));
}

/** A convention that was asked for by name and has no value fails; where all were meant, it says why. */
function aggregationsOf(
  book: Book,
  { byUnderlying }: Exposure,
  asked: ExposureRequest['aggregation'],
): Outcome<AggregatedDelta[]> {
  const named: readonly DeltaConvention[] | undefined = typeof asked === 'string' ? [asked] : asked;
  return collect(
    (named ?? DELTA_CONVENTIONS).map((convention, i) => {
      const aggregated = aggregateDelta(book, byUnderlying, convention);
      const pointer = typeof asked === 'string' ? '/aggregation' : `/aggregation/${i}`;
      return named === undefined || aggregated.value !== null
        ? succeed(aggregated)
        : failAt('not-applicable', pointer, `${convention}: ${aggregated.reason}`);
    }),
  );
}

/** One hedge per underlying of the book, the caller's choices in place of the defaults. */
function hedgesOf(
  subject: ResolvedSubject,
  { byUnderlying }: Exposure,
  choices: readonly HedgeChoice[],
): Outcome<DeltaHedge[]> {
  const stray = choices.findIndex(({ underlying }) => !byUnderlying.some((each) => each.underlying === underlying));
  if (stray >= 0) {
    return failAt(
      'invalid-input',
      `/hedges/${stray}/underlying`,
      `the book has nothing on ${choices[stray]!.underlying}`,
    );
  }
  const wanted = byUnderlying.map((exposure) => {
    const i = choices.findIndex(({ underlying }) => underlying === exposure.underlying);
    const choice = choices[i];
    const instrument = choice?.instrument ?? hedgeInstrument(subject.market, exposure.underlying);
    return { exposure, instrument, targetDelta: choice?.targetDelta ?? 0, pointer: `/hedges/${i}/instrument` };
  });
  const candidates = wanted.flatMap(({ instrument, pointer }) =>
    instrument === null ? [] : [{ instrument, venue: DEFAULT_VENUE, pointer }],
  );
  const extended = readBook(subject.portfolio, subject.market, candidates);
  if (!extended.ok) return extended;
  return collect(
    wanted.map(({ exposure, instrument, targetDelta, pointer }) => {
      const underlying =
        instrument === null ? null : extended.value.valuations.get(instrument)!.contract.instrument.underlying;
      return underlying === null || underlying === exposure.underlying
        ? succeed(deltaHedge(extended.value, exposure, instrument, targetDelta))
        : failAt('invalid-input', pointer, `${instrument} is on ${underlying}, not ${exposure.underlying}`);
    }),
  );
}
