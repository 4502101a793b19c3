import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { type Evaluation, type Expression, scale, valueOf } from '../../requirement/index.ts';
import { type Book, gainsMatrix, underlyingOf } from '../../risk/index.ts';
import type { Scenario, ScenarioSet } from '../../scenarios/index.ts';
import type { Formulation, MethodDetails, Pool } from '../method.ts';
import { addPools, linesWhere, underlyingsOf } from '../pools.ts';
import { scanOf } from '../scan.ts';
import { boxScenarios, type GreeksParameters, type ShiftBox } from './parameters.ts';
import { taylorGains } from './taylor-gains.ts';

/**
 * Per underlying `worst over the box of D·dS + ½·Γ·dS² + V·dσ + Θ·dt`, with the cross terms that are asked for, summed over
 * underlyings; `maintenance = fraction` of the same without open orders. The Greeks of the pool are netted, so it is linear in
 * the quantities by scenario.
 *
 * `details.approximationError` is this margin less the margin of the same box by full revaluation: above 0 it is the dearer.
 * For moves under 2 % it stays within what test/terms/03-greeks-based-portfolio-margin.test.ts states.
 */
export function formulateGreeks(parameters: GreeksParameters): (book: Book) => Outcome<Formulation> {
  const sets = new Map<ShiftBox, ScenarioSet>();
  for (const box of [parameters.box, ...Object.values(parameters.boxes)]) {
    sets.set(box, { scenarios: boxScenarios(box), volRule: { kind: 'flat' } });
  }
  return (book) => formulateBook(book, sets, parameters);
}

function formulateBook(
  book: Book,
  sets: ReadonlyMap<ShiftBox, ScenarioSet>,
  parameters: GreeksParameters,
): Outcome<Formulation> {
  const { movesWith } = book.currencies.get(book.baseCurrency)!;
  if (movesWith !== null) {
    const detail = `${book.baseCurrency} moves with ${movesWith}; these Greeks are in money that doesn't move`;
    return failAt('not-applicable', '/portfolio/baseCurrency', detail);
  }
  const expanded = underlyingsOf(book).map((id) => {
    const { boxes, box } = parameters;
    return expandPool(book, id, sets.get(Object.hasOwn(boxes, id) ? boxes[id]! : box)!, parameters);
  });
  const scenarios = new Map(expanded.flatMap(({ axis }) => axis.map((each): [string, Scenario] => [each.id, each])));
  return succeed({
    ...addPools(expanded.map(({ pool }) => pool)),
    scenarios: [...scenarios.values()],
    warnings: [],
    isAlone: () => true,
    details: {
      nodes: expanded.map(({ revalued }) => revalued),
      read: (evaluation) => errorsOf(evaluation, expanded),
    },
  });
}

type ExpandedPool = {
  readonly pool: Pool;
  readonly axis: readonly Scenario[];
  /** initial requirement of the pool by full revaluation of the same box */
  readonly revalued: Expression;
};

function expandPool(book: Book, id: string, set: ScenarioSet, parameters: GreeksParameters): ExpandedPool {
  const lines = linesWhere(book, (line) => underlyingOf(book, line) === id);
  const { crossTerms, maintenanceFraction } = parameters;
  const gains = taylorGains(book, lines, { underlying: id, scenarios: set.scenarios, crossTerms });
  const { held, withOrders } = scanOf(book, id, lines, gains);
  const maintenance = scale(maintenanceFraction, held.worst);
  const label = `Worst of ${gains.axis.length} moves by Greeks`;
  const revalued = scanOf(book, `${id}/revalued`, lines, gainsMatrix(book, lines, set, { start: 'model' }));
  return {
    pool: {
      id,
      initial: withOrders.worst,
      maintenance,
      components: [{ id: 'shift-box', label, initial: withOrders.worst, maintenance }],
      scan: { initial: withOrders.worst, gains: withOrders.pnl },
    },
    axis: set.scenarios,
    revalued: revalued.withOrders.worst,
  };
}

/** What the expansion charges beyond full revaluation, by underlying and in all; below 0 it charges less. */
function errorsOf(evaluation: Evaluation, expanded: readonly ExpandedPool[]): MethodDetails {
  const pools = expanded.map(({ pool, revalued }) => {
    const [greeksMargin, fullRevaluation] = [valueOf(evaluation, pool.initial), valueOf(evaluation, revalued)];
    return { underlying: pool.id, fullRevaluation, approximationError: greeksMargin - fullRevaluation };
  });
  return {
    fullRevaluation: pools.reduce((total, each) => total + each.fullRevaluation, 0),
    approximationError: pools.reduce((total, each) => total + each.approximationError, 0),
    byUnderlying: pools,
  };
}
