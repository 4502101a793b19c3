import { type Expression, line, local, named, scale, sum } from '../../requirement/index.ts';
import { bucketedNorm, type Factors } from './bucketed-norm.ts';
import { curvatureMargin } from './curvature-margin.ts';
import type { SimmParameters } from './parameters.ts';
import { type Measure, type Placement, RESIDUAL, type RiskClassRule } from './placement.ts';

/** A sensitivity by its index among the book's quantities, and its place. */
export type PlacedRow = { readonly index: number; readonly placement: Placement };

/** Delta, vega or base correlation of a risk class: that of its numbered buckets, plus that of the residual one; `rate` is the dollar's. */
export function weightedMargin(
  id: string,
  rows: readonly PlacedRow[],
  rule: RiskClassRule,
  measure: Measure,
  parameters: SimmParameters,
  rate: number,
): Expression {
  const hasConcentration = parameters.marginPeriodDays === 10 && measure !== 'base-correlation';
  const parts = splitResidual(rows).map(({ part, members }) => {
    const factors = groupBy(members, ({ placement }) => placement.key);
    const children = factors.map((factor) => netOf(factor, parameters, ({ scale: unit }) => unit));
    const fn = bucketedNorm(weightedFactors(factors.map(firstPlacement), rule, measure, hasConcentration));
    return named(`${id}/${part}`, local({ children, fn, homogeneous: !hasConcentration }));
  });
  return named(id, scale(rate, sum(parts)));
}

/** Curvature of a risk class, from its vegas; null where none of them has any. */
export function curvatureOf(
  id: string,
  vegas: readonly PlacedRow[],
  rule: RiskClassRule,
  parameters: SimmParameters,
  rate: number,
): Expression | null {
  const rows = vegas.filter(({ placement }) => placement.curvatureScale !== null);
  if (rows.length === 0) return null;
  const parts = splitResidual(rows).map(({ part, members }) => {
    const factors = groupBy(members, ({ placement }) => placement.key);
    const children = factors.map((factor) => netOf(factor, parameters, ({ curvatureScale }) => curvatureScale!));
    const fn = curvatureMargin(bucketedNorm(curvatureFactors(factors.map(firstPlacement), rule)));
    return named(`${id}/${part}`, local({ children, fn, homogeneous: true }));
  });
  return named(id, scale(rule.curvatureFactor * rate, sum(parts)));
}

function splitResidual(rows: readonly PlacedRow[]) {
  const inResidual = ({ placement }: PlacedRow) => placement.bucket === RESIDUAL;
  return [
    { part: 'buckets', members: rows.filter((row) => !inResidual(row)) },
    { part: 'residual', members: rows.filter(inResidual) },
  ].filter(({ members }) => members.length > 0);
}

function groupBy<T>(members: readonly T[], keyOf: (member: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const group = groups.get(keyOf(member));
    if (group === undefined) groups.set(keyOf(member), [member]);
    else group.push(member);
  }
  return [...groups.values()];
}

function firstPlacement(factor: readonly PlacedRow[]): Placement {
  return factor[0]!.placement;
}

/** The net of a factor's sensitivities, from the side of the party that margin is computed for. */
function netOf(factor: readonly PlacedRow[], { side }: SimmParameters, unitOf: (placement: Placement) => number) {
  const sign = side === 'post' ? -1 : 1;
  return line(
    factor.map(({ index }) => index),
    factor.map(({ placement }) => sign * unitOf(placement)),
  );
}

function bucketsOf(factors: readonly Placement[]): { names: string[]; buckets: number[][] } {
  const buckets = groupBy([...factors.keys()], (k) => factors[k]!.bucket);
  return { buckets, names: buckets.map((bucket) => factors[bucket[0]!]!.bucket) };
}

function weightedFactors(
  factors: readonly Placement[],
  rule: RiskClassRule,
  measure: Measure,
  hasConcentration: boolean,
): Factors {
  const { buckets, names } = bucketsOf(factors);
  const groups = [...new Map(factors.map(({ group, threshold }) => [group, threshold]))];
  const position = new Map(groups.map(([group], g) => [group, g]));
  return {
    buckets,
    riskWeights: factors.map(({ riskWeight }) => riskWeight),
    groups: factors.map(({ group }) => position.get(group)!),
    thresholds: groups.map(([, threshold]) => (hasConcentration ? threshold : Infinity)),
    concentrated: factors.map(({ concentrated }) => concentrated),
    correlation: (k, l) => rule.correlation(factors[k]!, factors[l]!, measure),
    bucketCorrelation: (b, c) => rule.bucketCorrelation(names[b]!, names[c]!),
    concentrationAcrossBuckets: rule.concentrationAcrossBuckets,
  };
}

function curvatureFactors(factors: readonly Placement[], rule: RiskClassRule): Factors {
  const weighted = weightedFactors(factors, rule, 'vega', false);
  return {
    ...weighted,
    riskWeights: factors.map(() => 1),
    correlation: (k, l) => squared(weighted.correlation(k, l)),
    bucketCorrelation: (b, c) => squared(weighted.bucketCorrelation(b, c)),
  };
}

function squared(x: number): number {
  return x * x;
}
