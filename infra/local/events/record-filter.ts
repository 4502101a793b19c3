import { requireThat } from '../../../shared/foundation/index.ts';

type Prefix = { readonly prefix: string };
type Wanted = string | number | boolean | null | Prefix;
type Pattern = { readonly [name: string]: Pattern | readonly Wanted[] };

/**
 * The filter of an event source mapping: a record passes when one pattern fits. A pattern names fields and, for each, the
 * values that it may have, or how they begin.
 *
 * @throws DefectError for an operator such as `suffix`: better not to start than to filter otherwise than AWS
 */
export function recordFilter(patterns: readonly string[]): (record: unknown) => boolean {
  const parsed = patterns.map((pattern) => JSON.parse(pattern) as Pattern);
  parsed.forEach(requirePlain);
  return (record) => parsed.length === 0 || parsed.some((pattern) => fits(pattern, record));
}

function requirePlain(pattern: Pattern): void {
  for (const [name, wanted] of Object.entries(pattern)) {
    if (!Array.isArray(wanted)) requirePlain(wanted as Pattern);
    else requireThat(wanted.every(isPlain), 'a filter that the local runtime knows', { name });
  }
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object' || isPrefix(value);
}

function isPrefix(value: object): value is Prefix {
  return Object.keys(value).join() === 'prefix';
}

function fits(pattern: Pattern, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(pattern).every(([name, wanted]) => {
    const found = fields.get(name);
    return Array.isArray(wanted)
      ? (wanted as readonly Wanted[]).some((each) => isOf(each, found))
      : fits(wanted as Pattern, found);
  });
}

function isOf(wanted: Wanted, found: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === found;
  return typeof found === 'string' && found.startsWith(wanted.prefix);
}
