import { failAt, type Outcome, requireThat, succeed } from '../foundation/index.ts';

/** A value of a column or row, by its id. */
export type Named = { readonly id: string; readonly value: number };

export function nonZero(items: readonly { readonly id: string }[], values: readonly number[]): Named[] {
  return items.flatMap(({ id }, i) => (values[i] === 0 ? [] : [{ id, value: values[i]! }]));
}

/**
 * The values in the order of the items, 0 where none is named.
 *
 * @param field of the certificate, for a refusal
 */
export function placed(
  field: string,
  items: readonly { readonly id: string }[],
  named: readonly Named[],
): Outcome<number[]> {
  const indexOf = new Map(items.map(({ id }, i) => [id, i]));
  requireThat(indexOf.size === items.length, 'no two columns or rows of one id', { field });
  const values = items.map(() => 0);
  for (const [k, { id, value }] of named.entries()) {
    const index = indexOf.get(id);
    if (index === undefined) {
      return failAt('invalid-input', `/certificate/${field}/${k}/id`, `the problem has no ${id}`);
    }
    values[index] = value;
  }
  return succeed(values);
}
