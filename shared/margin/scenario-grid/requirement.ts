import { type Outcome, succeed } from '../../foundation/index.ts';
import { scale } from '../../requirement/index.ts';
import { type Book, type Gains, gainsMatrix, underlyingOf } from '../../risk/index.ts';
import type { ScenarioSet } from '../../scenarios/index.ts';
import { gridScenarios } from '../grid.ts';
import type { Formulation, Pool } from '../method.ts';
import { addPools, linesWhere, underlyingsOf } from '../pools.ts';
import { scanOf } from '../scan.ts';
import type { ScenarioGridParameters } from './parameters.ts';

/**
 * `initial = worst(P·q + orders)`, over the whole book or summed over underlyings; `maintenance = fraction · worst(P·q)`.
 * Collateral in coin moves with its coin.
 */
export function formulateScenarioGrid(parameters: ScenarioGridParameters): (book: Book) => Outcome<Formulation> {
  const { volDynamics } = parameters;
  const set: ScenarioSet = { scenarios: gridScenarios(parameters.scenarios), volRule: { kind: 'flat' }, volDynamics };
  return (book) => formulateBook(book, set, parameters);
}

function formulateBook(book: Book, set: ScenarioSet, parameters: ScenarioGridParameters): Outcome<Formulation> {
  const gains = gainsMatrix(book, [...book.lines.keys()], set, { start: parameters.start });
  const pools =
    parameters.pooling === 'portfolio'
      ? [gridPool(book, 'portfolio', [...book.lines.keys()], gains, parameters)]
      : underlyingsOf(book).map((id) =>
          gridPool(
            book,
            id,
            linesWhere(book, (line) => underlyingOf(book, line) === id),
            gains,
            parameters,
          ),
        );
  return succeed({ ...addPools(pools), scenarios: set.scenarios, warnings: [], isAlone: () => true });
}

function gridPool(
  book: Book,
  id: string,
  lines: readonly number[],
  gains: Gains,
  parameters: ScenarioGridParameters,
): Pool {
  const { held, withOrders } = scanOf(book, id, lines, gains);
  const maintenance = scale(parameters.maintenanceFraction, held.worst);
  const label = `Worst of ${gains.axis.length} scenarios`;
  return {
    id,
    initial: withOrders.worst,
    maintenance,
    components: [{ id: 'scan', label, initial: withOrders.worst, maintenance }],
    scan: { initial: withOrders.worst, gains: withOrders.pnl },
  };
}
