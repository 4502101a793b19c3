import { type Outcome, succeed } from '../../foundation/index.ts';
import { type Expression, haircutGains, max, named, outcomes, sum, worst } from '../../requirement/index.ts';
import { type Book, type Gains, gainsMatrix } from '../../risk/index.ts';
import type { Scenario, ScenarioSet } from '../../scenarios/index.ts';
import type { Formulation, Pool } from '../method.ts';
import { addPools } from '../pools.ts';
import { type ClassGroup, type Group, groupsOf, type PortfolioGroup, type ProductGroup } from './groups.ts';
import { minimumCharge } from './minimum.ts';
import type { TimsParameters } from './parameters.ts';
import { type PointSets, pointsOf, pointsOfGroup } from './valuation-points.ts';

/**
 * Per portfolio group, P the full revaluation at the valuation points of each class, vols kept:
 *
 * `requirement = max(worst(θ_pf ⊙ Σ (θ_pg ⊙ Σ P·q)), Σ |q|·minimum)`,   `θ ⊙ x = min(x, θ·x)` per member and point
 *
 * A gain of one member counts θ against losses of the others, a loss in full; a group of one member has no haircut. Initial counts
 * open orders, maintenance what is held. Source: tradfi-margin.md §1; Cboe's 18 positions in test/conformance/margin/tims-style.
 */
export function formulateTims(parameters: TimsParameters): (book: Book) => Outcome<Formulation> {
  const sets: PointSets = new Map(
    parameters.productTypes.map((type) => [
      type,
      { scenarios: pointsOf(type, parameters.pointsPerSide), volRule: { kind: 'flat' } },
    ]),
  );
  return (book) => formulateBook(book, parameters, sets);
}

function formulateBook(book: Book, parameters: TimsParameters, sets: PointSets): Outcome<Formulation> {
  const groups = groupsOf(book, parameters);
  if (!groups.ok) return groups;
  const scenarios = new Map<string, Scenario>();
  const pools: Pool[] = [];
  for (const group of groups.value) {
    const points = pointsOfGroup(book, group, sets);
    if (!points.ok) return points;
    for (const each of points.value.scenarios) scenarios.set(each.id, each);
    pools.push(portfolioPool(book, group, points.value, parameters));
  }
  const warnings = offsetWarnings(groups.value);
  return succeed({
    ...addPools(pools),
    scenarios: [...scenarios.values()],
    exactness: warnings.length === 0 ? 'exact' : 'approximate',
    warnings,
    isAlone: () => true,
  });
}

function portfolioPool(book: Book, group: PortfolioGroup, points: ScenarioSet, parameters: TimsParameters): Pool {
  const lines = linesOf(group);
  const gains = gainsMatrix(book, lines, points, { start: parameters.start });
  const risk = (suffix: string, counts: Counts) => {
    const pnl = groupGains(group, 'portfolio-group', suffix, (product) =>
      groupGains(product, 'product-group', suffix, (each) => classGains(each, suffix, gains, counts)),
    );
    return { pnl, worst: named(`${group.id}/risk${suffix}`, worst(pnl)) };
  };
  const isHeld: Counts = (index) => book.lines[index]!.kind !== 'order';
  const heldLines = lines.filter(isHeld);
  const hasOrders = heldLines.length < lines.length;
  const all = risk('', () => true);
  const held = hasOrders ? risk('-held', isHeld) : all;
  const minimum = minimumCharge(book, `${group.id}/minimum`, lines, parameters);
  const heldMinimum = hasOrders ? minimumCharge(book, `${group.id}/minimum-held`, heldLines, parameters) : minimum;
  return {
    id: group.id,
    initial: max([all.worst, minimum]),
    maintenance: max([held.worst, heldMinimum]),
    components: [
      {
        id: 'risk',
        label: `Worst of ${gains.axis.length} valuation points`,
        initial: all.worst,
        maintenance: held.worst,
      },
      { id: 'minimum', label: 'Minimum per contract', initial: minimum, maintenance: heldMinimum },
    ],
    scan: { initial: all.worst, gains: all.pnl },
  };
}

type Counts = (line: number) => boolean;

function classGains({ id, lines }: ClassGroup, suffix: string, gains: Gains, counts: Counts): Expression {
  const chosen = lines.filter(counts);
  const rows = chosen.map((index) => gains.rowOf.get(index)!);
  return named(`${id}/pnl${suffix}`, outcomes({ axis: gains.axis, lines: chosen, rows, matrix: gains.matrix }));
}

/** The members' gains by point: losses in full, of gains what offsets; a member alone has no haircut. */
function groupGains<Member>(
  { id, members, offsetFraction }: Group<Member>,
  level: string,
  suffix: string,
  gainsOf: (member: Member) => Expression,
): Expression {
  if (members.length === 1) return gainsOf(members[0]!);
  const counted = members.map((member) => haircutGains(1 - offsetFraction, gainsOf(member)));
  return named(`${id}/${level}${suffix}`, sum(counted));
}

function linesOf({ members }: PortfolioGroup): number[] {
  return members.flatMap((product) => product.members.flatMap((each) => each.lines)).toSorted((a, b) => a - b);
}

/** Where classes stand apart, the caller should know that this is for want of data, not a rule. */
function offsetWarnings(groups: readonly PortfolioGroup[]): string[] {
  const alone = groups.filter(
    ({ members }: Group<ProductGroup>) => members.length === 1 && members[0]!.members.length === 1,
  );
  if (alone.length < 2) return [];
  const ids = alone.map(({ id }) => id).join(', ');
  return [`no-offset-between-classes: ${ids} are in no group with others; send productGroups to offset them in part`];
}
