import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { bracketedRoot } from '../numerics/index.ts';
import type { Loan } from '../portfolio/index.ts';
import type { Book } from '../risk/index.ts';
import type { Scenario, Shock } from '../scenarios/index.ts';
import { isBreached, keyOf, type Rules, type Standing, standingsOf, worldsAfter } from './standing.ts';

/** An account after the whole shock, and how much of the shock it bears. */
export type BreachedAccount = Standing & {
  /** the smallest fraction of the shock at which it is liquidated; null where it bears all of it */
  readonly breachFraction: number | null;
};

/** Even parts of the shock that are looked at before a breach is refined. */
const STEPS = 16;
const TOLERANCE = 1e-12;

/**
 * Which accounts a common shock liquidates first. The shock grows evenly from nothing, every account is looked at after each sixteenth, and the
 * first sixteenth in which one breaches is refined by Brent's method, the book re-priced at each step.
 *
 * @returns ascending by the fraction of the shock that is borne, those that bear it all last
 */
export function breachOrder(
  book: Book,
  loans: readonly Loan[],
  shock: Scenario,
  rules: Rules,
): Outcome<BreachedAccount[]> {
  const fractions = Array.from({ length: STEPS + 1 }, (_, n) => n / STEPS);
  const standings = (at: readonly number[]): Outcome<Standing[][]> => {
    const found: Standing[][] = [];
    const worlds = worldsAfter(
      book,
      loans,
      at.map((fraction) => scaleScenario(shock, fraction)),
    );
    for (const [n, world] of worlds.entries()) {
      const standing = standingsOf(world, rules);
      if (!standing.ok) {
        const { reason, detail, errors } = standing.failure;
        return fail(reason, `at ${at[n]} of the shock: ${detail}`, errors);
      }
      found.push(standing.value);
    }
    return succeed(found);
  };
  const scanned = standings(fractions);
  if (!scanned.ok) return scanned;
  const excessAt = refiner(standings);
  const accounts = scanned.value.at(-1)!.map((standing): BreachedAccount => {
    const key = keyOf(standing);
    const path = scanned.value.map((each) => each.find((other) => keyOf(other) === key)!);
    const first = path.findIndex(isBreached);
    if (first < 0) return { ...standing, breachFraction: null };
    if (first === 0) return { ...standing, breachFraction: 0 };
    const excess = (fraction: number) => excessAt.at(fraction, key);
    const breachFraction = bracketedRoot(excess, fractions[first - 1]!, fractions[first]!, TOLERANCE);
    return { ...standing, breachFraction };
  });
  if (excessAt.failed() !== null) return excessAt.failed()!;
  return succeed(accounts.toSorted((a, b) => (a.breachFraction ?? 2) - (b.breachFraction ?? 2)));
}

/** What an account has beyond what it needs, remembered by fraction; a failure on the way reads as a root, and is kept. */
function refiner(standings: (at: readonly number[]) => Outcome<Standing[][]>) {
  const known = new Map<number, Standing[]>();
  let failed: Outcome<never> | null = null;
  return {
    failed: () => failed,
    at: (fraction: number, key: string): number => {
      let found = known.get(fraction);
      if (found === undefined) {
        const standing = standings([fraction]);
        if (!standing.ok) {
          failed = standing;
          return 0;
        }
        found = standing.value[0]!;
        known.set(fraction, found);
      }
      const { covered, required } = found.find((each) => keyOf(each) === key)!;
      return covered - required;
    },
  };
}

/** A part of a shock: of every move, and of the days. */
function scaleScenario(shock: Scenario, fraction: number): Scenario {
  const { underlyings } = shock;
  const scaled = { ...shock, ...scaleShock(shock, fraction), id: `${shock.id}·${fraction}` };
  if (underlyings === undefined) return scaled;
  const moves = Object.entries(underlyings).map(([id, each]) => [id, scaleShock(each, fraction)] as const);
  return { ...scaled, underlyings: Object.fromEntries(moves) };
}

function scaleShock({ spotShockFraction, volShockFraction, volShockPoints, daysForward }: Shock, by: number): Shock {
  return {
    spotShockFraction: spotShockFraction * by,
    ...(volShockFraction === undefined ? {} : { volShockFraction: volShockFraction * by }),
    ...(volShockPoints === undefined ? {} : { volShockPoints: volShockPoints * by }),
    ...(daysForward === undefined ? {} : { daysForward: daysForward * by }),
  };
}
