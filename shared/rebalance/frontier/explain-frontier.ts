import { chain, fail, type Outcome, pointerTo } from '../../foundation/index.ts';
import {
  type Affine,
  columnAffine,
  combineAffine,
  explainInfeasible,
  type InfeasibilityReason,
  type LinearProblem,
  ProblemBuilder,
  type SolveLimits,
} from '../../optimise/index.ts';
import type { FrontierLimits } from './limits.ts';
import type { FrontierConstraints } from './terms.ts';

const CONSTRAINTS = '/constraints';
/** Begins the rows that are no limit of the client's: that a weight is within what holds for all. */
const HELD = 'held/';

/**
 * Why no weights are within the limits: those that contradict each other, by pointer, with what each would have to give alone, and the
 * smallest total change that would do. What holds for all weights is one limit, that gives for all of them alike. Each has been solved again;
 * amounts are rounded outward by up to 1e-6.
 *
 * Accuracy: test/property/rebalance/frontier-conflicts.test.ts.
 *
 * @returns always a failure: `infeasible`, or `limit-exceeded` where the work allowed does not suffice to tell
 */
export function explainFrontier(
  constraints: FrontierConstraints,
  limits: FrontierLimits,
  work: SolveLimits,
): Outcome<never> {
  return chain(explainInfeasible(limitProgram(constraints, limits), work, groupOf), failureOf);
}

function groupOf({ id }: { readonly id: string }): string | null {
  return id.startsWith(HELD) ? null : id;
}

function failureOf({ conflict, relaxation, alone }: InfeasibilityReason): Outcome<never> {
  const amounts = new Map(alone.map(({ id, amount }) => [id, amount]));
  const changes = relaxation?.map(({ id, amount }) => `${id} by ${amount}`).join(', ') ?? null;
  const enough = changes === null ? '' : `; the smallest change that would do: ${changes}`;
  const errors = conflict.map((pointer) => {
    const own = amounts.get(pointer);
    const detail =
      own === undefined ? 'no change of it alone was found that would do' : `it would do alone if it gave ${own}`;
    return { pointer, detail };
  });
  return fail('infeasible', `${conflict.join(', ')} cannot all be met${enough}`, errors);
}

/** The limits on the weights as rows, by their pointers; `minWeight` and `maxWeight` are columns, so that each can be another. */
function limitProgram(constraints: FrontierConstraints, { columns, rows }: FrontierLimits): LinearProblem {
  const { minWeight = 0, maxWeight = 1, weights: own = {} } = constraints;
  const builder = new ProblemBuilder();
  const weights = columns.map(({ id }) => columnAffine(builder.addColumn(id, -Infinity, Infinity)));
  const sides = [
    { side: 'min', common: minWeight, sign: -1 },
    { side: 'max', common: maxWeight, sign: 1 },
  ] as const;
  for (const { side, common, sign } of sides) {
    const others = columns.flatMap(({ id }, i) => (own[id]?.[side] === undefined ? [weights[i]!] : []));
    if (common !== null && others.length > 0) addCommon(builder, `${side}Weight`, { common, sign }, others);
    for (const [i, { id }] of columns.entries()) {
      const limit = own[id]?.[side];
      if (limit !== undefined)
        addSide(builder, pointerTo(`${CONSTRAINTS}/weights`, [id, side]), weights[i]!, sign, limit);
    }
  }
  for (const [k, row] of rows.entries()) {
    const sum = combineAffine(row.columns.map((j, at) => [row.coefficients[at]!, weights[j]!] as const));
    builder.addRow(k === 0 ? `${CONSTRAINTS}/budget` : `${CONSTRAINTS}/linear/${k - 1}`, sum, row.lower, row.upper);
  }
  return builder.minimise(combineAffine([]));
}

type Common = { readonly common: number; readonly sign: 1 | -1 };

/** A limit on many weights that one column stands for: it may only be moved outward. */
function addCommon(builder: ProblemBuilder, name: string, { common, sign }: Common, weights: readonly Affine[]): void {
  const [lower, upper] = sign > 0 ? [common, Infinity] : [-Infinity, common];
  const limit = columnAffine(builder.addColumn(name, lower, upper));
  addSide(builder, `${CONSTRAINTS}/${name}`, limit, sign, common);
  for (const [i, weight] of weights.entries()) {
    addSide(
      builder,
      `${HELD}${name}/${i}`,
      combineAffine([
        [1, weight],
        [-1, limit],
      ]),
      sign,
      0,
    );
  }
}

function addSide(builder: ProblemBuilder, id: string, expression: Affine, sign: 1 | -1, side: number): void {
  builder.addRow(id, expression, sign > 0 ? -Infinity : side, sign > 0 ? side : Infinity);
}
