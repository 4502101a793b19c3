import type { FactorReturns } from '../../market/index.ts';
import type { Scenario, ScenarioSet } from '../../scenarios/index.ts';

/** A day's loss of everything is as far as a price can fall; a scaled return may ask for more. */
const LOWEST_RETURN = -0.999_999;

export type ReturnShocks = {
  /** factor-major, what each factor moves by in each scenario */
  readonly returns: Float64Array;
  readonly ids: readonly string[];
  readonly factors: readonly string[];
  readonly daysForward: number;
};

/** One scenario per column of returns: every factor moves by its own return of that day. */
export function returnScenarios({ returns, ids, factors, daysForward }: ReturnShocks): ScenarioSet {
  const ahead = daysForward === 0 ? {} : { daysForward };
  const scenarios = ids.map((id, t): Scenario => {
    const shocks = factors.map((factor, i) => {
      const spotShockFraction = Math.max(LOWEST_RETURN, returns[i * ids.length + t]!);
      return [factor, { spotShockFraction, ...ahead }] as const;
    });
    return { id, weight: 1, spotShockFraction: 0, ...ahead, underlyings: Object.fromEntries(shocks) };
  });
  return { scenarios, volRule: { kind: 'flat' } };
}

/** A history as it was, each day a scenario named by its date, times `scale`. */
export function historyScenarios(history: FactorReturns, daysForward: number, scale: number): ScenarioSet {
  const returns = scale === 1 ? history.returns : history.returns.map((value) => scale * value);
  return returnScenarios({ returns, ids: history.dates, factors: history.factors, daysForward });
}
