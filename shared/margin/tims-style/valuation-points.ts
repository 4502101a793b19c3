import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { Book } from '../../risk/index.ts';
import { type Scenario, type ScenarioSet, scenarioId } from '../../scenarios/index.ts';
import type { ClassGroup, PortfolioGroup } from './groups.ts';
import type { ProductType } from './parameters.ts';

/**
 * The valuation points of a product type: as many equidistant falls as rises, from the largest fall up, without the point of no
 * move.
 */
export function pointsOf({ downFraction, upFraction }: ProductType, pointsPerSide: number): Scenario[] {
  const steps = Array.from({ length: pointsPerSide }, (_, i) => i + 1);
  const falls = steps.toReversed().map((step) => -((downFraction * step) / pointsPerSide));
  const rises = steps.map((step) => (upFraction * step) / pointsPerSide);
  return [...falls, ...rises].map((move) => {
    const spotShockFraction = Math.round(move * 1e12) / 1e12;
    return { id: scenarioId({ spotShockFraction }), spotShockFraction, weight: 1 };
  });
}

/** The sets already made for a product type, so that prices made under one are found again. */
export type PointSets = ReadonlyMap<ProductType, ScenarioSet>;

/**
 * The points of a portfolio group. Point i is one state for all its classes, each moved by its own product type's i-th point, and
 * a leveraged product by its factor times that.
 */
export function pointsOfGroup(book: Book, group: PortfolioGroup, sets: PointSets): Outcome<ScenarioSet> {
  const classes = group.members.flatMap(({ members }) => members);
  const [first] = classes;
  const common = sets.get(first!.type)!;
  const isPlain = classes.every(({ type, underlyings }) => {
    return type === first!.type && underlyings.every((id) => leverageOf(book, id) === 1);
  });
  if (isPlain) return succeed(common);
  const moves = classes.flatMap((each) => movesOf(book, each, sets));
  const impossible = moves.find((move) => move.fractions.some((fraction) => fraction <= -1));
  if (impossible !== undefined) {
    return failAt('not-applicable', '/market/underlyings', `${impossible.underlying}: a point falls by 100 % or more`);
  }
  const scenarios = common.scenarios.map((scenario, k) => ({
    ...scenario,
    id: `${group.id}/point-${k + 1}`,
    underlyings: Object.fromEntries(
      moves.map(({ underlying, fractions }) => [underlying, { spotShockFraction: fractions[k]! }]),
    ),
  }));
  return succeed({ scenarios, volRule: common.volRule });
}

function movesOf(book: Book, { type, underlyings }: ClassGroup, sets: PointSets) {
  return underlyings.map((underlying) => {
    const leverage = leverageOf(book, underlying);
    const fractions = sets.get(type)!.scenarios.map(({ spotShockFraction }) => leverage * spotShockFraction);
    return { underlying, fractions };
  });
}

function leverageOf(book: Book, underlying: string): number {
  return book.market.underlyings.get(underlying)?.leverageFactor ?? 1;
}
