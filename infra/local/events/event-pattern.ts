import { requireThat } from '../../../shared/foundation/index.ts';

type Prefix = { readonly prefix: string };
type Wanted = string | number | boolean | null | Prefix;
type Pattern = { readonly [name: string]: Pattern | readonly Wanted[] };

/**
 * The pattern of a rule, or of a filter of an event source mapping: it names fields and, for each, the values that it may
 * have, or how they begin.
 *
 * @throws DefectError for an operator such as `suffix`: better not to start than to match otherwise than AWS
 */
export function eventPattern(pattern: unknown): (event: unknown) => boolean {
  requirePlain(pattern as Pattern);
  return (event) => fits(pattern as Pattern, event);
}

function requirePlain(pattern: Pattern): void {
  for (const [name, wanted] of Object.entries(pattern)) {
    if (!Array.isArray(wanted)) requirePlain(wanted as Pattern);
    else requireThat(wanted.every(isPlain), 'a pattern that the local runtime knows', { name });
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
