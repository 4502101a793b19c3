import { exactDualBound } from '../exact-bound.ts';
import { type Column, type LinearProblem, withoutCosts } from '../problem.ts';

/**
 * One node of a branching tree in preorder: a split of a whole column at a whole number, followed by the tree where it is at most that
 * and then by the tree where it is at least one more; or a leaf with the row multipliers that bound it, or prove it empty.
 */
export type TreeNode = Split | Leaf;

export type Split = { readonly column: number; readonly atMost: number };
export type Leaf = { readonly multipliers: readonly number[]; readonly isEmpty: boolean };

/** The most leaves of a tree that is worth handing on. */
export const LEAVES_MOST = 64;

/**
 * What no point with its whole columns whole has an objective below: the least of the leaves' weak-duality bounds, in exact arithmetic. Each split covers
 * every whole number, so the leaves cover every point; nothing else is believed of the tree.
 *
 * @param whole indices of the columns that must be whole
 * @returns null where the nodes are no tree, a split is of a column that need not be whole, or a leaf proves nothing
 */
export function treeBound(problem: LinearProblem, whole: readonly number[], nodes: readonly TreeNode[]): number | null {
  const mayBeSplit = new Set(whole);
  const open: (readonly Column[])[] = [problem.columns];
  let least = Infinity;
  for (const node of nodes) {
    const columns = open.pop();
    if (columns === undefined) return null;
    if ('column' in node) {
      if (!mayBeSplit.has(node.column) || !Number.isInteger(node.atMost)) return null;
      open.push(...halves(columns, node.column, node.atMost));
    } else {
      const bound = leafBound({ ...problem, columns }, node);
      if (bound === null) return null;
      least = Math.min(least, bound);
    }
  }
  return open.length === 0 && nodes.length > 0 ? least : null;
}

/** The half above, then the half below, which is the next to be taken from the end. A half without a number left has crossed bounds. */
function halves(columns: readonly Column[], index: number, atMost: number): [readonly Column[], readonly Column[]] {
  const column = columns[index]!;
  const above = columns.with(index, { ...column, lower: Math.max(column.lower, atMost + 1) });
  const below = columns.with(index, { ...column, upper: Math.min(column.upper, atMost) });
  return [above, below];
}

/** What a leaf's multipliers prove: Infinity where it is empty, null where they prove nothing. */
function leafBound(leaf: LinearProblem, { multipliers, isEmpty }: Leaf): number | null {
  if (leaf.columns.some(({ lower, upper }) => lower > upper)) return Infinity;
  if (!isEmpty) return exactDualBound(leaf, multipliers);
  const contradiction = exactDualBound(withoutCosts(leaf), multipliers);
  return contradiction !== null && contradiction > 0 ? Infinity : null;
}
