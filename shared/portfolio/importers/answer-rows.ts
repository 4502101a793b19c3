import { failAt, type Outcome, succeed } from '../../foundation/index.ts';

/** A row as the venue gave it, and where it stands in the request. */
export type AnswerRow = { readonly pointer: string; readonly value: unknown };

/**
 * The rows of a venue's answer: an array as it is, or the array at the first of `paths` that leads to one, or the answer
 * itself where it `isRow`.
 */
export function answerRows(
  answer: unknown,
  pointer: string,
  paths: readonly (readonly string[])[],
  isRow: (answer: object) => boolean = () => false,
): Outcome<AnswerRow[]> {
  for (const path of [[], ...paths]) {
    const found = at(answer, path);
    if (!Array.isArray(found)) continue;
    const base = [pointer, ...path].join('/');
    return succeed(found.map((value: unknown, i) => ({ pointer: `${base}/${i}`, value })));
  }
  if (isObject(answer) && isRow(answer)) return succeed([{ pointer, value: answer }]);
  const places = paths.map((path) => path.join('.')).join(', ');
  return failAt('invalid-input', pointer, `holds no rows: send the venue's array, or its answer with it in ${places}`);
}

/** The value at a path of an answer, undefined where it leads nowhere. */
export function at(answer: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    answer,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text or number in a field, as it is, so that a row that is refused still has its name. */
export function rawText(value: unknown, field: string): string | null {
  const raw = at(value, [field]);
  return typeof raw === 'string' || typeof raw === 'number' ? String(raw) : null;
}
