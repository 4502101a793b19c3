import type { Basis } from '../simplex/basis.ts';
import type { Dictionary } from '../simplex/dictionary.ts';

/** Most cells that are kept in all: 16 MB. */
const CELLS_KEPT = 2_000_000;

/** The dictionaries of the parts solved last, by their bases: a part of one of those needn't build it again. */
export class RecentDictionaries {
  readonly #kept = new Map<Basis, Dictionary>();
  #cells = 0;

  get(basis: Basis): Dictionary | undefined {
    return this.#kept.get(basis);
  }

  keep(basis: Basis, dictionary: Dictionary): void {
    this.#kept.set(basis, dictionary);
    this.#cells += dictionary.cells.length;
    for (const [oldest, { cells }] of this.#kept) {
      if (this.#cells <= CELLS_KEPT) break;
      this.#kept.delete(oldest);
      this.#cells -= cells.length;
    }
  }
}
