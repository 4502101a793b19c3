import { collect, failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { Book } from '../risk/index.ts';
import type { LineLimit } from './model.ts';
import type { LinearLimit } from './terms.ts';

/** Limits on sums of quantities after the trades, an instrument counting at all its venues. Fails by name where a limit can't be used. */
export function linearLimits(book: Book, limits: readonly LinearLimit[]): Outcome<LineLimit[]> {
  return collect(
    limits.map((limit, i) => {
      const pointer = `/constraints/linear/${i}`;
      const isRepeated = limits.findIndex(({ id }) => id === limit.id) < i;
      return isRepeated
        ? failAt('invalid-input', `${pointer}/id`, `${limit.id} is there twice`)
        : linearLimit(book, limit, pointer);
    }),
  );
}

function linearLimit(
  book: Book,
  { id, coefficients, min = -Infinity, max = Infinity }: LinearLimit,
  pointer: string,
): Outcome<LineLimit> {
  if (min > max) return failAt('invalid-input', `${pointer}/min`, 'min is above max');
  if (min === -Infinity && max === Infinity) return failAt('invalid-input', pointer, 'needs min, max or both');
  const positions = [...book.lines.entries()].flatMap(([line, each]) =>
    each.kind === 'position' ? [{ line, instrument: each.contract.instrument.id }] : [],
  );
  const stray = Object.keys(coefficients).find((name) => !positions.some(({ instrument }) => instrument === name));
  if (stray !== undefined)
    return failAt('invalid-input', `${pointer}/coefficients/${stray}`, 'is neither held nor in the universe');
  const counted = positions.filter(({ instrument }) => Object.hasOwn(coefficients, instrument));
  return succeed({
    id: `linear/${id}`,
    lines: counted.map(({ line }) => line),
    coefficients: counted.map(({ instrument }) => coefficients[instrument]!),
    lower: min,
    upper: max,
  });
}
