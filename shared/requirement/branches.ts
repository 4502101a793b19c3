import { type Affine, type Column, combineAffine, constantAffine } from '../optimise/index.ts';
import { affineInterval, type Interval } from './interval.ts';
import type { Piece } from './node.ts';

/** One affine branch of a maximum, and the id of its row. */
export type Branch = { readonly id: string; readonly expression: Affine };

/** A branch with its range over the box. */
type BoundedBranch = Branch & Interval & { readonly middle: number };

/**
 * The branches that can be the largest somewhere in the box of the columns' bounds, in order, at least one. A branch that another
 * dominates over the whole box, proven by interval arithmetic, is left out; of equal branches the first stays.
 */
export function undominated(branches: readonly Branch[], columns: readonly Column[]): BoundedBranch[] {
  const bounded = branches.map((branch) => boundBranch(branch, columns));
  const kept: BoundedBranch[] = [];
  for (const candidate of bounded) {
    if (kept.some((other) => dominates(other, candidate, columns))) continue;
    const rest = kept.filter((other) => !dominates(candidate, other, columns));
    kept.splice(0, kept.length, ...rest, candidate);
  }
  return kept;
}

function boundBranch(branch: Branch, columns: readonly Column[]): BoundedBranch {
  let middle = branch.expression.constant;
  for (const [index, coefficient] of branch.expression.terms) {
    middle += coefficient * 0.5 * (columns[index]!.lower + columns[index]!.upper);
  }
  return { ...branch, ...affineInterval(branch.expression, columns), middle };
}

/** True when `a ≥ b` in the whole box. The first comparisons are necessary and cheap, the last two are proofs. */
function dominates(a: BoundedBranch, b: BoundedBranch, columns: readonly Column[]): boolean {
  if (a.lower >= b.upper) return true;
  if (a.middle < b.middle || a.upper < b.upper || a.lower < b.lower) return false;
  const difference = combineAffine([
    [1, a.expression],
    [-1, b.expression],
  ]);
  return affineInterval(difference, columns).lower >= 0;
}

/** The pieces of a `lower` or `upper` node at x. */
export function pieceBranches(id: string, pieces: readonly Piece[], x: Affine): Branch[] {
  return pieces.map(({ slope, intercept }, j) => {
    const parts: [number, Affine][] = [[1, constantAffine(intercept)]];
    if (slope !== 0) parts.push([slope, x]);
    return { id: `${id}/${j}`, expression: combineAffine(parts) };
  });
}
