import type { ChosenMethod } from '../margin/index.ts';
import type { Measure } from '../rebalance/index.ts';
import { asHeld, type Book, movingIn } from '../risk/index.ts';

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

/** Equal for books by which the methods measure alike. */
export function basisOf(methods: readonly ChosenMethod[], book: Book): string {
  return JSON.stringify(methods.map((method) => method.basisOf(book)));
}
