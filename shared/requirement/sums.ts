import { requireThat } from '../foundation/index.ts';
import { negatedCurvature, sumCurvature } from './curvature.ts';
import { axisOf, type Expression, type NegateNode, type Sort, type SumNode } from './node.ts';

/**
 * `Σ weights[j] · children[j]`, weights ≥ 0 (1 by default). Lines go with anything; a line or worth among outcomes is the same in
 * every scenario. Nested unnamed sums are flattened; an empty sum is the line 0.
 *
 * @throws DefectError on a negative weight, a charge among worths or outcomes (negate it first), or outcomes on different axes
 */
export function sum(children: readonly Expression[], weights?: readonly number[]): SumNode {
  requireThat(weights === undefined || weights.length === children.length, 'a weight per child', {
    size: children.length,
  });
  const flat = new Map<Expression, number>();
  children.forEach((child, j) => addTerm(flat, child, weights?.[j] ?? 1));
  const terms = [...flat.keys()];
  const weighted = terms.filter((term) => flat.get(term)! > 0);
  const curvature = sumCurvature(weighted.map((term) => term.curvature));
  return { kind: 'sum', sort: sortOfSum(terms), weights: [...flat.values()], children: terms, curvature };
}

/** `weight · x`, weight ≥ 0. */
export function scale(weight: number, x: Expression): SumNode {
  if (x.kind === 'sum' && x.id === undefined) return sum([x], [weight]);
  requireWeight(weight);
  const curvature = weight > 0 ? x.curvature : sumCurvature([]);
  return { kind: 'sum', sort: x.sort, weights: [weight], children: [x], curvature };
}

/** `−x`: a charge becomes a worth, a worth a charge; the curvature turns over. */
export function negate(x: Expression): Expression {
  if (x.kind === 'negate' && x.id === undefined) return x.child;
  const node: NegateNode = {
    kind: 'negate',
    sort: NEGATED[x.sort],
    child: x,
    curvature: negatedCurvature(x.curvature),
  };
  return node;
}

/** The same expression with a name: a component of the answer, and the prefix of its rows. */
export function named<E extends Expression>(id: string, node: E, label?: string): E {
  return label === undefined ? { ...node, id } : { ...node, id, label };
}

const NEGATED: Readonly<Record<Sort, Sort>> = { line: 'line', outcome: 'outcome', charge: 'worth', worth: 'charge' };

function addTerm(flat: Map<Expression, number>, child: Expression, weight: number): void {
  requireWeight(weight);
  if (child.kind === 'sum' && child.id === undefined) {
    child.children.forEach((term, j) => addTerm(flat, term, weight * child.weights[j]!));
  } else {
    flat.set(child, (flat.get(child) ?? 0) + weight);
  }
}

function requireWeight(weight: number): void {
  if (!(weight >= 0 && weight < Infinity)) requireThat(false, 'a finite weight ≥ 0', { weight });
}

function sortOfSum(terms: readonly Expression[]): Sort {
  const sorts = new Set(terms.map((term) => term.sort));
  sorts.delete('line');
  if (sorts.has('outcome')) {
    requireThat(!sorts.has('charge'), 'no charge among outcomes: negate it first');
    requireOneAxis(terms);
    return 'outcome';
  }
  requireThat(sorts.size <= 1, 'charges and worths not mixed: negate one of them', { sorts: [...sorts].join() });
  return [...sorts][0] ?? 'line';
}

function requireOneAxis(terms: readonly Expression[]): void {
  const axes = new Set(terms.map(axisOf));
  axes.delete(null);
  const [first, ...others] = [...axes] as (readonly string[])[];
  for (const other of others) {
    const same = other.length === first!.length && other.every((scenario, k) => scenario === first![k]);
    requireThat(same, 'outcomes on one axis', { first: first!.length, other: other.length });
  }
}
