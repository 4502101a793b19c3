import { fail, type Outcome, succeed } from '../foundation/index.ts';
import type { ChosenMethod } from '../margin/index.ts';
import { factorReturns, type Market, type PriceHistory } from '../market/index.ts';
import { evaluate, graphOf, valueOf } from '../requirement/index.ts';
import { asHeld, type Book, gainsMatrix, movingUnderlyings, quantitiesOf, selectLines } from '../risk/index.ts';
import type { Scenario } from '../scenarios/index.ts';

/** One day of a backtest: what was required on its eve, and what the book then gained. */
export type BacktestDay = { readonly date: string; readonly requirement: number; readonly gain: number };

export type RollingSpec = {
  readonly requirement: 'initial' | 'maintenance';
  /** the newest days that are tested; as many as the method can answer unless stated */
  readonly days: number;
};

/**
 * Today's book on the days of the market's history: on the eve of each day the method sees the history up to then and no further;
 * the gain is that of the book, revalued in full under that day's moves. Exposures are today's throughout, so that the days are alike.
 *
 * @returns the method's own failure where it can't answer for a day, naming the day
 */
export function rollingBacktest(
  book: Book,
  method: ChosenMethod,
  { requirement, days }: RollingSpec,
): Outcome<BacktestDay[]> {
  const positions = [...book.lines.keys()].filter((index) => book.lines[index]!.kind !== 'order');
  const held = asHeld(selectLines(book, positions));
  const moves = dailyGains(held, days);
  if (!moves.ok) return moves;
  const tested: BacktestDay[] = [];
  for (const { date, eve, gain } of moves.value) {
    const formulated = method.formulate(asOfEve(held, eve));
    if (!formulated.ok)
      return fail(formulated.failure.reason, `on ${eve}: ${formulated.failure.detail}`, formulated.failure.errors);
    const root = formulated.value[requirement];
    tested.push({ date, requirement: valueOf(evaluate(graphOf([root]), quantitiesOf(held)), root), gain });
  }
  return succeed(tested);
}

type DayGain = { readonly date: string; readonly eve: string; readonly gain: number };

/** The gain of the book on each of the newest days. */
function dailyGains(book: Book, days: number): Outcome<DayGain[]> {
  const moving = movingUnderlyings(book);
  if (!moving.ok) return moving;
  const factors = moving.value;
  const returns = factorReturns(book.market.snapshot.history, factors, { horizonDays: 1, window: days + 1 });
  if (!returns.ok) return returns;
  const { dates, returns: values } = returns.value;
  const scenarios = dates.slice(1).map((id, t): Scenario => {
    const shocks = factors.map(
      (factor, i) => [factor, { spotShockFraction: values[i * dates.length + t + 1]! }] as const,
    );
    return { id, weight: 1, spotShockFraction: 0, underlyings: Object.fromEntries(shocks) };
  });
  const lines = [...book.lines.keys()];
  const { rowOf, matrix } = gainsMatrix(book, lines, { scenarios, volRule: { kind: 'flat' } }, { start: 'model' });
  return succeed(
    scenarios.map(({ id }, k) => ({
      date: id,
      eve: dates[k]!,
      gain: lines.reduce(
        (sum, index) => sum + matrix[rowOf.get(index)! * scenarios.length + k]! * book.lines[index]!.quantity,
        0,
      ),
    })),
  );
}

/** The same book where the history ends on this day: to a method, another market and another book. */
function asOfEve(book: Book, eve: string): Book {
  const history = book.market.snapshot.history!;
  const snapshot = { ...book.market.snapshot, history: until(history, eve) };
  const market: Market = { ...book.market, snapshot };
  return { ...book, market, valuations: new Map(book.valuations) };
}

function until({ dates, closes }: PriceHistory, last: string): PriceHistory {
  const end = dates.findLastIndex((date) => date <= last) + 1;
  return {
    dates: dates.slice(0, end),
    closes: Object.fromEntries(Object.entries(closes).map(([id, series]) => [id, series.slice(0, end)])),
  };
}
