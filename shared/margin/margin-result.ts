import { ensureThat, type Outcome, succeed } from '../foundation/index.ts';
import {
  axisOf,
  type Evaluation,
  type Explanation,
  type Expression,
  evaluate,
  explain,
  graphOf,
  outcomesOf,
  scenarioWeightsOf,
  valueOf,
  weightOf,
} from '../requirement/index.ts';
import { type Book, entriesOf, equityOf, holdingOf, linesByVenueHolding, partOf, quantitiesOf } from '../risk/index.ts';
import { exactnessOf } from './exactness.ts';
import type { Component, Exactness, Formulation, MethodDetails, Pool } from './method.ts';
import type { ChosenMethod } from './registry.ts';
import { grossOf, type Standalone, standaloneOf } from './standalone.ts';

export type Requirement = { readonly initial: number; readonly maintenance: number };

/** What a book needs under one method, and why; every amount in the book's base currency. */
export type MarginResult = Requirement & {
  readonly method: string;
  readonly version: string;
  readonly currency: string;
  readonly equity: number;
  readonly pools: readonly (Requirement & { readonly id: string; readonly currency: string })[];
  /** Σ over holdings of the initial requirement of each by itself, with its own orders */
  readonly standalone: number;
  /** standalone − initial */
  readonly offset: number;
  /** of the standalone; 0 where nothing is needed by itself */
  readonly offsetFraction: number;
  readonly bindingScenarios: readonly { id: string; pool: string; weight: number; loss: number }[];
  readonly components: readonly {
    id: string;
    pool: string;
    label: string;
    initial: number;
    maintenance: number;
    /** whether it is part of the initial requirement, or only a minimum that something else exceeds */
    counted: boolean;
  }[];
  /** of the initial requirement, by holding; they and `unallocated` add up to it */
  readonly contributions: readonly { instrument: string; venue: string; amount: number }[];
  readonly unallocated: number;
  readonly scenarios: readonly {
    id: string;
    pool: string;
    spotShockFraction: number;
    volShockFraction: number;
    volShockPoints?: number | undefined;
    daysForward?: number | undefined;
    pnl: number;
  }[];
  readonly excess: Requirement;
  /** maintenance ÷ equity; null where equity is not positive */
  readonly utilisation: number | null;
  readonly exactness: Exactness;
  readonly details?: MethodDetails | undefined;
  readonly warnings: readonly string[];
};

/** Margin of a book under one method, with its attribution. Fails where the method does not apply. */
export function marginOf(whole: Book, method: ChosenMethod): Outcome<MarginResult> {
  const book = partOf(whole, method.reads);
  const formulated = method.formulate(book);
  if (!formulated.ok) return formulated;
  const formulation = formulated.value;
  const evaluation = evaluate(graphOf(nodesOf(formulation)), quantitiesOf(book));
  const explanation = explain(evaluation, formulation.initial);
  const equity = equityOf(whole);
  const requirement = requirementOf(evaluation, formulation);
  const standalone = standaloneOf(book, method, formulation, evaluation.graph);
  if (!standalone.ok) return standalone;
  const size = offsetOf(formulation, standalone.value, {
    amount: requirement.initial,
    gross: grossOf(evaluation, formulation.initial),
  });
  return succeed({
    method: method.id,
    version: method.version,
    currency: book.baseCurrency,
    ...requirement,
    equity: equity.amount,
    pools: formulation.pools.map((pool) => ({
      id: pool.id,
      currency: book.baseCurrency,
      ...requirementOf(evaluation, pool),
    })),
    standalone: standalone.value.amount,
    offset: size.offset,
    offsetFraction: standalone.value.amount === 0 ? 0 : size.offset / standalone.value.amount,
    bindingScenarios: formulation.pools.flatMap((pool) => bindingScenarios(evaluation, explanation, pool)),
    components: formulation.pools.flatMap((pool) =>
      pool.components.map((component) => componentOf(evaluation, explanation, pool, component)),
    ),
    contributions: contributionsOf(book, explanation),
    unallocated: explanation.unallocated,
    scenarios: formulation.pools.flatMap((pool) => scenarioGains(evaluation, formulation, pool)),
    excess: { initial: equity.amount - requirement.initial, maintenance: equity.amount - requirement.maintenance },
    utilisation: equity.amount > 0 ? requirement.maintenance / equity.amount : null,
    exactness: exactnessOf(formulation, evaluation),
    ...(formulation.details === undefined ? {} : { details: formulation.details.read(evaluation) }),
    warnings: [...book.warnings, ...entryWarnings(equity.withoutEntry), ...formulation.warnings, ...size.warnings],
  });
}

function nodesOf({ initial, maintenance, pools, details }: Formulation): Expression[] {
  const nodes = [initial, maintenance, ...pools.flatMap(nodesOfPool), ...(details?.nodes ?? [])];
  return [...new Set(nodes.filter((node) => node !== null))];
}

function nodesOfPool({ initial, maintenance, components, scan }: Pool): (Expression | null)[] {
  const ofScan = scan === null ? [] : [scan.gains, ...(scan.beside ?? []).map((each) => each.loss)];
  return [initial, maintenance, ...components.flatMap((each) => [each.initial, each.maintenance]), ...ofScan];
}

function requirementOf(evaluation: Evaluation, roots: Pick<Formulation, 'initial' | 'maintenance'>): Requirement {
  return { initial: valueOf(evaluation, roots.initial), maintenance: valueOf(evaluation, roots.maintenance) };
}

/** Branches that tie within 2⁻⁴⁰ of their gross scale are taken as equal; a few of them may stand above one another. */
const TIE_ROUNDING = 2 ** -38;

/** Never negative where the requirement is convex and homogeneous; elsewhere a charge on size may make it so. */
function offsetOf({ initial }: Formulation, standalone: Standalone, requirement: Standalone) {
  const offset = standalone.amount - requirement.amount;
  const proven = initial.curvature.convex && initial.curvature.homogeneous;
  if (!proven) return { offset, warnings: offset < 0 ? ['size-effects'] : [] };
  const rounding = 1e-9 * (1 + Math.abs(standalone.amount)) + TIE_ROUNDING * (standalone.gross + requirement.gross);
  ensureThat(offset >= -rounding, 'no negative offset of a convex homogeneous requirement', {
    standalone: standalone.amount,
    requirement: requirement.amount,
  });
  return { offset: Math.max(0, offset), warnings: [] };
}

function bindingScenarios(evaluation: Evaluation, explanation: Explanation, { id: pool, scan }: Pool) {
  if (scan === null) return [];
  const loss = valueOf(evaluation, scan.initial);
  const seen = scenarioWeightsOf(explanation, scan.initial).map((each) => ({ ...each, loss }));
  const beside = (scan.beside ?? []).map((each) => ({
    scenario: each.scenario,
    weight: weightOf(explanation, each.loss),
    loss: valueOf(evaluation, each.loss),
  }));
  return [...seen, ...beside.filter(({ weight }) => weight > 0)].map(({ scenario: id, ...each }) => ({
    id,
    pool,
    ...each,
  }));
}

/** Its fields, like those of the contributions, in the order that a digest needs: there may be thousands. */
function componentOf(evaluation: Evaluation, explanation: Explanation, pool: Pool, component: Component) {
  const { id, label, initial, maintenance } = component;
  return {
    counted: initial !== null && weightOf(explanation, initial) > 0,
    id,
    initial: initial === null ? 0 : valueOf(evaluation, initial),
    label,
    maintenance: maintenance === null ? 0 : valueOf(evaluation, maintenance),
    pool: pool.id,
  };
}

function contributionsOf(book: Book, { contributions }: Explanation) {
  const entries = entriesOf(book);
  return linesByVenueHolding(book).map((indices) => {
    const line = entries[indices[0]!]!;
    const amount = indices.reduce((total, index) => total + contributions[index]!, 0);
    return { amount, instrument: holdingOf(line), venue: line.venue };
  });
}

function scenarioGains(evaluation: Evaluation, formulation: Formulation, { id: pool, scan }: Pool) {
  if (scan === null || scan.isListed === false) return [];
  const gains = outcomesOf(evaluation, scan.gains);
  const axis = new Map(formulation.scenarios.map((scenario) => [scenario.id, scenario]));
  const beside = scan.beside ?? [];
  const ids = axisOf(scan.gains)!;
  const pnls = [...gains, ...beside.map(({ loss }) => 0 - valueOf(evaluation, loss))];
  return [...ids, ...beside.map(({ scenario }) => scenario)].map((id, k) => {
    const { spotShockFraction, volShockFraction, volShockPoints, daysForward } = axis.get(id)!;
    return {
      id,
      pool,
      spotShockFraction,
      volShockFraction: volShockFraction ?? 0,
      ...(volShockPoints === undefined ? {} : { volShockPoints }),
      ...(daysForward === undefined ? {} : { daysForward }),
      pnl: pnls[k]!,
    };
  });
}

function entryWarnings(instruments: readonly string[]): string[] {
  return [...new Set(instruments)].map((id) => `gain-since-entry-not-counted: ${id} has no averagePrice`);
}
