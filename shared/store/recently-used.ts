/** Keeps the `size` values used last. */
export class RecentlyUsed<T extends Promise<unknown>> {
  readonly #size: number;
  readonly #values = new Map<string, T>();

  constructor(size: number) {
    this.#size = size;
  }

  /** The value kept under `key`, else the one that `load` gives; a load that fails isn't kept. */
  getOrLoad(key: string, load: () => T): T {
    const value = this.#values.get(key) ?? this.#loaded(key, load);
    this.#values.delete(key);
    this.#values.set(key, value);
    for (const oldest of [...this.#values.keys()].slice(0, -this.#size)) this.#values.delete(oldest);
    return value;
  }

  #loaded(key: string, load: () => T): T {
    const value = load();
    value.catch(() => this.#values.delete(key));
    return value;
  }
}
