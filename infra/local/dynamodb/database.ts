import type { DynamoDBRecord } from 'aws-lambda';
import type { BatchOperation, Item, KeyValueStore } from './dynalite.ts';
import { LAST_SEQUENCE, streamPrefix, tableOfItemKey } from './key-space.ts';
import { Mutex } from './mutex.ts';
import { Pulse } from './pulse.ts';
import { StagedStore } from './staged-store.ts';
import { isChange, sequenceNumber, streamRecord } from './stream-records.ts';

/** 'os': a write survives any end of this process once answered. 'fsync': also the end of the machine. */
export type Durability = 'os' | 'fsync';

/**
 * One database, one writer at a time. A write's item changes, index entries, stream records, transaction token and the stream's last sequence number
 * go to LevelDB in a single batch, which is one checksummed record of its log: a crash at any point leaves all of it or nothing of it, and no stream
 * record without its change or change without its record (test/integration/local/dynamodb-crash.test.ts kills and tears at every boundary).
 */
export class Database {
  readonly commits = new Pulse();
  readonly #level: KeyValueStore;
  readonly #durability: Durability;
  readonly #writers = new Mutex();
  #lastSequence: number;

  private constructor(level: KeyValueStore, durability: Durability, lastSequence: number) {
    this.#level = level;
    this.#durability = durability;
    this.#lastSequence = lastSequence;
  }

  static async open(level: KeyValueStore, durability: Durability): Promise<Database> {
    await level.open();
    const lastSequence = await level.get(LAST_SEQUENCE);
    return new Database(level, durability, typeof lastSequence === 'number' ? lastSequence : 0);
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Runs `work` against what is committed, beside a writer that may be at work. */
  read<T>(work: (stage: StagedStore) => Promise<T>): Promise<T> {
    return work(new StagedStore(this.#level));
  }

  /** Runs `work` with no write between its reads. */
  readAtOnce<T>(work: (stage: StagedStore) => Promise<T>): Promise<T> {
    return this.#writers.run(() => this.read(work));
  }

  /** Runs `work` alone, then commits all that it staged at once; if it fails, nothing has happened. */
  write<T>(work: (stage: StagedStore) => Promise<T>): Promise<T> {
    return this.#writers.run(async () => {
      const stage = new StagedStore(this.#level);
      const answer = await work(stage);
      await this.#commit(stage);
      return answer;
    });
  }

  async close(): Promise<void> {
    await this.#writers.run(async () => undefined);
    this.commits.end();
    await this.#level.close();
  }

  async #commit(stage: StagedStore): Promise<void> {
    const operations = stage.operations();
    if (operations.length === 0) return;
    const records = await this.#streamRecords(stage);
    const lastSequence = this.#lastSequence + records.length;
    const sequence: BatchOperation = { type: 'put', key: LAST_SEQUENCE, value: lastSequence };
    await this.#level.batch([...operations, ...records, sequence], { sync: this.#durability === 'fsync' });
    this.#lastSequence = lastSequence;
    if (records.length > 0) this.commits.fire();
  }

  async #streamRecords(stage: StagedStore): Promise<BatchOperation[]> {
    const atSeconds = Math.floor(Date.now() / 1000);
    const records: BatchOperation[] = [];
    for (const { key, before, after } of await stage.changes()) {
      const tableName = tableOfItemKey(key);
      // A table that is dropped leaves no records, as in AWS.
      const table = tableName === null ? undefined : await stage.table(tableName);
      const change = { before: before as Item | undefined, after: after as Item | undefined };
      if (!table?.StreamSpecification?.StreamEnabled || !isChange(change)) continue;
      const sequence = this.#lastSequence + records.length + 1;
      const value: DynamoDBRecord = streamRecord(table, change, sequence, atSeconds);
      records.push({ type: 'put', key: streamPrefix(table.TableName) + sequenceNumber(sequence), value });
    }
    return records;
  }
}
