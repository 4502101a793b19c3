import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type FactorReturns, factorReturns, type Market, returnsOf } from '../market/index.ts';
import type { Scenario } from '../scenarios/index.ts';

/** Days of the market's history, by their range or by name. */
export type HistoricalReplay = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly dates?: readonly string[] | undefined;
};

/**
 * A scenario for each day of the history that is asked for: every underlying moves as it did that day, together. Vols and time stand still.
 * What `factorReturns` says of days without a close holds here too: nothing is filled, a return spans the gap.
 *
 * Fails with `missing-market-data` where an underlying has no history or a day that is named has no return.
 */
export function replayScenarios(
  market: Market,
  underlyings: readonly string[],
  replay: HistoricalReplay,
): Outcome<{ readonly scenarios: readonly Scenario[]; readonly warnings: readonly string[] }> {
  if (underlyings.length === 0) return succeed({ scenarios: [], warnings: [] });
  const history = factorReturns(market.snapshot.history, underlyings, { horizonDays: 1 });
  if (!history.ok) return history;
  const { dates, warnings } = history.value;
  const absent = replay.dates?.findIndex((date) => !dates.includes(date)) ?? -1;
  if (absent >= 0) {
    const detail = `the history has no return of ${replay.dates![absent]} that ${underlyings.join(', ')} share`;
    return failAt('missing-market-data', `/replay/dates/${absent}`, detail);
  }
  const wanted = [...dates.keys()].filter((day) => isWanted(dates[day]!, replay));
  if (wanted.length === 0) {
    const detail = `the history has no return in that range; it has them from ${dates[0]} to ${dates.at(-1)}`;
    return failAt('missing-market-data', '/replay', detail);
  }
  return succeed({ scenarios: wanted.map((day) => dayScenario(history.value, day)), warnings });
}

function isWanted(date: string, { from, to, dates }: HistoricalReplay): boolean {
  if (dates !== undefined) return dates.includes(date);
  return (from === undefined || date >= from) && (to === undefined || date <= to);
}

function dayScenario(history: FactorReturns, day: number): Scenario {
  const moves = history.factors.map((id, factor) => [id, { spotShockFraction: returnsOf(history, factor)[day]! }]);
  return { id: history.dates[day]!, weight: 1, spotShockFraction: 0, underlyings: Object.fromEntries(moves) };
}
