import { type Expression, named, sum } from '../requirement/index.ts';
import { type Book, type Line, underlyingOf } from '../risk/index.ts';
import type { Formulation, Pool } from './method.ts';

/** The indices of the book's lines that pass, ascending. */
export function linesWhere(book: Book, passes: (line: Line) => boolean): number[] {
  const indices: number[] = [];
  for (let index = 0; index < book.lines.length; index++) if (passes(book.lines[index]!)) indices.push(index);
  return indices;
}

/** A position or order in an option. */
export function isOptionLine(line: Line): boolean {
  return line.kind !== 'asset' && line.contract.instrument.kind === 'option';
}

/** The underlyings that the book's lines follow, in alphabetical order. */
export function underlyingsOf(book: Book): string[] {
  const ids = new Set<string>();
  for (const line of book.lines) {
    const id = underlyingOf(book, line);
    if (id !== null) ids.add(id);
  }
  return [...ids].toSorted();
}

/** The requirement of pools that are simply added. */
export function addPools(pools: readonly Pool[]): Pick<Formulation, 'initial' | 'maintenance' | 'pools'> {
  return {
    initial: total('initial', pools, (pool) => pool.initial),
    maintenance: total('maintenance', pools, (pool) => pool.maintenance),
    pools,
  };
}

function total(id: string, pools: readonly Pool[], requirementOf: (pool: Pool) => Expression): Expression {
  return named(id, sum(pools.map(requirementOf)));
}
