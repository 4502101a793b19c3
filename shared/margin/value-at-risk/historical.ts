import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { type FactorReturns, factorReturns, type PriceHistory } from '../../market/index.ts';
import { type Book, gainsMatrix, movingUnderlyings, oncePerMoving } from '../../risk/index.ts';
import type { ScenarioSet } from '../../scenarios/index.ts';
import type { Exactness, Formulation } from '../method.ts';
import { formulateMeasured } from './measured-book.ts';
import type { HistoricalParameters, RiskMeasure } from './parameters.ts';
import { historyScenarios } from './return-scenarios.ts';
import { type Prudence, sampledFigures } from './sampled-figure.ts';
import { sampleDetails } from './standard-error.ts';

/** The scenarios of one book's factors, and those that the anti-procyclical tool looks at. */
export type HistorySource = {
  readonly set: ScenarioSet;
  readonly prudence: Prudence<ScenarioSet>;
  readonly warnings: readonly string[];
};

/** How a method makes its scenarios, and whether that is proven to be its rule. */
export type SampledRule = { readonly scenariosOf: ScenariosOf; readonly exactness: Exactness };

/** Turns daily or overlapping returns into scenarios; the filter has its say here. */
type ScenariosOf = (history: FactorReturns) => Outcome<ScenarioSet>;

/**
 * Historical simulation: the moves of each past day (or of overlapping periods of h days) happen to today's book, revalued in full
 * with today's vols; the figure is the quantile or tail mean of those gains.
 *
 * Source: tradfi-margin.md §6.1; V1 of §6.5 in test/conformance/margin/value-at-risk.
 */
export function formulateHistorical(measure: RiskMeasure) {
  return (parameters: HistoricalParameters) =>
    sampledMethod(measure, parameters, {
      exactness: 'exact',
      scenariosOf: (history) => {
        const { horizonScaling, horizonDays, daysForward } = parameters;
        return succeed(historyScenarios(history, daysForward, scaleOf(horizonScaling, horizonDays)));
      },
    });
}

/** What daily returns are multiplied by for the horizon. */
export function scaleOf(scaling: HistoricalParameters['horizonScaling'], horizonDays: number): number {
  return scaling === 'square-root' ? Math.sqrt(horizonDays) : 1;
}

/** A method over scenarios made from returns; the source is made once for a book and all its parts. */
export function sampledMethod(
  measure: RiskMeasure,
  parameters: HistoricalParameters,
  { scenariosOf, exactness }: SampledRule,
): (book: Book) => Outcome<Formulation> {
  const sourceOf = oncePerMoving((book: Book) => historySource(book, parameters, scenariosOf));
  return (book) => {
    const source = sourceOf(book);
    if (!source.ok) return source;
    const { set, prudence, warnings } = source.value;
    const { confidence, quantileType } = parameters;
    const gainsOver = (each: ScenarioSet) => gainsMatrix(book, [...book.lines.keys()], each, { start: 'model' });
    const figureOf = sampledFigures({
      gains: gainsOver(set),
      measure,
      confidence,
      quantileType,
      prudence: 'other' in prudence ? { ...prudence, other: gainsOver(prudence.other) } : prudence,
    });
    const label = `${measure === 'value-at-risk' ? 'Loss' : 'Mean loss'} beyond ${confidence} of ${set.scenarios.length} outcomes`;
    return formulateMeasured(book, parameters, {
      figureOf,
      label,
      exactness: () => exactness,
      scenarios: set.scenarios,
      warnings,
      details: sampleDetails({ measure, confidence, quantileType }),
    });
  };
}

function historySource(book: Book, parameters: HistoricalParameters, scenariosOf: ScenariosOf): Outcome<HistorySource> {
  const factors = movingUnderlyings(book);
  if (!factors.ok) return factors;
  const { history } = book.market.snapshot;
  const horizonDays = parameters.horizonScaling === 'overlapping' ? parameters.horizonDays : 1;
  const recent = factorReturns(history, factors.value, { horizonDays, window: parameters.window });
  if (!recent.ok) return recent;
  const set = scenariosOf(recent.value);
  if (!set.ok) return set;
  const prudence = prudenceOf(history!, factors.value, horizonDays, parameters);
  return prudence.ok
    ? succeed({ set: set.value, prudence: prudence.value, warnings: recent.value.warnings })
    : prudence;
}

/** The other period's moves are taken as they were: a filter would bring them to today's volatility, which is what they guard against. */
function prudenceOf(
  history: PriceHistory,
  factors: readonly string[],
  horizonDays: number,
  { antiProcyclical, horizonScaling, horizonDays: days, daysForward }: HistoricalParameters,
): Outcome<Prudence<ScenarioSet>> {
  if (antiProcyclical.kind === 'none' || antiProcyclical.kind === 'buffer') return succeed(antiProcyclical);
  const isFloor = antiProcyclical.kind === 'floor';
  const period = isFloor ? history : between(history, antiProcyclical.from, antiProcyclical.to);
  const returns = factorReturns(period, factors, { horizonDays, window: isFloor ? antiProcyclical.window : undefined });
  if (!returns.ok)
    return failAt(
      returns.failure.reason,
      '/market/history',
      `${antiProcyclical.kind} period: ${returns.failure.detail}`,
    );
  const set = historyScenarios(returns.value, daysForward, scaleOf(horizonScaling, days));
  return succeed(
    isFloor ? { kind: 'floor', other: set } : { kind: 'stressed', weight: antiProcyclical.weight, other: set },
  );
}

/** The days of a history from one date to another, both included. */
function between({ dates, closes }: PriceHistory, from: string, to: string): PriceHistory {
  const days = [...dates.keys()].filter((day) => dates[day]! >= from && dates[day]! <= to);
  return {
    dates: days.map((day) => dates[day]!),
    closes: Object.fromEntries(
      Object.entries(closes).map(([id, series]) => [id, days.map((day) => series[day] ?? null)]),
    ),
  };
}
