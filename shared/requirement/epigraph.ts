import { requireThat } from '../foundation/index.ts';
import { type Affine, columnAffine, combineAffine, type ProblemBuilder } from '../optimise/index.ts';
import { type Branch, undominated } from './branches.ts';

/** A column t with `t ≥ branch` for each: least where it is the largest branch. One branch that rules the whole box stands alone. */
export function largest(id: string, branches: readonly Branch[], builder: ProblemBuilder): Affine {
  return extreme(1, id, branches, builder);
}

/** A column u with `u ≤ branch` for each. */
export function smallest(id: string, branches: readonly Branch[], builder: ProblemBuilder): Affine {
  return extreme(-1, id, branches, builder);
}

/** `sign · t` where t is the largest of `sign · branch`. A constant branch is a bound of the column, not a row. */
function extreme(sign: 1 | -1, id: string, branches: readonly Branch[], builder: ProblemBuilder): Affine {
  const signed = branches.map((branch) => ({ id: branch.id, expression: combineAffine([[sign, branch.expression]]) }));
  requireThat(branches.length > 0, 'at least one branch', { id });
  const kept = undominated(signed, builder.columns);
  if (kept.length === 1) return combineAffine([[sign, kept[0]!.expression]]);
  const [low, high] = [Math.max(...kept.map((each) => each.lower)), Math.max(...kept.map((each) => each.upper))];
  const lowIsImplied = kept.every(({ expression }) => expression.terms.size > 0 || expression.constant < low);
  const column =
    sign === 1
      ? builder.addColumn(id, low, high, { lower: lowIsImplied, upper: true })
      : builder.addColumn(id, -high, -low, { lower: true, upper: lowIsImplied });
  for (const { id: rowId, expression } of kept) {
    const slack = combineAffine([
      [sign, columnAffine(column)],
      [-1, expression],
    ]);
    if (expression.terms.size > 0) builder.addRow(rowId, slack, 0, Infinity);
  }
  return columnAffine(column);
}
