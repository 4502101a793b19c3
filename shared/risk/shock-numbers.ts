import type { Market } from '../market/index.ts';
import { type ScenarioSet, type Shock, type ShockColumns, shockColumns, shockOf } from '../scenarios/index.ts';

/** The shocks that a set gives to one underlying; equal numbers of one market mean equal prices. */
export type NumberedShocks = {
  readonly numbers: Int32Array;
  /** the scenarios whose shock no earlier one has */
  readonly firsts: readonly number[];
  /** of the numbers; −1 where there are none */
  readonly largest: number;
  readonly shocks: readonly Shock[];
  readonly columns: ShockColumns;
};

/** Numbers from 0 of one underlying's shocks, so that the prices of a contract have no room for those of others. */
type Numbers = {
  /** by all that a shock does but its spot move, then by that: simulations move nothing else */
  readonly numberOf: Map<string, Map<number, number>>;
  size: number;
};

type Numbering = {
  readonly ofUnderlying: Map<string, Numbers>;
  readonly bySet: WeakMap<ScenarioSet, Map<string, NumberedShocks>>;
};

/** For as long as a market lives. */
const NUMBERINGS = new WeakMap<Market, Numbering>();

/**
 * The shocks of one underlying, numbered so that an option which several methods look at in the same shock is priced once. Two
 * shocks are the same if spot, vol and days move alike; how the set's rule turns a vol shock into a vol counts where there is one.
 */
export function numberShocks(market: Market, set: ScenarioSet, underlying: string): NumberedShocks {
  const numbering = numberingOf(market);
  const ofSet = numbering.bySet.get(set) ?? new Map<string, NumberedShocks>();
  numbering.bySet.set(set, ofSet);
  const known = ofSet.get(underlying);
  if (known !== undefined) return known;
  const numbers = numbering.ofUnderlying.get(underlying) ?? { numberOf: new Map(), size: 0 };
  numbering.ofUnderlying.set(underlying, numbers);
  const made = numberAll(numbers, set, underlying);
  ofSet.set(underlying, made);
  return made;
}

/** Whose numbers hold on a market now: prices kept under another are of other shocks. */
export function numberingOf(market: Market): Numbering {
  const numbering = NUMBERINGS.get(market) ?? { ofUnderlying: new Map(), bySet: new WeakMap() };
  NUMBERINGS.set(market, numbering);
  return numbering;
}

/**
 * A market that has seen this many shocks of its underlyings forgets them, at some 50 bytes each: simulations with ever new seeds would
 * fill the memory of a warm function. The largest history of 100 underlyings has half as many.
 */
const MOST_NUMBERS = 1_000_000;

/** To be called where no numbers are in use. */
export function forgetOldShocks(market: Market): void {
  const numbered = [...(NUMBERINGS.get(market)?.ofUnderlying.values() ?? [])];
  if (numbered.reduce((sum, { size }) => sum + size, 0) > MOST_NUMBERS) NUMBERINGS.delete(market);
}

function numberAll(known: Numbers, set: ScenarioSet, underlying: string): NumberedShocks {
  const shocks = set.scenarios.map((scenario) => shockOf(scenario, underlying));
  let [before, bySpot]: [Shock | null, Map<number, number>] = [null, new Map()];
  const numbers = Int32Array.from(shocks, (shock) => {
    if (before === null || !differOnlyInSpot(before, shock)) bySpot = bySpotOf(known, keyOf(set, shock));
    before = shock;
    const { spotShockFraction: spot } = shock;
    const number = bySpot.get(spot) ?? known.size++;
    bySpot.set(spot, number);
    return number;
  });
  return { numbers, ...distinctOf(numbers), shocks, columns: shockColumns(shocks) };
}

function bySpotOf({ numberOf }: Numbers, key: string): Map<number, number> {
  const bySpot = numberOf.get(key) ?? new Map<number, number>();
  numberOf.set(key, bySpot);
  return bySpot;
}

/** Of shocks that both move spot, or neither: how a vol follows spot counts only then. */
function differOnlyInSpot(a: Shock, b: Shock): boolean {
  return (
    (a.spotShockFraction === 0) === (b.spotShockFraction === 0) &&
    a.volShockFraction === b.volShockFraction &&
    a.volShockPoints === b.volShockPoints &&
    a.daysForward === b.daysForward
  );
}

function distinctOf(numbers: Int32Array): Pick<NumberedShocks, 'firsts' | 'largest'> {
  const seen = new Set<number>();
  const firsts: number[] = [];
  let largest = -1;
  for (const [k, number] of numbers.entries()) {
    if (!seen.has(number)) firsts.push(k);
    seen.add(number);
    largest = Math.max(largest, number);
  }
  return { firsts, largest };
}

function keyOf({ volRule, volDynamics }: ScenarioSet, shock: Shock): string {
  const { spotShockFraction: spot, volShockFraction: vol = 0, volShockPoints = 0, daysForward = 0 } = shock;
  const rule = vol === 0 ? '' : JSON.stringify(volRule);
  const dynamics = spot === 0 ? 'sticky-strike' : (volDynamics ?? 'sticky-strike');
  return [vol, volShockPoints, daysForward, dynamics, rule].join('|');
}
