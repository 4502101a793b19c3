import { Readable } from 'node:stream';
import type { BatchOperation, Callback, KeyRange, KeyValueStore, TableRecord } from './dynalite.ts';
import { tableNotFound } from './errors.ts';
import { indexPrefix, itemPrefix, TABLE, tagPrefix, within } from './key-space.ts';
import { PrefixedStore } from './prefixed-store.ts';

/** How a key stood before and stands after; undefined where there is nothing. */
export interface Change {
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * The store that dynalite's actions run against. Reads fall through to the database; writes stay here until the database commits them all in one
 * batch, or are forgotten. So several actions make one transaction, an action and its index entries are one write, and a failure leaves nothing.
 * Range reads see only what is committed: no action that writes items reads ranges.
 */
export class StagedStore {
  // Table changes are waited for before the commit, so dynalite's artificial delays are off.
  readonly options = { maxItemSize: 400 * 1024, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  readonly tableDb: PrefixedStore & { awsAccountId: string; awsRegion: string };
  onFailure: (error: unknown) => void = () => undefined;
  readonly #level: KeyValueStore;
  readonly #before = new Map<string, unknown>();
  readonly #after = new Map<string, unknown>();

  constructor(level: KeyValueStore) {
    this.#level = level;
    const awsAccountId = process.env['AWS_ACCOUNT_ID'] ?? '000000000000';
    const awsRegion = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
    this.tableDb = Object.assign(new PrefixedStore(this, TABLE), { awsAccountId, awsRegion });
  }

  async read(key: string): Promise<unknown> {
    return this.#after.has(key) ? this.#after.get(key) : this.#committed(key);
  }

  write(key: string, value: unknown): void {
    // A copy: dynalite goes on using, and changing, what it has put.
    this.#after.set(key, JSON.parse(JSON.stringify(value)));
  }

  remove(key: string): void {
    this.#after.set(key, undefined);
  }

  async removeAll(prefix: string): Promise<void> {
    for (const key of this.#after.keys()) if (key.startsWith(prefix)) this.remove(key);
    for (const key of await this.#level.keys(within(prefix)).all()) this.remove(key);
  }

  keys(range: KeyRange): Promise<string[]> {
    return this.#level.keys(range).all();
  }

  entries(range: KeyRange): Promise<[string, unknown][]> {
    return this.#level.iterator(range).all();
  }

  keyStream(range: KeyRange): Readable {
    return Readable.from(this.#level.keys(range));
  }

  valueStream(range: KeyRange): Readable {
    return Readable.from(this.#level.values(range));
  }

  async table(name: string): Promise<TableRecord | undefined> {
    return (await this.read(TABLE + name)) as TableRecord | undefined;
  }

  async changes(): Promise<Change[]> {
    const changed = [...this.#after].map(async ([key, after]) => ({ key, before: await this.#committed(key), after }));
    return Promise.all(changed);
  }

  operations(): BatchOperation[] {
    return [...this.#after].map(([key, value]) =>
      value === undefined ? { type: 'del', key } : { type: 'put', key, value },
    );
  }

  /** Hands the outcome to a callback of dynalite; what the callback throws fails the action instead of the process. */
  settle<T>(outcome: Promise<T>, callback: Callback<T>): void {
    outcome
      .then(
        (value) => callback(null, value),
        (error: unknown) => callback(error),
      )
      .catch((error: unknown) => this.onFailure(error));
  }

  getItemDb(tableName: string): PrefixedStore {
    return new PrefixedStore(this, itemPrefix(tableName));
  }

  getIndexDb(indexType: string, tableName: string, indexName: string): PrefixedStore {
    return new PrefixedStore(this, indexPrefix(indexType, tableName, indexName));
  }

  getTagDb(tableName: string): PrefixedStore {
    return new PrefixedStore(this, tagPrefix(tableName));
  }

  deleteItemDb(tableName: string, callback: Callback<void>): void {
    this.settle(this.removeAll(itemPrefix(tableName)), callback);
  }

  deleteIndexDb(indexType: string, tableName: string, indexName: string, callback: Callback<void>): void {
    this.settle(this.removeAll(indexPrefix(indexType, tableName, indexName)), callback);
  }

  deleteTagDb(tableName: string, callback: Callback<void>): void {
    this.settle(this.removeAll(tagPrefix(tableName)), callback);
  }

  /** dynalite calls it with or without the flag; with `false` the error names the table, as AWS does for control operations. */
  getTable(name: string, ...rest: [Callback<TableRecord>] | [false, Callback<TableRecord>]): void {
    const [nameInError, callback] = rest.length === 1 ? [false, rest[0]] : [true, rest[1]];
    this.settle(this.requireTable(name, nameInError), callback);
  }

  /** The table, or the ResourceNotFoundException that AWS would answer. */
  async requireTable(name: string, nameInError = false): Promise<TableRecord> {
    const table = await this.table(name);
    if (table === undefined) throw tableNotFound(nameInError ? name : null);
    return table;
  }

  async #committed(key: string): Promise<unknown> {
    if (!this.#before.has(key)) this.#before.set(key, await this.#level.get(key));
    return this.#before.get(key);
  }
}
