import type { Book } from '../../risk/index.ts';

/** Makes once what is the same for a book and all its parts: they share its market and its valuations. */
export function keptPerBook<T>(make: (book: Book) => T): (book: Book) => T {
  const known = new WeakMap<Book['valuations'], { readonly value: T }>();
  return (book) => {
    const kept = known.get(book.valuations) ?? { value: make(book) };
    known.set(book.valuations, kept);
    return kept.value;
  };
}
