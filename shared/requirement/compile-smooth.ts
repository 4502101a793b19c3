import {
  type Affine,
  columnAffine,
  constantAffine,
  type ProblemBuilder,
  type SmoothFunction,
  valueAt,
} from '../optimise/index.ts';
import { largest } from './epigraph.ts';
import { affineInterval } from './interval.ts';
import type { SmoothNode } from './node.ts';

/** Above the rounding of a bound. */
const WIDENED = 1 + 2 ** -40;

/** A column above the node's function of its children, within what it can be in the box of the columns' bounds. */
export function compileSmooth(
  id: string,
  node: SmoothNode,
  children: readonly Affine[],
  builder: ProblemBuilder,
): Affine {
  const parts = node.kind === 'power' ? [positivePart(`${id}/positive`, children[0]!, builder)] : children;
  const fn = functionOf(node);
  const intervals = parts.map((part) => affineInterval(part, builder.columns));
  const farthest = intervals.map(({ lower, upper }) => Math.max(-lower, upper));
  if (intervals.every(({ lower, upper }) => lower === upper)) return constantAffine(valueAt(fn, farthest));
  const nearest = intervals.map(({ lower, upper }) => Math.max(0, lower, -upper));
  const [least, most] = [valueAt(fn, nearest) / WIDENED, valueAt(fn, farthest) * WIDENED];
  return columnAffine(builder.addEpigraph(id, fn, parts, least, most));
}

function functionOf(node: SmoothNode): SmoothFunction {
  if (node.kind !== 'power') return { kind: node.kind };
  return { kind: node.exponent === 2 ? 'squares' : 'threeHalves' };
}

/** `max(x, 0)`: x itself where it is never negative. */
function positivePart(id: string, x: Affine, builder: ProblemBuilder): Affine {
  if (affineInterval(x, builder.columns).lower >= 0) return x;
  const branches = [constantAffine(0), x].map((expression, k) => ({ id: `${id}/${k}`, expression }));
  return largest(id, branches, builder);
}
