import type { ApiCall } from '../in-process-api.ts';
import type { Random } from '../random.ts';
import { toExtremes } from './extremes.ts';

/** Values that have broken parsers before. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  '0',
  'NaN',
  'Infinity',
  '-Infinity',
  '1e400',
  '1e-400',
  '0x7f',
  '1'.repeat(5000),
  '\u0000',
  '\ud800',
  '𝕏‮\u202e',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  "'; DROP TABLE portfolios; --",
  '${jndi:ldap://x}',
  '9999-12-31T23:59:59Z',
  '2026-02-30T00:00:00Z',
  0,
  -1,
  1,
  0.1,
  1e-300,
  -1e-13,
  5e-324,
  1e12,
  -1e12,
  1e14,
  999_999_999_999_999,
  1e15,
  -1e15,
  1e308,
  2 ** 53,
  [],
  {},
  [[]],
  [null],
  { a: 1 },
];

const STRANGE_SEGMENTS = [
  '%00',
  '%F0%9F%92%A9',
  '%',
  '%2e%2e',
  '..;',
  'a b',
  'x'.repeat(200),
  '%FF',
  '-',
  '\u00e9',
  '__proto__',
];
const STRANGE_QUERIES = [
  '?limit=0',
  '?limit=-1',
  '?limit=1e9',
  '?limit=99999999999',
  '?cursor=%00',
  '?cursor=AAAA',
  '?cursor=e30',
  '?x=1',
  '?version=0',
  '?limit=',
];
const RAW_BODIES = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '1',
  '{"a":1}{',
  '\ufeff{}',
  'NaN',
  '[1e999]',
  '{"__proto__":{"x":1}}',
];

type Mutation = (random: Random, call: ApiCall) => ApiCall;

const BODY_MUTATIONS: readonly Mutation[] = [
  (random, call) => editBody(random, call, () => random.pick(HOSTILE)),
  (random, call) => editBody(random, call, (value) => swapType(value)),
  (random, call) => editBody(random, call, (value) => scale(random, value)),
  (random, call) => ({ ...call, body: toExtremes(random, call.body, random.pick([0.01, 0.1, 0.5])) }),
  (random, call) => ({ ...call, body: toExtremes(random, call.body, random.pick([0.01, 0.1, 0.5])) }),
  (random, call) => editBody(random, call, () => REMOVED),
  (random, call) =>
    editBody(random, call, (value) =>
      isObject(value) ? { ...value, [random.pick(['extra', '__proto__x', '', 'é\ud800'])]: 1 } : value,
    ),
  (random, call) => editBody(random, call, (value) => (Array.isArray(value) ? [...value, ...value] : value)),
  (random, call) => editBody(random, call, () => nest(random.pick([10, 40, 5000]))),
  (random, call) => ({ ...call, body: random.pick(RAW_BODIES) }),
  (random, call) => ({ ...call, body: deepText(random.pick([40, 100_000])) }),
  (_, call) => ({ ...call, headers: { ...call.headers, 'Content-Type': 'text/plain' } }),
];

const CALL_MUTATIONS: readonly Mutation[] = [
  (random, call) => ({ ...call, path: swapSegment(random, call.path) }),
  (random, call) => ({ ...call, path: call.path.split('?')[0] + random.pick(STRANGE_QUERIES) }),
  (random, call) => ({
    ...call,
    headers: { ...call.headers, 'If-Match': random.pick(['"0"', '"999999"', 'x', '*', 'W/"1"', '""']) },
  }),
  (random, call) => ({
    ...call,
    headers: { ...call.headers, 'Idempotency-Key': random.pick(['', 'é', 'x'.repeat(500), 'ok', 'ok']) },
  }),
  (random, call) => ({
    ...call,
    headers: {
      ...call.headers,
      'x-correlation-id': random.pick(['<script>', 'x'.repeat(1000), 'good-correlation-id']),
    },
  }),
  (random, call) => ({
    ...call,
    headers: {
      ...call.headers,
      'x-api-key': random.pick(['', 'wrong', 'é', 'x'.repeat(5000), 'KEY#', 'other-key-0123456789']),
    },
  }),
  (random, call) => ({ ...call, method: random.pick(['GET', 'PUT', 'POST', 'DELETE', 'PATCH']) }),
];

/** A call that differs from a valid one in one or two ways. */
export function mutate(random: Random, call: ApiCall): ApiCall {
  let mutated = call;
  for (let n = random.chance(0.8) ? 1 : 2; n > 0; n--) {
    const kinds = mutated.body === undefined || random.chance(0.2) ? CALL_MUTATIONS : BODY_MUTATIONS;
    mutated = random.pick(kinds)(random, mutated);
  }
  return mutated;
}

const REMOVED = Symbol('removed');

/** Replaces one place of the body, any depth. */
function editBody(random: Random, call: ApiCall, edit: (value: unknown) => unknown): ApiCall {
  return { ...call, body: editAt(random, call.body, edit) };
}

function editAt(random: Random, value: unknown, edit: (value: unknown) => unknown): unknown {
  const keys = isObject(value) ? Object.keys(value) : Array.isArray(value) ? [...value.keys()].map(String) : [];
  if (keys.length === 0 || random.chance(0.15)) {
    const edited = edit(value);
    return edited === REMOVED ? null : edited;
  }
  const key = random.pick(keys);
  const child = editAt(random, (value as Record<string, unknown>)[key], edit);
  if (Array.isArray(value)) return value.map((each, i) => (String(i) === key ? child : each));
  const entries = Object.entries(value as object).map(([name, each]) => [name, name === key ? child : each]);
  const kept = entries.filter(([name, each]) => name !== key || each !== null || !random.chance(0.5));
  return Object.fromEntries(kept);
}

function swapType(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return Number(value) || value.length;
  return Array.isArray(value) ? {} : [value];
}

function scale(random: Random, value: unknown): unknown {
  const factor = random.pick([-1, 0, 1e-9, 1e3, 1e9, 1e13]);
  const number = Number(value);
  return Number.isFinite(number) && value !== '' && value !== null ? number * factor : random.pick(HOSTILE);
}

function nest(depth: number): unknown {
  let nested: unknown = 1;
  for (let i = 0; i < depth; i++) nested = i % 2 === 0 ? [nested] : { a: nested };
  return nested;
}

function deepText(depth: number): string {
  return `{"portfolio":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}

function swapSegment(random: Random, path: string): string {
  const [pathname = '', query] = path.split('?');
  const segments = pathname.split('/');
  segments[1 + random.below(segments.length - 1)] = random.pick(STRANGE_SEGMENTS);
  return query === undefined ? segments.join('/') : `${segments.join('/')}?${query}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
