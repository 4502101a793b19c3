import { createRequire } from 'node:module';
import type { AttributeValue } from 'aws-lambda';
import { validationError } from '../aws-json/errors.ts';
import type { Json } from '../aws-json/http-server.ts';

/**
 * The only file that knows dynalite's insides (4.0.0, pinned): its request validation, its actions and its item arithmetic, so that expressions,
 * limits and indexes mean here exactly what they mean there. Its HTTP server and its storage aren't used.
 */
const require = createRequire(import.meta.url);

export type Item = Readonly<Record<string, AttributeValue>>;
export type { Json };
export type Callback<T> = (error: unknown, value?: T) => void;

interface KeySchemaElement {
  readonly AttributeName: string;
}

export interface TableRecord extends Json {
  readonly TableName: string;
  readonly TableArn: string;
  readonly TableStatus: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexStatus: string }[];
  readonly StreamSpecification?: { readonly StreamEnabled: boolean; readonly StreamViewType?: StreamViewType };
  readonly LatestStreamArn?: string;
}

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A request after dynalite's type check: unknown members dropped, expressions parsed into members of its own. */
export interface CheckedRequest extends Json {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
}

type Types = Readonly<Record<string, unknown>>;

interface Validation {
  readonly types: Types;
  readonly custom?: (request: Json, store: unknown) => string | undefined;
}

interface Validations {
  checkTypes(body: unknown, types: Types): CheckedRequest;
  checkValidations(request: Json, types: Types, custom: Validation['custom'], store: unknown): void;
}

interface ItemArithmetic {
  readonly createKey: (item: Item, table: TableRecord) => string;
  readonly validateKey: (key: Item, table: TableRecord) => Error | null | undefined;
  readonly validateItem: (item: Item, table: TableRecord) => Error | null | undefined;
  readonly checkConditional: (request: Json, existing: Item | undefined) => Error | null | undefined;
  readonly itemSize: (item: Item) => number;
}

interface LevelConstructors {
  readonly Level: new (path: string, options: object) => KeyValueStore;
  readonly MemoryLevel: new (options: object) => KeyValueStore;
}

export interface KeyRange {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

export type BatchOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

interface Listing<T> extends AsyncIterable<T> {
  all(): Promise<T[]>;
}

/** The part of abstract-level that is used. A batch is atomic, on disk too: LevelDB writes it as one checksummed log record. */
export interface KeyValueStore {
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string): Promise<unknown>;
  keys(range: KeyRange): Listing<string>;
  values(range: KeyRange): Listing<unknown>;
  iterator(range: KeyRange): Listing<[string, unknown]>;
  batch(operations: readonly BatchOperation[], options: { readonly sync: boolean }): Promise<void>;
}

const validations: Validations = require('dynalite/validations/index.js');
const arithmetic: ItemArithmetic = require('dynalite/db/index.js');

export const { createKey, validateKey, validateItem, checkConditional, itemSize } = arithmetic;

/** The LevelDB binding that dynalite itself was tested with: a folder, or memory when there is none. */
export function createLevel(path: string | null): KeyValueStore {
  const requireFromDynalite = createRequire(require.resolve('dynalite/db/index.js'));
  const { Level }: LevelConstructors = requireFromDynalite('level');
  const { MemoryLevel }: LevelConstructors = requireFromDynalite('memory-level');
  const options = { valueEncoding: 'json' };
  return path === null ? new MemoryLevel(options) : new Level(path, options);
}

export function loadValidation(operation: string): Validation {
  return require(`dynalite/validations/${lowerFirst(operation)}.js`);
}

/** Type check and validation of a request. Throws what AWS would answer. */
export function checkRequest(body: unknown, validation: Validation, store: unknown): CheckedRequest {
  const request = validations.checkTypes(body, validation.types);
  validations.checkValidations(request, validation.types, validation.custom, store);
  return request;
}

/** Only what the custom validation adds (expressions, attribute values, sizes), for actions inside a transaction. */
export function checkCustom(request: Json, validation: Validation, store: unknown): void {
  const message = validation.custom?.(request, store);
  if (message) throw validationError(message);
}

type Action = (store: unknown, request: Json, callback: Callback<Json>) => void;

/** Runs dynalite's action against a store. A store that fails inside a callback rejects through `onFailure`. */
export function runAction(
  operation: string,
  store: { onFailure: (error: unknown) => void },
  request: Json,
): Promise<Json> {
  const action: Action = require(`dynalite/actions/${lowerFirst(operation)}.js`);
  return new Promise((resolve, reject) => {
    store.onFailure = reject;
    action(store, request, (error, answer) => (error ? reject(error) : resolve(answer ?? {})));
  });
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
