import { requireThat } from '../../../shared/foundation/index.ts';

type Pattern = { readonly [name: string]: Pattern | readonly (string | number | boolean | null)[] };

/**
 * The filter of an event source mapping: a record passes when one pattern fits. A pattern names fields and, for each, the
 * values that it may have.
 *
 * @throws DefectError for an operator such as `prefix`: better not to start than to filter otherwise than AWS
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
  return value === null || typeof value !== 'object';
}

function fits(pattern: Pattern, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(pattern).every(([name, wanted]) => {
    const found = fields.get(name);
    return Array.isArray(wanted) ? wanted.includes(found) : fits(wanted as Pattern, found);
  });
}
