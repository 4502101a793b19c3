import { fail, type Outcome, succeed } from '../../../foundation/index.ts';
import type { SpanFile } from '../span-file.ts';
import { FormatError } from './format-error.ts';
import { Pa2Reader } from './pa2-reader.ts';
import { SpnReader } from './spn-reader.ts';

/** What one format's reader does; it throws FormatError. */
type FormatReader = { push(text: string): void; finish(): SpanFile };

/**
 * Reads a risk-parameter file as it comes in, in pieces of any size: XML (`.spn`) where its first character is `<`, else
 * fixed width (`.pa2`). What it holds is bounded (`FILE_LIMITS`), however long the file.
 *
 * A malformed file is `invalid-input`, one past a limit `limit-exceeded`, with the line and the columns or column.
 */
export class SpanFileReader {
  readonly #products: ReadonlySet<string> | null;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #reader: FormatReader | null = null;
  #failure: Outcome<never> | null = null;

  /** @param products whose contracts are kept; null for all */
  constructor(products: ReadonlySet<string> | null = null) {
    this.#products = products;
  }

  /** Takes the next piece; after a failure pieces are ignored. */
  push(bytes: Uint8Array): void {
    if (this.#failure === null) this.#attempt(() => this.#pushText(this.#decode(bytes, true)));
  }

  finish(): Outcome<SpanFile> {
    const file = this.#attempt(() => {
      this.#pushText(this.#decode(new Uint8Array(0), false));
      if (this.#reader === null) throw new FormatError('line 1', 'the file is empty');
      return this.#reader.finish();
    });
    return this.#failure ?? succeed(file!);
  }

  #pushText(text: string): void {
    const start = this.#reader === null ? text.trimStart() : text;
    if (start === '') return;
    this.#reader ??= start.startsWith('<') ? new SpnReader(this.#products) : new Pa2Reader(this.#products);
    this.#reader.push(start);
  }

  #decode(bytes: Uint8Array, more: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream: more });
    } catch {
      throw new FormatError('the file', 'is not UTF-8');
    }
  }

  #attempt<T>(step: () => T): T | null {
    if (this.#failure !== null) return null;
    try {
      return step();
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.#failure = fail(error.reason, error.message);
      return null;
    }
  }
}

/** A whole file in one go. */
export function readSpanFile(chunks: Iterable<Uint8Array>, products: ReadonlySet<string> | null): Outcome<SpanFile> {
  const reader = new SpanFileReader(products);
  for (const chunk of chunks) reader.push(chunk);
  return reader.finish();
}
