/** Wakes whoever waits for the next event. */
export class Pulse {
  #ended = false;
  readonly #waiting = new Set<() => void>();

  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves at the next `fire`, at `end`, or when the signal aborts. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      if (this.#ended || signal?.aborted) return resolve();
      this.#waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  fire(): void {
    for (const wake of this.#waiting) wake();
  }

  end(): void {
    this.#ended = true;
    this.fire();
  }
}
