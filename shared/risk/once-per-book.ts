import type { Book } from './book.ts';

/** What follows from a book alone is derived once for all the methods that ask, and forgotten with the book. */
export function oncePerBook<T extends object>(derive: (book: Book) => T): (book: Book) => T {
  const known = new WeakMap<Book, T>();
  return (book) => {
    const found = known.get(book) ?? derive(book);
    known.set(book, found);
    return found;
  };
}
