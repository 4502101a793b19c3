import type { Book } from '../risk/index.ts';
import type { ChosenMethod } from './registry.ts';

/** What the figures of some methods rest on beside quantities: equal for books on one market that they measure alike. */
export function basisOf(methods: readonly ChosenMethod[], book: Book): string {
  return JSON.stringify(methods.map((method) => method.basisOf(book)));
}

/** True where equal quantities in two books on one market have equal figures under each of some methods. */
export function isMeasuredAlike(methods: readonly ChosenMethod[], one: Book, other: Book): boolean {
  return methods.every((method) => method.basisOf(one) === method.basisOf(other));
}

/** True where a method measures some of a book's underlyings by themselves otherwise than among all of them: their histories have other days. */
export function hasManyMeasures(methods: readonly ChosenMethod[], book: Book): boolean {
  return book.moving.some((id) => !isMeasuredAlike(methods, book, { ...book, moving: [id] }));
}
