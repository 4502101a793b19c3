import type { Database } from './database.ts';
import { tokenMismatch } from './errors.ts';
import { TOKEN, within } from './key-space.ts';
import type { StagedStore } from './staged-store.ts';

const LIFE_MS = 10 * 60 * 1000;

interface Remembered {
  readonly digest: string;
  readonly expiresAtMs: number;
}

/** The client request tokens of the last ten minutes, kept in the database so that a repeat is recognised after a restart too. */
export class TransactionTokens {
  /** Oldest first. */
  readonly #expiries: { readonly key: string; readonly expiresAtMs: number }[];

  private constructor(entries: readonly [string, unknown][]) {
    const expiries = entries.map(([key, value]) => ({ key, expiresAtMs: (value as Remembered).expiresAtMs }));
    this.#expiries = expiries.sort((a, b) => a.expiresAtMs - b.expiresAtMs);
  }

  static async open(database: Database): Promise<TransactionTokens> {
    return new TransactionTokens(await database.read((stage) => stage.entries(within(TOKEN))));
  }

  /** True if this request was committed under this token. Throws if another request was. */
  async isRepeat(token: string, digest: string, stage: StagedStore): Promise<boolean> {
    const remembered = (await stage.read(TOKEN + token)) as Remembered | undefined;
    if (remembered === undefined || remembered.expiresAtMs <= Date.now()) return false;
    if (remembered.digest !== digest) throw tokenMismatch();
    return true;
  }

  /** Stages the token with the transaction's own writes, and the removal of those that have expired. */
  remember(token: string, digest: string, stage: StagedStore): void {
    const expiresAtMs = Date.now() + LIFE_MS;
    while (this.#expiries[0] !== undefined && this.#expiries[0].expiresAtMs <= Date.now()) {
      stage.remove(this.#expiries[0].key);
      this.#expiries.shift();
    }
    const key = TOKEN + token;
    stage.write(key, { digest, expiresAtMs } satisfies Remembered);
    this.#expiries.push({ key, expiresAtMs });
  }
}
