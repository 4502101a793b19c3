import { collect, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { pooledCharge, type WeightedCharge } from './pooled-charge.ts';
import { extremeWeights, type Transferability } from './transfer-cone.ts';
import {
  type Amounts,
  type MarginAt,
  type RequirementName,
  type VenueCharge,
  type WeightedMargin,
} from './weighted-margin.ts';

/** The requirement of some venues that can send each other part of what they have. */
export type PoolMargins = {
  readonly amounts: Amounts;
  /** per venue of the book, 0 for those that take no part: they add up to the amount */
  readonly contributions: Readonly<Record<RequirementName, readonly number[]>>;
  /** what the initial requirement rests on, per venue that takes part */
  readonly charges: readonly WeightedCharge[];
  readonly margins: readonly WeightedMargin[];
};

/** The most weightings of the venues that are margined. */
const WEIGHTS_MAX = 256;

/**
 * @param members indices of the venues that take part
 * @param silos per venue of the book, what it needs by itself
 */
export function poolMargins(
  members: readonly number[],
  silos: readonly Amounts[],
  marginAt: MarginAt,
  transferability: Transferability,
): Outcome<PoolMargins> {
  const fractions = members.map((w) => members.map((v) => transferability[w]![v]!));
  const rays = extremeWeights(fractions, WEIGHTS_MAX);
  if (rays === null) {
    return failAt('limit-exceeded', '/transferability', `the matrix has more than ${WEIGHTS_MAX} extreme weightings`);
  }
  const weightings = rays.map((ray) => silos.map((_, v) => ray[members.indexOf(v)] ?? 0));
  const margins = collect(weightings.map((weights) => marginAt(weights)));
  if (!margins.ok) return margins;
  const parts = { rays, weightings, margins: margins.value, silos };
  const initial = solveFor('initial', parts);
  if (!initial.ok) return initial;
  const maintenance = solveFor('maintenance', parts);
  if (!maintenance.ok) return maintenance;
  return succeed({
    amounts: { initial: initial.value.amount, maintenance: maintenance.value.amount },
    contributions: { initial: initial.value.contributions, maintenance: maintenance.value.contributions },
    charges: initial.value.charges,
    margins: margins.value,
  });
}

type Parts = {
  /** per weighting, of the members */
  readonly rays: readonly (readonly number[])[];
  /** the same of all the venues */
  readonly weightings: readonly (readonly number[])[];
  readonly margins: readonly WeightedMargin[];
  readonly silos: readonly Amounts[];
};

function solveFor(name: RequirementName, { rays, weightings, margins, silos }: Parts) {
  const charges = rays.map((weights, j) => ({ weights, charge: margins[j]![name].amount }));
  const solved = pooledCharge(rays[0]!.length, charges);
  if (!solved.ok) return solved;
  const { amount, multipliers } = solved.value;
  const contributions = silos.map(() => 0);
  for (const [j, multiplier] of multipliers.entries()) {
    if (multiplier === 0) continue;
    const shares = sharesOf(
      margins[j]![name],
      weightings[j]!,
      silos.map((each) => each[name]),
    );
    shares.forEach((share, v) => (contributions[v]! += multiplier * share));
  }
  return succeed({ amount, contributions, charges });
}

/** Contributions, with what no holding carries in proportion to what the venues need by themselves, or evenly where that is nothing. */
function sharesOf({ contributions, unallocated }: VenueCharge, weights: readonly number[], silos: readonly number[]) {
  const alone = weights.map((weight, v) => weight * silos[v]!);
  const total = alone.reduce((sum, each) => sum + each, 0);
  const parts = total > 0 ? alone : weights;
  const whole = parts.reduce((sum, each) => sum + each, 0);
  return contributions.map((contribution, v) => contribution + (unallocated * parts[v]!) / whole);
}
