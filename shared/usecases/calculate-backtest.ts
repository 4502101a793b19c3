import {
  acerbiSzekely,
  type BacktestDay,
  type BacktestReport,
  backtestReport,
  rollingBacktest,
} from '../backtest/index.ts';
import { collect, fail, type Outcome, succeed } from '../foundation/index.ts';
import { type ChosenMethod, chooseMethod } from '../margin/index.ts';
import { type Book, readBook } from '../risk/index.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { BacktestRequest, MethodChoice } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type MethodBacktest = BacktestReport & {
  readonly method: string;
  readonly version: string;
  /** Acerbi and Székely's Z2, of an expected shortfall beside the value at risk of the same route; null for others */
  readonly acerbiSzekely: number | null;
};

export type BacktestAnswer = {
  readonly currency: string;
  readonly confidence: number;
  readonly requirement: 'initial' | 'maintenance';
  readonly backtests: readonly MethodBacktest[];
  readonly provenance: Provenance;
};

/** Days of one backtest that a request may ask for; each is a margin calculation. */
const MOST_DAYS = 2_500;
const DEFAULT_DAYS = 250;
const DEFAULT_CONFIDENCE = 0.99;

/** Each method on the days of the market's history: were its figures enough, and how did they move? */
export function calculateBacktest(subject: ResolvedSubject, request: BacktestRequest): Outcome<BacktestAnswer> {
  const confidence = request.confidence ?? DEFAULT_CONFIDENCE;
  const requirement = request.requirement ?? 'initial';
  const days = request.window ?? DEFAULT_DAYS;
  if (days > MOST_DAYS) {
    const detail = `at most ${MOST_DAYS} days can be tested in one call`;
    return fail('limit-exceeded', detail, [{ pointer: '/window', detail }]);
  }
  const methods = collect(request.methods.map((method, i) => chooseMethod(method, `/methods/${i}`)));
  if (!methods.ok) return methods;
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const spec = { requirement, days, confidence };
  const backtests = collect(
    methods.value.map((method, i) => backtestOf(book.value, method, request.methods[i]!, spec)),
  );
  if (!backtests.ok) return backtests;
  const parameterDigests = methods.value.map((method) => method.parameterDigest);
  const answer = { currency: book.value.baseCurrency, confidence, requirement, backtests: backtests.value };
  return succeed(withProvenance(subject, questionOf(request), parameterDigests, answer));
}

type Spec = { readonly requirement: 'initial' | 'maintenance'; readonly days: number; readonly confidence: number };

function backtestOf(book: Book, method: ChosenMethod, choice: MethodChoice, spec: Spec): Outcome<MethodBacktest> {
  const days = rollingBacktest(book, method, spec);
  if (!days.ok) return days;
  const shortfall = shortfallTest(book, choice, days.value, spec);
  if (!shortfall.ok) return shortfall;
  return succeed({
    method: method.id,
    version: method.version,
    ...backtestReport(days.value, spec.confidence),
    acerbiSzekely: shortfall.value,
  });
}

const SHORTFALL = 'expected-shortfall-';

function shortfallTest(
  book: Book,
  choice: MethodChoice,
  shortfalls: readonly BacktestDay[],
  spec: Spec,
): Outcome<number | null> {
  if (!choice.id.startsWith(SHORTFALL)) return succeed(null);
  const quantile = chooseMethod({ ...choice, id: choice.id.replace(SHORTFALL, 'value-at-risk-') }, '/methods');
  if (!quantile.ok) return quantile;
  const figures = rollingBacktest(book, quantile.value, spec);
  if (!figures.ok) return figures;
  const days = figures.value.map(({ gain, requirement }, t) => ({
    gain,
    figure: requirement,
    shortfall: shortfalls[t]!.requirement,
  }));
  return succeed(acerbiSzekely(days, spec.confidence));
}
