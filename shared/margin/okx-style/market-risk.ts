import { type Expression, max, named, outcomes, worst } from '../../requirement/index.ts';
import { type Book, type Gains, type GainsConvention, gainsMatrix, valuationOf } from '../../risk/index.ts';
import type { Scenario } from '../../scenarios/index.ts';
import { DOLLAR } from '../dollars.ts';
import type { ScenarioCharge } from '../method.ts';
import { type Scan, scanOf } from '../scan.ts';
import type { RiskUnit } from './risk-units.ts';
import type { OkxScenarios } from './scenario-sets.ts';

/** The charges that look at scenarios, of what is held and with what fills of open orders would lose. */
export type MarketRisk = {
  readonly mr1: { readonly held: Scan; readonly withOrders: Scan };
  readonly mr2: Expression;
  readonly mr6: { readonly held: Expression; readonly withOrders: Expression };
  /** the scenarios of MR2 and MR6 */
  readonly beside: readonly ScenarioCharge[];
};

/** A perpetual or future moves from the index: both units of the venue's example, test/conformance/margin/okx-style. */
const CONVENTION: GainsConvention = { start: 'model', deltaOneFrom: 'index', measuredIn: DOLLAR };
const YEAR_DAYS = 365;

/** MR1 `worst(P·q)`, MR2 what options lose as a day passes, MR6 half the larger loss of the extreme moves. */
export function marketRisk(book: Book, unit: RiskUnit, scenarios: OkxScenarios): MarketRisk {
  const { id, contracts, balances, orders } = unit;
  const held = ascending([...contracts, ...balances]);
  const all = ascending([...held, ...orders]);
  const options = contracts.filter((index) => daysToExpiry(book, index) !== null);
  const decay = lossesOf(`${id}/mr2`, scenarios.mr2.scenarios, {
    gains: gainsMatrix(book, options, scenarios.mr2, CONVENTION),
    lines: options,
  });
  const extremes = (name: string, lines: readonly number[]) =>
    lossesOf(`${id}/${name}`, scenarios.mr6.scenarios, {
      gains: gainsMatrix(book, lines, scenarios.mr6, CONVENTION),
      lines,
    });
  const withOrders = extremes('mr6', all);
  const ofHeld = orders.length === 0 ? withOrders : extremes('mr6-held', held);
  return {
    mr1: scanOf(book, `${id}/mr1`, all, banded(book, all, scenarios.mr1)),
    mr2: largest(decay),
    mr6: { held: largest(ofHeld), withOrders: largest(withOrders) },
    beside: [...decay, ...withOrders],
  };
}

function largest(charges: readonly ScenarioCharge[]): Expression {
  return max(charges.map(({ loss }) => loss));
}

/** The loss of each scenario by itself. */
function lossesOf(
  name: string,
  scenarios: readonly Scenario[],
  { gains: { rowOf, matrix }, lines }: { readonly gains: Gains; readonly lines: readonly number[] },
): ScenarioCharge[] {
  const rows = lines.map((line) => rowOf.get(line)!);
  return scenarios.map(({ id: scenario }, k) => {
    const column = Float64Array.from(rows, (row) => matrix[row * scenarios.length + k]!);
    const pnl = outcomes({ axis: [scenario], lines, matrix: column });
    return { scenario, loss: named(`${name}/${scenario}`, worst(pnl)) };
  });
}

/** Each option in the scenarios of its band of days to expiry; all else in those of the first. */
function banded(book: Book, lines: readonly number[], bands: OkxScenarios['mr1']): Gains {
  const parts = bands.map(({ set, upToDays }, b) => {
    const from = bands[b - 1]?.upToDays ?? -1;
    const own = lines.filter((index) => {
      const days = daysToExpiry(book, index) ?? 0;
      return days > from && days <= upToDays;
    });
    return gainsMatrix(book, own, set, CONVENTION);
  });
  return joined(parts);
}

/** The rows of several matrices on scenarios of the same names, one after the other. */
function joined(parts: readonly Gains[]): Gains {
  const { axis } = parts[0]!;
  const rowOf = new Map<number, number>();
  const matrix = new Float64Array(parts.reduce((total, part) => total + part.matrix.length, 0));
  let offset = 0;
  for (const part of parts) {
    matrix.set(part.matrix, offset);
    for (const [line, row] of part.rowOf) rowOf.set(line, row + offset / axis.length);
    offset += part.matrix.length;
  }
  return { axis, rowOf, matrix };
}

/** Of an option; null of anything else. */
function daysToExpiry(book: Book, index: number): number | null {
  const line = book.lines[index]!;
  if (line.kind === 'asset') return null;
  const { option } = valuationOf(book, line.contract.instrument.id);
  return option === null ? null : option.timeYears * YEAR_DAYS;
}

function ascending(lines: readonly number[]): number[] {
  return lines.toSorted((a, b) => a - b);
}
