import { requireThat } from '../foundation/index.ts';
import { lossCurvature, maxCurvature, upperCurvature } from './curvature.ts';
import { quantity } from './lines.ts';
import {
  axisOf,
  type Expression,
  type MaxNode,
  type Piece,
  type SumNode,
  type TailNode,
  type UpperNode,
  type WorstNode,
} from './node.ts';
import { piece, requirePieces } from './outcomes.ts';
import { sum } from './sums.ts';

/**
 * `max_j slope_j · x + intercept_j`. Convex where x is affine, or convex with every slope ≥ 0; homogeneous where the
 * intercepts are 0.
 *
 * @throws DefectError unless x is a line or a charge (negate a worth first)
 */
export function upper(pieces: readonly Piece[], x: Expression): UpperNode {
  requireScalarCharge(x);
  requirePieces(pieces);
  return { kind: 'upper', sort: 'charge', pieces, child: x, curvature: upperCurvature(pieces, x.curvature) };
}

const ABSOLUTE = [piece(1, 0), piece(-1, 0)];
const LONG = [piece(1, 0), piece(0, 0)];
const SHORT = [piece(-1, 0), piece(0, 0)];

/** `|x|` */
export function absolute(x: Expression): UpperNode {
  return upper(ABSOLUTE, x);
}

/** `max(x, 0)` */
export function long(x: Expression): UpperNode {
  return upper(LONG, x);
}

/** `max(−x, 0)` */
export function short(x: Expression): UpperNode {
  return upper(SHORT, x);
}

/** `max(x, minimum)` */
export function floor(minimum: number, x: Expression): UpperNode {
  return upper([piece(1, 0), piece(0, minimum)], x);
}

/** `Σ rates[j] · |q[lines[j]]|`, rates ≥ 0: no netting between lines. */
export function gross(lines: readonly number[], rates: ArrayLike<number>): SumNode {
  return perLine(lines, rates, absolute);
}

/** `Σ rates[j] · max(q[lines[j]], 0)`, rates ≥ 0. */
export function grossLong(lines: readonly number[], rates: ArrayLike<number>): SumNode {
  return perLine(lines, rates, long);
}

/** `Σ rates[j] · max(−q[lines[j]], 0)`, rates ≥ 0. */
export function grossShort(lines: readonly number[], rates: ArrayLike<number>): SumNode {
  return perLine(lines, rates, short);
}

/** One step of a marginal scale: `rate` on the part of x below `upTo` and above the tier before. */
export type Tier = { readonly upTo: number; readonly rate: number };

/**
 * The marginal scale of a size charge: each tier's rate applies to the part of x inside the tier. The last tier has no end
 * (`upTo: Infinity`). Not homogeneous beyond the first tier: its constants explain as a negative `unallocated`.
 *
 * @throws DefectError unless ends and rates ascend
 */
export function marginalTiers(tiers: readonly Tier[], x: Expression): UpperNode {
  const pieces: Piece[] = [];
  let [end, rate, intercept] = [0, 0, 0];
  for (const tier of tiers) {
    requireThat(tier.upTo > end && tier.rate >= rate, 'tiers with ascending ends and rates', { ...tier, end, rate });
    intercept += (rate - tier.rate) * end;
    pieces.push(piece(tier.rate, intercept));
    [end, rate] = [tier.upTo, tier.rate];
  }
  requireThat(end === Infinity, 'a last tier without end', { end });
  return upper(pieces, x);
}

/** The largest child. A nested unnamed `max` is flattened, so that its branches tie as equals. */
export function max(children: readonly Expression[]): MaxNode {
  requireThat(children.length > 0, 'at least one child below max');
  for (const child of children) requireScalarCharge(child);
  const flat = children.flatMap((child) => (child.kind === 'max' && child.id === undefined ? child.children : [child]));
  const branches = [...new Set(flat)];
  return {
    kind: 'max',
    sort: 'charge',
    children: branches,
    curvature: maxCurvature(branches.map((each) => each.curvature)),
  };
}

/** The largest loss over the scenarios, `max(0, −min_k v_k)`. Convex where the outcome is concave. */
export function worst(outcome: Expression): WorstNode {
  requireThat(outcome.sort === 'outcome', 'an outcome below worst', { sort: outcome.sort });
  return { kind: 'worst', sort: 'charge', child: outcome, curvature: lossCurvature(outcome.curvature) };
}

/**
 * Expected shortfall: the mean loss over the worst `1 − confidence` of the probability, the boundary scenario counted in part.
 * It may be negative, where every loss is a gain. Convex where the outcome is concave.
 *
 * @throws DefectError unless the probabilities are ≥ 0, one per scenario, sum to 1 (±1e-9), and 0 ≤ confidence < 1
 */
export function tail(probabilities: ArrayLike<number>, confidence: number, outcome: Expression): TailNode {
  const axis = axisOf(outcome);
  requireThat(axis !== null && axis.length === probabilities.length, 'an outcome with a probability per scenario');
  requireThat(confidence >= 0 && confidence < 1, 'a confidence in [0, 1)', { confidence });
  let total = 0;
  for (let k = 0; k < probabilities.length; k++) {
    requireThat(probabilities[k]! >= 0, 'probabilities ≥ 0', { k, probability: probabilities[k] });
    total += probabilities[k]!;
  }
  requireThat(Math.abs(total - 1) <= 1e-9, 'probabilities that sum to 1', { total });
  const curvature = lossCurvature(outcome.curvature);
  return { kind: 'tail', sort: 'charge', probabilities, confidence, child: outcome, curvature };
}

function perLine(lines: readonly number[], rates: ArrayLike<number>, of: (x: Expression) => Expression): SumNode {
  requireThat(lines.length === rates.length, 'a rate per line', { lines: lines.length, rates: rates.length });
  return sum(
    lines.map((index) => of(quantity(index))),
    Array.from(rates),
  );
}

function requireScalarCharge(x: Expression): void {
  requireThat(x.sort === 'line' || x.sort === 'charge', 'a line or charge', { sort: x.sort });
}
