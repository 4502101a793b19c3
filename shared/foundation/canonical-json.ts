import serialise from 'canonicalize';
import { requireThat } from './require.ts';

/**
 * JSON in the one form of RFC 8785: sorted keys, shortest numbers, no white space. Equal values give equal text.
 *
 * The engine's own serialiser over a copy with its keys in order, since it writes numbers and strings as the RFC asks: half the time of
 * the library's, in one piece that is hashed at once. Objects that can't keep an order are the library's. The same text as the
 * library gives — test/property/foundation/canonical-json.test.ts.
 *
 * @throws DefectError on a number that isn't finite or half of a surrogate pair
 */
export function canonicalJson(value: unknown): string {
  const ordered = inOrder(value);
  const text = ordered === UNORDERED ? serialise(value) : JSON.stringify(ordered);
  requireThat(text !== undefined, 'a value with a canonical JSON form');
  return text;
}

const UNORDERED = Symbol('an object with a key that does not stay where it is put');

/** The value itself where all its keys are in the order of their UTF-16 units, else a copy of what isn't. */
function inOrder(value: unknown): unknown {
  if (typeof value === 'string' && !value.isWellFormed()) requireThat(false, 'whole surrogate pairs', { value });
  if (typeof value === 'number' && !Number.isFinite(value)) requireThat(false, 'a finite number', { value });
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return arrayInOrder(value);
  return 'toJSON' in value ? UNORDERED : objectInOrder(value as Readonly<Record<string, unknown>>);
}

function arrayInOrder(values: readonly unknown[]): unknown {
  let copy: unknown[] | null = null;
  for (let i = 0; i < values.length; i++) {
    const ordered = inOrder(values[i]);
    if (ordered === UNORDERED) return UNORDERED;
    if (ordered !== values[i]) copy ??= values.slice(0, i);
    copy?.push(ordered);
  }
  return copy ?? values;
}

function objectInOrder(object: Readonly<Record<string, unknown>>): unknown {
  const keys = Object.keys(object);
  let isKept = isAscending(keys);
  if (!isKept) keys.sort();
  const values: unknown[] = [];
  for (const key of keys) {
    const value = isMoved(key) ? UNORDERED : inOrder(object[key]);
    if (value === UNORDERED) return UNORDERED;
    isKept &&= value === object[key];
    values.push(value);
  }
  return isKept ? object : objectOf(keys, values);
}

function objectOf(keys: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (let i = 0; i < keys.length; i++) object[keys[i]!] = values[i];
  return object;
}

function isAscending(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if (keys[i]! < keys[i - 1]!) return false;
  return true;
}

/** Objects list keys that may be indices first, whatever was put first; `__proto__` is no key, half a surrogate pair no text. */
function isMoved(key: string): boolean {
  const first = key.charCodeAt(0);
  return (first >= 48 && first <= 57) || key === '__proto__' || !key.isWellFormed();
}
