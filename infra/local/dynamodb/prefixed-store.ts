import { Readable } from 'node:stream';
import type { BatchOperation, Callback, KeyRange } from './dynalite.ts';
import { within } from './key-space.ts';

interface Stage {
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): void;
  remove(key: string): void;
  keyStream(range: KeyRange): Readable;
  valueStream(range: KeyRange): Readable;
  settle<T>(outcome: Promise<T>, callback: Callback<T>): void;
}

/** The keys of a stage below one prefix, in the callback form that dynalite's actions expect of a table, an index or a tag store. */
export class PrefixedStore {
  readonly #stage: Stage;
  readonly #prefix: string;

  constructor(stage: Stage, prefix: string) {
    this.#stage = stage;
    this.#prefix = prefix;
  }

  /** Writes already run one at a time, so a lock is free. */
  lock<T>(_key: string, run: (release: (callback: Callback<T>) => Callback<T>) => void): void {
    run((callback) => callback);
  }

  get(key: string, callback: Callback<unknown>): void {
    this.#stage.settle(this.#stage.read(this.#prefix + key), callback);
  }

  put(key: string, value: unknown, callback: Callback<void>): void {
    this.#stage.write(this.#prefix + key, value);
    this.#stage.settle(Promise.resolve(), callback);
  }

  del(key: string, callback: Callback<void>): void {
    this.#stage.remove(this.#prefix + key);
    this.#stage.settle(Promise.resolve(), callback);
  }

  batch(operations: readonly BatchOperation[], callback: Callback<void>): void {
    for (const operation of operations) {
      if (operation.type === 'put') this.#stage.write(this.#prefix + operation.key, operation.value);
      else this.#stage.remove(this.#prefix + operation.key);
    }
    this.#stage.settle(Promise.resolve(), callback);
  }

  createKeyStream(): Readable {
    return this.#stage.keyStream(within(this.#prefix)).map((key: string) => key.slice(this.#prefix.length));
  }

  createValueStream(range: KeyRange = {}): Readable {
    return this.#stage.valueStream({ ...this.#bounds(range), ...this.#rest(range) });
  }

  #bounds(range: KeyRange): KeyRange {
    const all = within(this.#prefix);
    const lower = range.gt === undefined ? { gte: this.#prefix + (range.gte ?? '') } : { gt: this.#prefix + range.gt };
    if (range.lte !== undefined) return { ...lower, lte: this.#prefix + range.lte };
    return { ...lower, lt: range.lt === undefined ? all.lt : this.#prefix + range.lt };
  }

  #rest({ limit = -1, reverse = false }: KeyRange): KeyRange {
    return { limit, reverse };
  }
}
