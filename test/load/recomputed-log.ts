import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

export type Recomputed = { readonly portfolios: number; readonly pricings: number; readonly lastMs: number };

type Line = { readonly message?: string; readonly timestamp: string; portfolios: number; pricings: number };

/** What the recompute function says it has done, from the functions' log. */
export class RecomputedLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** From where the log ends now. */
  mark(): number {
    return statSync(this.#path).size;
  }

  since(mark: number): Recomputed {
    const lines = this.#textSince(mark).split('\n').flatMap(readLine);
    return {
      portfolios: lines.reduce((sum, { portfolios }) => sum + portfolios, 0),
      pricings: lines.reduce((sum, { pricings }) => sum + pricings, 0),
      lastMs: Math.max(0, ...lines.map(({ timestamp }) => Date.parse(timestamp))),
    };
  }

  /** Once so many portfolios were recomputed. */
  async until(mark: number, portfolios: number): Promise<Recomputed> {
    for (;;) {
      const done = this.since(mark);
      if (done.portfolios >= portfolios) return done;
      await sleep(POLL_MS);
    }
  }

  /** Once nothing was recomputed for a second. */
  async untilQuiet(): Promise<void> {
    for (let seen = -1; seen !== this.mark(); await sleep(10 * POLL_MS)) seen = this.mark();
  }

  #textSince(mark: number): string {
    const bytes = Buffer.alloc(Math.max(0, this.mark() - mark));
    const file = openSync(this.#path, 'r');
    readSync(file, bytes, 0, bytes.length, mark);
    closeSync(file);
    // the last line may be half written
    return bytes.subarray(0, bytes.lastIndexOf('\n') + 1).toString('utf8');
  }
}

function readLine(text: string): Line[] {
  const start = text.indexOf('{"');
  if (start < 0 || !text.includes('"recomputed"')) return [];
  return [JSON.parse(text.slice(start)) as Line];
}
