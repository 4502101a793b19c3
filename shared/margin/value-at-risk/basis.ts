import { sharedDays } from '../../market/index.ts';
import { type Book, oncePerMoving } from '../../risk/index.ts';

/** What a figure by history rests on: the days that the underlyings of the book share. */
export const daysOfBook: (book: Book) => string = oncePerMoving(({ market, moving }) => {
  const { history } = market.snapshot;
  return history === undefined ? '' : sharedDays(history, moving).join(' ');
});

/** What a figure by simulation rests on: the underlyings that paths were drawn for, and on days of their history. */
export function pathsOfBook({ moving }: Book): string {
  return moving.join(' ');
}
