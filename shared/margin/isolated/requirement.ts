import { type Outcome, succeed } from '../../foundation/index.ts';
import { bindingOf, type Evaluation, type Expression, scale, sum, valueOf } from '../../requirement/index.ts';
import { type Book, type Gains, gainsMatrix, linesByHolding, underlyingOf } from '../../risk/index.ts';
import type { ScenarioSet } from '../../scenarios/index.ts';
import { gridScenarios } from '../grid.ts';
import type { Component, Formulation, Json, MethodDetails, Pool } from '../method.ts';
import { addPools } from '../pools.ts';
import { scanOf } from '../scan.ts';
import type { IsolatedParameters } from './parameters.ts';

/**
 * `initial = Σ_h worst(P_h·q_h + orders_h)` over holdings h, an instrument at all its venues or an asset; `maintenance =
 * fraction · Σ_h worst(P_h·q_h)`.
 *
 * Nothing offsets anything: it is the gross margin that `scenario-grid` on the same scenarios is compared with, and equals
 * its `standalone` — test/terms/22-portfolio-based-margin.test.ts.
 */
export function formulateIsolated(parameters: IsolatedParameters): (book: Book) => Outcome<Formulation> {
  const set: ScenarioSet = { scenarios: gridScenarios(parameters.scenarios), volRule: { kind: 'flat' } };
  return (book) => formulateBook(book, set, parameters);
}

/** The pool of cash; no underlying can have this id. */
const NO_UNDERLYING = '(currencies)';

function formulateBook(book: Book, set: ScenarioSet, parameters: IsolatedParameters): Outcome<Formulation> {
  const gains = gainsMatrix(book, [...book.lines.keys()], set, { start: parameters.start });
  const holdings = [...linesByHolding(book)].map(([key, lines]) => holdingOf(book, { key, lines, gains, parameters }));
  const ids = [...new Set(holdings.map((each) => each.underlying))].toSorted();
  const pools = ids.map((id) =>
    poolOf(
      id,
      holdings.filter((each) => each.underlying === id),
    ),
  );
  return succeed({
    ...addPools(pools),
    scenarios: set.scenarios,
    warnings: [],
    isAlone: () => true,
    details: { nodes: [], read: (evaluation) => bindingScenarios(evaluation, holdings) },
  });
}

type Holding = { readonly underlying: string; readonly component: Component; readonly worst: Expression };
type HoldingSpec = {
  readonly key: string;
  readonly lines: readonly number[];
  readonly gains: Gains;
  readonly parameters: IsolatedParameters;
};

function holdingOf(book: Book, { key, lines, gains, parameters }: HoldingSpec): Holding {
  const { held, withOrders } = scanOf(book, key, lines, gains);
  const initial = withOrders.worst;
  const maintenance = scale(parameters.maintenanceFraction, held.worst);
  const label = `Worst of ${gains.axis.length} scenarios, alone`;
  return {
    underlying: underlyingOf(book, book.lines[lines[0]!]!) ?? NO_UNDERLYING,
    component: { id: key, label, initial, maintenance },
    worst: initial,
  };
}

function poolOf(id: string, holdings: readonly Holding[]): Pool {
  const components = holdings.map((each) => each.component);
  return {
    id,
    initial: sum(components.map((each) => each.initial!)),
    maintenance: sum(components.map((each) => each.maintenance!)),
    components,
    scan: null,
  };
}

/** Of each holding that loses anything: the scenarios that set its requirement. */
function bindingScenarios(evaluation: Evaluation, holdings: readonly Holding[]): MethodDetails {
  const losing = holdings.filter(({ worst }) => valueOf(evaluation, worst) > 0);
  const entries = losing.map(({ component, worst }): [string, Json] => [
    component.id,
    bindingOf(evaluation, worst).map(({ scenario }) => scenario),
  ]);
  return { bindingScenarios: Object.fromEntries(entries) };
}
