import { describe, expect, it } from 'vitest';
import { allocateCollateral, type CollateralModel } from '../../../shared/rebalance/index.ts';
import { valueIn } from '../../support/margins.ts';
import { Random } from '../../support/random.ts';

const CASES = 150;
const LIMITS = { pivots: 10_000, cells: 100_000 };
const [ASSETS, VENUES] = [
  ['USD', 'BTC'],
  ['a', 'b'],
];
const [ENOUGH, TOO_LITTLE] = [1 + 2e-6, 0.98];

/** Limits by their names in answers; requirements by venue, the others by asset and venue. */
type Limits = Readonly<Record<string, number>>;

function randomLimits(random: Random): Limits {
  const limits: Record<string, number> = {};
  for (const venue of VENUES) limits[`venues/${venue}/requirement`] = random.between(20, 110);
  for (const asset of ASSETS) {
    limits[`assets/${asset}/available`] = random.between(10, 120);
    for (const venue of VENUES) {
      if (random.chance(0.4)) limits[`haircuts/${asset}/${venue}/maxAmount`] = random.between(5, 100);
      if (random.chance(0.4)) limits[`haircuts/${asset}/${venue}/maxShareOfRequirement`] = random.between(0.1, 0.9);
    }
  }
  return limits;
}

type Haircuts = readonly (readonly number[])[];

function modelOf(limits: Limits, haircuts: Haircuts): CollateralModel {
  return {
    sources: ASSETS.map((asset) => ({ asset, heldAt: null, value: limits[`assets/${asset}/available`]! })),
    venues: VENUES.map((id) => ({ id, requirement: limits[`venues/${id}/requirement`] ?? 0 })),
    accepted: ASSETS.flatMap((asset, i) =>
      VENUES.map((venue, v) => ({
        asset,
        venue,
        haircutFraction: haircuts[i]![v]!,
        maxAmount: limits[`haircuts/${asset}/${venue}/maxAmount`],
        maxShareOfRequirement: limits[`haircuts/${asset}/${venue}/maxShareOfRequirement`],
      })),
    ),
    costs: [],
  };
}

const STEPS = 120;

/**
 * Whether some split of both assets covers both venues, by trying a grid of them; posting more never hurts. `grace` in steps is what a split
 * between two of the grid may be better by.
 */
function isCoverable(limits: Limits, haircuts: Haircuts, grace = 0): boolean {
  const { sources, venues, accepted } = modelOf(limits, haircuts);
  const step = sources.map(({ value }) => value / STEPS);
  const counted = (asset: number, venue: number, amount: number) => {
    const {
      haircutFraction,
      maxAmount = Infinity,
      maxShareOfRequirement = Infinity,
    } = accepted[asset * VENUES.length + venue]!;
    const most = maxShareOfRequirement === Infinity ? Infinity : maxShareOfRequirement * venues[venue]!.requirement;
    return Math.min(Math.min(amount, maxAmount) * (1 - haircutFraction), most);
  };
  const slack = grace * (step[0]! + step[1]!) + 1e-9;
  for (let i = 0; i <= STEPS; i++) {
    for (let j = 0; j <= STEPS; j++) {
      const [first, second] = [i * step[0]!, j * step[1]!];
      const atA = counted(0, 0, first) + counted(1, 0, second);
      const atB = counted(0, 1, sources[0]!.value - first) + counted(1, 1, sources[1]!.value - second);
      if (atA + slack >= venues[0]!.requirement && atB + slack >= venues[1]!.requirement) return true;
    }
  }
  return false;
}

function isInfeasible(limits: Limits, haircuts: Haircuts): boolean {
  return valueIn(allocateCollateral(modelOf(limits, haircuts), LIMITS)).termination === 'infeasible';
}

function relaxedBy(limits: Limits, amounts: Limits, factor: number): Limits {
  const moved = Object.entries(amounts).map(([name, amount]) => {
    const sign = name.endsWith('/requirement') ? -1 : 1;
    return [name, Math.max(0, limits[name]! + sign * amount * factor)] as const;
  });
  return { ...limits, ...Object.fromEntries(moved) };
}

/** What there is of an asset is no limit. */
function isHeld(name: string): boolean {
  return name.startsWith('assets/');
}

/** Those limits alone, and what is held. */
function only(limits: Limits, names: readonly string[]): Limits {
  return Object.fromEntries(Object.entries(limits).filter(([name]) => isHeld(name) || names.includes(name)));
}

function totalOf(limits: Limits, amounts: Limits): number {
  return Object.entries(amounts).reduce((sum, [name, amount]) => {
    const venue = /^haircuts\/\w+\/(\w+)\/maxShare/.exec(name)?.[1];
    const requirement = `venues/${venue}/requirement`;
    return sum + (venue === undefined ? amount : amount * (limits[requirement]! - (amounts[requirement] ?? 0)));
  }, 0);
}

describe('collateral that does not cover its venues', () => {
  const random = new Random(20_261_126);
  const all = Array.from({ length: CASES }, () => {
    const limits = randomLimits(random);
    const haircuts = ASSETS.map(() => VENUES.map(() => random.pick([0, 0.1, 0.5])));
    const answer = valueIn(allocateCollateral(modelOf(limits, haircuts), LIMITS));
    return { limits, haircuts, answer };
  });
  const conflicts = all.flatMap(({ limits, haircuts, answer: { infeasible } }) =>
    infeasible === null ? [] : [{ limits, haircuts, ...infeasible }],
  );

  it('is said to where no split of a grid covers them, and not where one does', () => {
    for (const { limits, haircuts, answer } of all) {
      if (isCoverable(limits, haircuts)) expect(answer.termination).toBe('optimal');
      else if (!isCoverable(limits, haircuts, 1)) expect(answer.termination).toBe('infeasible');
    }
    expect(conflicts.length).toBeGreaterThan(CASES / 4);
    expect(conflicts.length).toBeLessThan(CASES * 0.9);
  });

  it('names the fewest limits that contradict each other, each needed', () => {
    const sizes = new Map<number, number>();
    for (const { limits, haircuts, conflict, isIrreducible, isSmallest } of conflicts) {
      expect(isIrreducible).toBe(true);
      expect(isInfeasible(only(limits, conflict), haircuts)).toBe(true);
      for (const name of conflict) {
        const others = conflict.filter((each) => each !== name);
        expect(isInfeasible(only(limits, others), haircuts)).toBe(false);
      }
      sizes.set(conflict.length, (sizes.get(conflict.length) ?? 0) + 1);
      if (!isSmallest) continue;
      const names = Object.keys(limits).filter((name) => !isHeld(name));
      for (const [i, name] of names.entries()) {
        for (const other of names.slice(i)) {
          const set = new Set([name, other]);
          if (set.size < conflict.length) expect(isInfeasible(only(limits, [...set]), haircuts)).toBe(false);
        }
      }
    }
    console.log('collateral conflicts by size', sizes);
    expect(sizes.size).toBeGreaterThan(2);
  });

  it('is covered after the smallest relaxation, and after no other of a smaller total, by the grid too', () => {
    let [rivals, shares] = [0, 0];
    for (const { limits, haircuts, ...conflict } of conflicts) {
      const smallestRelaxation = conflict.smallestRelaxation!;
      const enough = relaxedBy(limits, smallestRelaxation, ENOUGH);
      expect(isInfeasible(enough, haircuts)).toBe(false);
      expect(isCoverable(enough, haircuts, 1)).toBe(true);
      expect(isInfeasible(relaxedBy(limits, smallestRelaxation, TOO_LITTLE), haircuts)).toBe(true);
      const total = totalOf(limits, smallestRelaxation);
      const changeable = Object.keys(limits).filter((name) => !isHeld(name));
      if (Object.keys(smallestRelaxation).some((name) => name.endsWith('OfRequirement'))) shares += 1;
      for (let k = 0; k < 6; k++) {
        const chosen = random.some(changeable, 1 + random.below(4));
        const rival = Object.fromEntries(chosen.map((name) => [name, random.next()]));
        const factor = (TOO_LITTLE * total) / totalOf(limits, rival);
        const changed = relaxedBy(limits, rival, factor);
        // With a requirement lowered too, a share is of less.
        const scaled = Object.fromEntries(Object.entries(rival).map(([name, amount]) => [name, amount * factor]));
        if (Object.values(changed).some((value) => value < 0) || totalOf(limits, scaled) > TOO_LITTLE * total * 1.01)
          continue;
        rivals += 1;
        expect(isCoverable(changed, haircuts)).toBe(false);
      }
    }
    console.log(`${rivals} smaller relaxations tried, ${shares} smallest ones raise a share`);
    expect(rivals).toBeGreaterThan(conflicts.length);
    expect(shares).toBeGreaterThan(0);
  });

  it('has for each limit of the conflict what it would have to give alone, and no less', () => {
    let alone = 0;
    for (const { limits, haircuts, conflict, relaxationAlone } of conflicts) {
      for (const [name, amount] of Object.entries(relaxationAlone)) {
        expect(conflict).toContain(name);
        expect(isInfeasible(relaxedBy(limits, { [name]: amount }, ENOUGH), haircuts)).toBe(false);
        expect(isInfeasible(relaxedBy(limits, { [name]: amount }, TOO_LITTLE), haircuts)).toBe(true);
        alone += 1;
      }
    }
    expect(alone).toBeGreaterThan(conflicts.length);
  });
});
