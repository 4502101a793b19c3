import type { Basis } from '../simplex/basis.ts';
import { RatioQueue } from '../simplex/ratio-queue.ts';
import type { PartBounds } from './part.ts';

/** A part of a search: bounds of its own, what is proven of it, and, where it has been solved, the column to split it at. */
export type Part = {
  readonly bounds: PartBounds;
  readonly bound: number;
  readonly split: { readonly column: number; readonly value: number } | null;
  readonly basis: Basis | null;
};

/** The parts of a search that wait, by ascending bound. */
export class OpenParts {
  readonly #queue = new RatioQueue();
  readonly #parts: (Part | null)[] = [];

  /** Infinity where none waits */
  get leastBound(): number {
    return this.#queue.size > 0 ? this.#queue.least : Infinity;
  }

  add(part: Part): void {
    this.#queue.add(part.bound, this.#parts.push(part) - 1);
  }

  /** The part with the least bound; null where none waits. */
  takeLeast(): Part | null {
    if (this.#queue.size === 0) return null;
    const index = this.#queue.take();
    const part = this.#parts[index]!;
    this.#parts[index] = null;
    return part;
  }

  clear(): void {
    this.#queue.clear();
    this.#parts.length = 0;
  }
}
