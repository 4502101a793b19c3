import type { DynamoDBRecord } from 'aws-lambda';
import type { Database } from './database.ts';
import { cursorPrefix, streamPrefix, within } from './key-space.ts';
import type { StagedStore } from './staged-store.ts';
import { sequenceNumber } from './stream-records.ts';

/** Every change of a table in order, delivered at least once to each of its durable consumers. */
export class TableStream {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Registers a consumer in the data folder. `from` counts only the first time: 'TRIM_HORIZON' begins at the oldest record still kept, 'LATEST' behind
   * the newest. A consumer that is known resumes behind its last commit. Fails if the table has no stream.
   */
  async subscribe(request: {
    tableName: string;
    consumer: string;
    from: 'TRIM_HORIZON' | 'LATEST';
  }): Promise<StreamConsumer> {
    const { tableName, consumer, from } = request;
    const cursorKey = cursorPrefix(tableName) + consumer;
    const cursor = await this.#database.write(async (stage) => {
      const table = await stage.requireTable(tableName, true);
      if (!table.StreamSpecification?.StreamEnabled) throw new Error(`table ${tableName} has no stream`);
      const known = await stage.read(cursorKey);
      if (typeof known === 'string') return known;
      const first = sequenceNumber(from === 'LATEST' ? this.#database.lastSequence : 0);
      stage.write(cursorKey, first);
      return first;
    });
    return new StreamConsumer(this.#database, tableName, cursorKey, cursor);
  }
}

/** One consumer's place in one table's stream. */
export class StreamConsumer {
  readonly #database: Database;
  readonly #tableName: string;
  readonly #cursorKey: string;
  #cursor: string;

  constructor(database: Database, tableName: string, cursorKey: string, cursor: string) {
    this.#database = database;
    this.#tableName = tableName;
    this.#cursorKey = cursorKey;
    this.#cursor = cursor;
  }

  /** Up to `limit` records behind `after`, or else behind the last commit. Removes nothing. */
  async read({ limit, after = this.#cursor }: { limit: number; after?: string }): Promise<DynamoDBRecord[]> {
    const prefix = streamPrefix(this.#tableName);
    const range = { gt: prefix + after, lt: within(prefix).lt, limit };
    const entries = await this.#database.read((stage) => stage.entries(range));
    return entries.map(([, record]) => record as DynamoDBRecord);
  }

  /** Everything up to and including this sequence number is done. The cursor is durable and never moves back. */
  async commit(done: string): Promise<void> {
    if (done <= this.#cursor) return;
    await this.#database.write(async (stage) => {
      stage.write(this.#cursorKey, done);
      await this.#trim(stage, done);
    });
    this.#cursor = done;
  }

  /** Resolves once a record lies behind `after` (or else behind the last commit), when the database closes, or when the signal aborts. */
  async wait({ after, signal }: { after?: string; signal?: AbortSignal } = {}): Promise<void> {
    const { commits } = this.#database;
    for (;;) {
      // Asked for before the look, so that a record that comes in between isn't missed.
      const next = commits.next(signal);
      if (commits.ended || signal?.aborted) return;
      const unread = await this.read({ limit: 1, ...(after !== undefined && { after }) });
      if (unread.length > 0) return;
      await next;
    }
  }

  /** A record goes once every consumer of the table is done with it. */
  async #trim(stage: StagedStore, done: string): Promise<void> {
    const cursors = await stage.entries(within(cursorPrefix(this.#tableName)));
    const others = cursors.filter(([key]) => key !== this.#cursorKey).map(([, cursor]) => String(cursor));
    const last = [done, ...others].sort()[0];
    const prefix = streamPrefix(this.#tableName);
    for (const key of await stage.keys({ gte: prefix, lte: prefix + last })) stage.remove(key);
  }
}
