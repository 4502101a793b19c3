import { type Affine, columnAffine, combineAffine, constantAffine, type ProblemBuilder } from '../optimise/index.ts';
import type { Branch } from './branches.ts';
import { affineInterval, type Interval } from './interval.ts';
import { boundaryScenario } from './tail.ts';

/** A scenario's loss. */
export type TailScenario = Branch & { readonly probability: number };

/** Where a scenario fills the tail exactly, `a` may be as low as the next one. */
const BEYOND = 1 + 2 ** -30;

type BoundedScenario = TailScenario & Interval;

/**
 * Expected shortfall after Rockafellar and Uryasev (2000): `t = a + Σ p_k z_k / mass`, `z_k ≥ loss_k − a`, `z_k ≥ 0`, where `a` becomes
 * the value at risk. The value at risk lies between those of the smallest and of the largest losses, so a scenario that never
 * passes the first adds nothing, and one that always passes the second needs no column.
 */
export function compileTail(
  id: string,
  losses: readonly TailScenario[],
  mass: number,
  builder: ProblemBuilder,
): Affine {
  const scenarios = mergeEqual(losses, builder);
  const [least, high] = [valueAtRisk(scenarios, mass, 'lower'), valueAtRisk(scenarios, mass, 'upper')];
  const low = least === high ? least : valueAtRisk(scenarios, mass * BEYOND, 'lower');
  const boundary =
    low === high
      ? constantAffine(low)
      : columnAffine(builder.addColumn(`${id}/value-at-risk`, low, high, { lower: true, upper: true }));
  const parts: [number, Affine][] = [[1, boundary]];
  for (const scenario of scenarios) {
    const weight = scenario.probability / mass;
    if (scenario.upper <= low) continue;
    if (scenario.lower >= high) parts.push([weight, scenario.expression], [-weight, boundary]);
    else parts.push([weight, excessColumn(scenario, boundary, low, builder)]);
  }
  return combineAffine(parts);
}

function excessColumn(scenario: BoundedScenario, boundary: Affine, low: number, builder: ProblemBuilder): Affine {
  const excess = columnAffine(builder.addColumn(scenario.id, 0, scenario.upper - low, { lower: false, upper: true }));
  const slack = combineAffine([
    [1, excess],
    [1, boundary],
    [-1, scenario.expression],
  ]);
  builder.addRow(scenario.id, slack, 0, Infinity);
  return excess;
}

/** The scenarios of positive probability; those with the same loss everywhere become one. */
function mergeEqual(losses: readonly TailScenario[], builder: ProblemBuilder): BoundedScenario[] {
  const merged: BoundedScenario[] = [];
  const placesOf = new Map<number, number[]>();
  for (const loss of losses) {
    if (loss.probability === 0) continue;
    const mark = markOf(loss.expression);
    const places = placesOf.get(mark) ?? [];
    const place = places.find((each) => isEqual(merged[each]!.expression, loss.expression));
    if (place === undefined) {
      placesOf.set(mark, [...places, merged.length]);
      merged.push({ ...loss, ...affineInterval(loss.expression, builder.columns) });
    } else {
      const known = merged[place]!;
      merged[place] = { ...known, probability: known.probability + loss.probability };
    }
  }
  return merged;
}

/** Equal for equal expressions; hardly ever for others. */
function markOf({ terms, constant }: Affine): number {
  let mark = constant;
  for (const [column, coefficient] of terms) mark = 0.7 * mark + (1 + column) * coefficient;
  return mark;
}

function isEqual(a: Affine, b: Affine): boolean {
  if (a.constant !== b.constant || a.terms.size !== b.terms.size) return false;
  const others = b.terms.entries();
  for (const [column, coefficient] of a.terms) {
    const [otherColumn, other] = others.next().value!;
    if (column !== otherColumn || coefficient !== other) return false;
  }
  return true;
}

function valueAtRisk(scenarios: readonly BoundedScenario[], mass: number, end: 'lower' | 'upper'): number {
  const losses = Float64Array.from(scenarios, (scenario) => scenario[end]);
  const probabilities = scenarios.map((scenario) => scenario.probability);
  return losses[boundaryScenario(losses, probabilities, mass)]!;
}
