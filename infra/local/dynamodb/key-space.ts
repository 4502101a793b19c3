/**
 * Where things lie in the one LevelDB: dynalite's own layout, and beside it the stream, its consumers' cursors, the transaction tokens and the
 * time-to-live settings. As all is in one database, one batch changes items, indexes, stream and tokens together.
 */
export const TABLE = 'table~';
export const TOKEN = 'token~';
export const LAST_SEQUENCE = 'sequence~';

export function itemPrefix(tableName: string): string {
  return `item-${tableName}~`;
}

export function indexPrefix(indexType: string, tableName: string, indexName: string): string {
  return `index-${indexType.toLowerCase()}~${tableName}~${indexName}~`;
}

export function tagPrefix(tableName: string): string {
  return `tag-${tableName}~`;
}

export function streamPrefix(tableName: string): string {
  return `stream-${tableName}~`;
}

export function cursorPrefix(tableName: string): string {
  return `cursor-${tableName}~`;
}

export function timeToLiveKey(tableName: string): string {
  return `ttl~${tableName}`;
}

/** The table whose item lies at this key, or null for any other key. */
export function tableOfItemKey(key: string): string | null {
  return key.startsWith('item-') ? key.slice('item-'.length, key.indexOf('~')) : null;
}

/** All keys with this prefix: every key is ASCII behind it. */
export function within(prefix: string): { gte: string; lt: string } {
  return { gte: prefix, lt: `${prefix}\uffff` };
}
