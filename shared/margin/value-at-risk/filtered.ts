import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { ewmaModel, type FactorReturns, fitGarch, returnsOf, varianceForecasts } from '../../market/index.ts';
import type { ScenarioSet } from '../../scenarios/index.ts';
import { sampledMethod, scaleOf } from './historical.ts';
import type { FilteredParameters, RiskMeasure } from './parameters.ts';
import { returnScenarios } from './return-scenarios.ts';

/**
 * Filtered historical simulation: each past return is scaled to today's volatility, `r̃ = r·σ(T+1)/σ(t)`, σ(t) being what was
 * forecast for that day before it was seen, by EWMA or GARCH(1,1); all factors keep their days, and so their dependence.
 *
 * Source: tradfi-margin.md §6.1; V1 of §6.5 in test/conformance/margin/value-at-risk.
 */
export function formulateFiltered(measure: RiskMeasure) {
  return (parameters: FilteredParameters) => {
    const { variance, horizonScaling, horizonDays, daysForward } = parameters;
    const scale = scaleOf(horizonScaling, horizonDays);
    const scenariosOf = (history: FactorReturns): Outcome<ScenarioSet> => {
      const filtered = new Float64Array(history.returns.length);
      for (const [i, factor] of history.factors.entries()) {
        const series = returnsOf(history, i);
        if (series.every((value) => value === series[0])) {
          const detail = `the returns of ${factor} never vary, so they have no volatility to be scaled by`;
          return failAt('invalid-input', '/market/history/closes', detail);
        }
        const forecasts = varianceForecasts(
          series,
          variance.kind === 'ewma' ? ewmaModel(variance.decay) : fitGarch(series),
        );
        const next = forecasts[series.length]!;
        series.forEach((value, t) => {
          filtered[i * series.length + t] = scale * value * Math.sqrt(next / forecasts[t]!);
        });
      }
      return succeed(returnScenarios({ returns: filtered, ids: history.dates, factors: history.factors, daysForward }));
    };
    // A likelihood that is searched on a grid has its maximum to the grid's width.
    return sampledMethod(measure, parameters, {
      scenariosOf,
      exactness: variance.kind === 'garch' ? 'approximate' : 'exact',
    });
  };
}
