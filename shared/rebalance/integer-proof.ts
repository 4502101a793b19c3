import { digest, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type LinearProblem, type TreeNode, treeBound } from '../optimise/index.ts';
import { type Named, nonZero, placed } from './named-values.ts';

/** What is said of trades in whole lots beyond the linear program. */
export type IntegerProof = {
  /** no trade of any size within the limits has an objective below this */
  readonly linearBound: number;
  /** a tighter bound by the search's word alone, which nothing here proves; null where it says nothing more */
  readonly claimedBound: number | null;
  readonly claimedBy: string;
  /** nodes in preorder; none where it proves no more than the linear program */
  readonly tree: readonly TreeEntry[];
};

/** A split at `column ≤ atMost` or `≥ atMost + 1`, or a leaf with the duals that bound it, or show that nothing is in it. */
export type TreeEntry =
  | { readonly column: string; readonly atMost: number }
  | { readonly duals: readonly Named[]; readonly isEmpty: boolean };

/** What a search brought beside its point. */
export type IntegerEvidence = {
  /** columns that must be whole */
  readonly whole: readonly number[];
  readonly tree: readonly TreeNode[];
  readonly claim: { readonly bound: number; readonly by: string };
};

/** A tree travels where it closes at least this part of the gap that the linear program leaves: some hundred kilobytes are not for less. */
export const WORTH_FRACTION = 0.1;

/** A claim that is tighter by less, relative, is rounding. */
const CLAIM_ROUNDING = 1e-9;

/** The proof with the highest bound that evidence and duals bear out, and that bound. */
export function proveInteger(
  problem: LinearProblem,
  { whole, tree, claim }: IntegerEvidence,
  linearBound: number,
  objective: number,
): { readonly proof: IntegerProof; readonly bound: number } {
  const byTree = treeBound(problem, whole, tree) ?? -Infinity;
  const isTighter = byTree > linearBound && byTree - linearBound >= WORTH_FRACTION * (objective - linearBound);
  const bound = isTighter ? byTree : linearBound;
  const claimed = Math.min(claim.bound, objective);
  return {
    bound,
    proof: {
      linearBound,
      claimedBound: claimed > bound + CLAIM_ROUNDING * Math.max(1, Math.abs(bound)) ? claimed : null,
      claimedBy: claim.by,
      tree: isTighter ? tree.map((node) => entryOf(problem, node)) : [],
    },
  };
}

/**
 * The evidence as it travelled.
 *
 * @returns `invalid-input` where a node names a column or row that the problem does not have
 */
export function readEvidence(
  problem: LinearProblem,
  whole: readonly number[],
  { tree, claimedBound, claimedBy }: IntegerProof,
): Outcome<IntegerEvidence> {
  const indexOf = new Map(problem.columns.map(({ id }, j) => [id, j]));
  const nodes: TreeNode[] = [];
  for (const [k, entry] of tree.entries()) {
    const node = nodeOf(problem, indexOf, entry, `integer/tree/${k}`);
    if (!node.ok) return node;
    nodes.push(node.value);
  }
  return succeed({ whole, tree: nodes, claim: { bound: claimedBound ?? -Infinity, by: claimedBy } });
}

export function isSameProof(a: IntegerProof, b: IntegerProof): boolean {
  return digest(a) === digest(b);
}

function entryOf({ columns, rows }: LinearProblem, node: TreeNode): TreeEntry {
  if ('column' in node) return { column: columns[node.column]!.id, atMost: node.atMost };
  return { duals: nonZero(rows, node.multipliers), isEmpty: node.isEmpty };
}

function nodeOf(
  { rows }: LinearProblem,
  indexOf: ReadonlyMap<string, number>,
  entry: TreeEntry,
  field: string,
): Outcome<TreeNode> {
  if ('column' in entry) {
    const column = indexOf.get(entry.column);
    if (column !== undefined) return succeed({ column, atMost: entry.atMost });
    return failAt('invalid-input', `/certificate/${field}/column`, `the problem has no ${entry.column}`);
  }
  const multipliers = placed(`${field}/duals`, rows, entry.duals);
  return multipliers.ok ? succeed({ multipliers: multipliers.value, isEmpty: entry.isEmpty }) : multipliers;
}
