import { basisOf, type ChosenMethod, isMeasuredAlike } from '../margin/index.ts';
import type { Measure } from '../rebalance/index.ts';
import { applyTrades, asHeld, type Book, movingIn } from '../risk/index.ts';
import type { RebalanceTask } from './rebalance-model.ts';
import { doneTrades } from './settle-trades.ts';

/** Of more, not every choice is looked at. */
const MOST_CALENDARS = 4;

/**
 * What trades may leave, as far as it makes a difference to a margin: what is held now, and every choice of calendars, by which underlyings of equal
 * calendars go together.
 */
export function measuresOf(methods: readonly ChosenMethod[], book: Book): readonly Measure[] {
  const names = movingIn(book, () => true);
  const byCalendar = Map.groupBy(names, (id) => basisOf(methods, { ...book, moving: [id] }));
  const held = { underlyings: asHeld(book).moving, kept: [] };
  if (byCalendar.size > MOST_CALENDARS) return [held];
  const calendars = [...byCalendar.values()];
  const choices = Array.from({ length: 2 ** calendars.length - 1 }, (_, i) =>
    calendars.filter((__, c) => Math.floor((i + 1) / 2 ** c) % 2 === 1),
  );
  return [held, ...choices.map((chosen) => ({ underlyings: chosen.flat().toSorted(), kept: [] }))];
}

/** True where the program of a task measured what its trades leave as that is measured. */
export function leavesItsMeasure(task: RebalanceTask, trades: readonly number[]): boolean {
  return isMeasuredAlike(task.methods, leftBy(task, trades), task.book);
}

export function leftBy({ book, tradables }: RebalanceTask, trades: readonly number[]): Book {
  return applyTrades(book, doneTrades(tradables, trades));
}
