import { type Affine, columnAffine, combineAffine, ProblemBuilder, solveInteger } from '../../optimise/index.ts';
import type { Leg } from './offsets.ts';
import { type OptionLeg, spreadLoss } from './spread-loss.ts';
import { shapeOf } from './spread-shape.ts';

/** One strategy, any number of times: its legs are signed contracts, and its figures are of all the times. */
export type NamedPair = { readonly strategy: string; readonly legs: readonly Leg[]; readonly requirement: number };

/**
 * The named spreads that a spread of many legs is made of: those whose requirements add up to its own. Where there are none, or
 * more candidates than are tried, it is one `universal-spread`.
 */
export function nameSpread(legs: readonly OptionLeg[], requirement: number): NamedPair[] {
  const shape = shapeOf(legs);
  if (shape !== null) return [{ strategy: shape, legs, requirement }];
  const universal = [{ strategy: 'universal-spread', legs, requirement }];
  const columns = namedSpreadsAmong(legs);
  if (columns.length === 0 || columns.length > COLUMNS_MAX) return universal;
  const pairs = cheapestNamed(legs, columns);
  const total = pairs?.reduce((sum, pair) => sum + pair.requirement, 0);
  return total !== undefined && total <= requirement * (1 + 1e-9) + 1e-9 ? pairs! : universal;
}

const COLUMNS_MAX = 600;
const VERTICALS_MAX = 30;
const LIMITS = { pivots: 20_000, cells: 1_000_000, nodes: 50 };

/** A named spread, once. */
type Spread = { readonly strategy: string; readonly legs: readonly OptionLeg[]; readonly requirement: number };

/** Every pair of one long and one short option, and, of a few of them, every two that have a name together. */
function namedSpreadsAmong(legs: readonly OptionLeg[]): Spread[] {
  const long = legs.filter((leg) => leg.quantity > 0);
  const short = legs.filter((leg) => leg.quantity < 0);
  const pairs = short.flatMap((sold) =>
    long.flatMap(
      (bought) =>
        spread([
          { ...bought, quantity: 1 },
          { ...sold, quantity: -1 },
        ]) ?? [],
    ),
  );
  if (pairs.length > VERTICALS_MAX) return pairs;
  const twos = pairs.flatMap((first, i) =>
    pairs.slice(i + 1).flatMap((second) => {
      const both = spread(addLegs([...first.legs, ...second.legs]));
      return both !== null && both.requirement < first.requirement + second.requirement ? [both] : [];
    }),
  );
  return [...pairs, ...twos];
}

function spread(legs: readonly OptionLeg[]): Spread | null {
  const strategy = shapeOf(legs);
  return strategy === null ? null : { strategy, legs, requirement: spreadLoss(legs) };
}

function addLegs(legs: readonly OptionLeg[]): OptionLeg[] {
  const added = new Map<string, OptionLeg>();
  for (const leg of legs) {
    const before = added.get(leg.series.id);
    added.set(leg.series.id, before === undefined ? leg : { ...leg, quantity: before.quantity + leg.quantity });
  }
  return [...added.values()];
}

/** Covers every short leg at the least cost; what is left of the long ones is paid and needs nothing. */
function cheapestNamed(legs: readonly OptionLeg[], spreads: readonly Spread[]): NamedPair[] | null {
  const builder = new ProblemBuilder();
  const uses = new Map<string, [number, Affine][]>(legs.map((leg) => [leg.series.id, []]));
  const objective: [number, Affine][] = [];
  for (const [k, each] of spreads.entries()) {
    const most = Math.min(...each.legs.map((leg) => quantityOf(legs, leg) / Math.abs(leg.quantity)));
    const column = columnAffine(builder.addColumn(String(k), 0, most));
    objective.push([each.requirement, column]);
    for (const leg of each.legs) uses.get(leg.series.id)!.push([Math.abs(leg.quantity), column]);
  }
  for (const { series, quantity } of legs) {
    const size = Math.abs(quantity);
    builder.addRow(series.id, combineAffine(uses.get(series.id)!), quantity < 0 ? size : 0, size);
  }
  const whole = spreads.map((_, k) => k);
  const solved = solveInteger(builder.minimise(combineAffine(objective)), whole, LIMITS);
  if (!solved.ok || solved.value.values === null) return null;
  return pairsOf(legs, spreads, solved.value.values);
}

function quantityOf(legs: readonly OptionLeg[], { series }: OptionLeg): number {
  return Math.abs(legs.find((leg) => leg.series === series)!.quantity);
}

function pairsOf(legs: readonly OptionLeg[], spreads: readonly Spread[], counts: readonly number[]): NamedPair[] {
  const left = new Map(legs.map((leg) => [leg.series, leg.quantity]));
  const used = spreads.flatMap(({ strategy, legs: unit, requirement }, k): NamedPair[] => {
    const count = counts[k]!;
    if (count === 0) return [];
    const held = unit.map((leg) => ({ ...leg, quantity: leg.quantity * count }));
    for (const leg of held) left.set(leg.series, left.get(leg.series)! - leg.quantity);
    return [{ strategy, legs: held, requirement: requirement * count }];
  });
  const alone = [...left]
    .filter(([, quantity]) => quantity > 0)
    .map(([series, quantity]): NamedPair => {
      return { strategy: `long-${series.right}`, legs: [{ series, quantity }], requirement: 0 };
    });
  return [...used, ...alone];
}
