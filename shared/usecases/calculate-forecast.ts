import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { type ChosenMethod, requirementOf } from '../margin/index.ts';
import { type Book, equityOf, holdingOf, readBook, shockBooks } from '../risk/index.ts';
import { freshnessWarnings } from './freshness.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { chooseStressMethod } from './stress-method.ts';
import type { ForecastRequest } from './stress-requests.ts';

export type ForecastDay = {
  readonly daysForward: number;
  readonly asOf: string;
  readonly equity: number;
  readonly initial: number;
  readonly maintenance: number;
  /** equity is below maintenance */
  readonly breached: boolean;
  /** what has expired since the day before and was settled in cash */
  readonly expired: readonly string[];
};

export type ForecastAnswer = {
  readonly currency: string;
  readonly method: string;
  readonly version: string;
  /** from today on */
  readonly days: readonly ForecastDay[];
  readonly firstBreach: { readonly daysForward: number; readonly asOf: string } | null;
  readonly warnings: readonly string[];
  readonly provenance: Provenance;
};

/**
 * Equity and requirement of the book on each of the next days if prices, forwards and vols stay: what time takes, what expires and is settled
 * in cash at its payoff, and the first day on which it no longer meets its maintenance.
 */
export function calculateForecast(subject: ResolvedSubject, request: ForecastRequest): Outcome<ForecastAnswer> {
  const method = chooseStressMethod(request.method);
  if (!method.ok) return method;
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const days = forecastDays(book.value, method.value, request.days);
  if (!days.ok) return days;
  const first = days.value.find(({ breached }) => breached);
  const { id, version, parameterDigest } = method.value;
  const answer = {
    currency: book.value.baseCurrency,
    method: id,
    version,
    days: days.value,
    firstBreach: first === undefined ? null : { daysForward: first.daysForward, asOf: first.asOf },
    warnings: [...book.value.warnings, ...freshnessWarnings(subject.market, request.freshness)],
  };
  return succeed(withProvenance(subject, questionOf(request), [parameterDigest], answer));
}

function forecastDays(book: Book, method: ChosenMethod, nDays: number): Outcome<ForecastDay[]> {
  const scenarios = Array.from({ length: nDays + 1 }, (_, daysForward) => ({
    id: `days+${daysForward}`,
    weight: 1,
    spotShockFraction: 0,
    daysForward,
  }));
  const days: ForecastDay[] = [];
  let before = book;
  for (const later of shockBooks(book, scenarios)) {
    const daysForward = days.length;
    const required = requirementOf(later, method);
    if (!required.ok) {
      const { reason, detail, errors } = required.failure;
      return fail(reason, `after ${daysForward} days: ${detail}`, errors);
    }
    const equity = equityOf(later).amount;
    const breached = equity < required.value.maintenance;
    const expired = expiredBetween(before, later);
    days.push({ daysForward, asOf: later.market.snapshot.asOf, equity, ...required.value, breached, expired });
    before = later;
  }
  return succeed(days);
}

function expiredBetween(before: Book, after: Book): string[] {
  const left = new Set(after.lines.map(holdingOf));
  const positions = before.lines.filter((line) => line.kind === 'position').map(holdingOf);
  return [...new Set(positions)].filter((id) => !left.has(id));
}
