import { type Outcome, succeed } from '../../foundation/index.ts';
import { type Expression, floor, named, scale, sum } from '../../requirement/index.ts';
import type { Book } from '../../risk/index.ts';
import type { Scenario } from '../../scenarios/index.ts';
import type { Component, Formulation, Pool } from '../method.ts';
import { linesWhere } from '../pools.ts';
import { concentrationCharge } from './concentration.ts';
import { halfSpreadCharge, spreadWarnings } from './half-spreads.ts';
import type { CommonParameters } from './parameters.ts';

/** The figure of some lines: what the measure says of them, and where it looks at scenarios, their gains. */
export type Figure = {
  readonly charge: Expression;
  /** the `tail` or `ranked` node that looks at scenarios, and what it looks at */
  readonly scan: { readonly initial: Expression; readonly gains: Expression } | null;
};

export type MeasuredBook = {
  /** makes a figure; `id` is unique within the formulation and names its nodes */
  readonly figureOf: (id: string, lines: readonly number[]) => Figure;
  readonly label: string;
  readonly scenarios: readonly Scenario[];
  readonly warnings: readonly string[];
  readonly exactness?: (figure: Figure) => Formulation['exactness'];
  /** false where a figure of few lines is quicker made by itself than read off that of them all; true unless stated */
  readonly isReadOff?: boolean;
  readonly details?: (figure: Figure) => NonNullable<Formulation['details']>;
};

/** The one pool of these methods. */
const PORTFOLIO = 'portfolio';

/**
 * `initial = max(0, figure with open orders) + half spreads + concentration`, maintenance the stated fraction of the same without
 * orders. A figure below zero, where even the bad outcomes are gains, is no requirement.
 */
export function formulateMeasured(
  book: Book,
  parameters: CommonParameters,
  { figureOf, label, scenarios, warnings, exactness, isReadOff = true, details }: MeasuredBook,
): Outcome<Formulation> {
  const all = [...book.lines.keys()];
  const held = linesWhere(book, (line) => line.kind !== 'order');
  const withOrders = figureOf('figure', all);
  const alone = held.length === all.length ? withOrders : figureOf('figure-held', held);
  const spreads = parameters.halfSpreads ? [halfSpreadCharge(book, held)] : [];
  const concentration = concentrationCharge(book, held, parameters, (id, lines) => figureOf(id, lines).charge);
  if (!concentration.ok) return concentration;
  const addOns = [...spreads, ...concentration.value];
  const fraction = parameters.maintenanceFraction;
  const initial = named('initial', sum([floor(0, withOrders.charge), ...addOns.map(({ initial: each }) => each!)]));
  const maintenance = named(
    'maintenance',
    scale(fraction, sum([floor(0, alone.charge), ...addOns.map(({ initial: each }) => each!)])),
  );
  const figure: Component = { id: 'figure', label, initial: withOrders.charge, maintenance: alone.charge };
  const pool: Pool = {
    id: PORTFOLIO,
    initial,
    maintenance,
    components: [figure, ...addOns],
    scan: withOrders.scan === null ? null : { ...withOrders.scan, isListed: false },
  };
  const spreadsMissing = parameters.halfSpreads ? spreadWarnings(book, held) : [];
  return succeed({
    initial,
    maintenance,
    pools: [pool],
    scenarios,
    exactness: exactness?.(withOrders) ?? 'exact',
    ...(isReadOff ? { isAlone: () => true } : {}),
    warnings: [...warnings, ...spreadsMissing],
    ...(details === undefined ? {} : { details: details(withOrders) }),
  });
}
