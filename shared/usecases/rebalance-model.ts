import { collect, fail, type Outcome, succeed } from '../foundation/index.ts';
import { type ChosenMethod, hasManyMeasures, type ParameterFile } from '../margin/index.ts';
import {
  greekLimits,
  linearLimits,
  type MarginLimit,
  type Measure,
  type RebalanceConstraints,
  type RebalanceModel,
  readUniverse,
  type Tradable,
  universeEntries,
  unknownToKeep,
} from '../rebalance/index.ts';
import { type Book, quantitiesOf, readBook } from '../risk/index.ts';
import { withFileTaken } from './choose-methods.ts';
import { type Objective, readObjective } from './read-objective.ts';
import type { RebalanceRequest } from './requests.ts';
import { type Required, requirementOf } from './requirement-of.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { scopeOf } from './scope-of-trades.ts';

/** A rebalance request turned into a program: rebuilt the same way to solve it and to verify its certificate. */
export type RebalanceTask = {
  readonly book: Book;
  /** of the objective and of limits, each once */
  readonly methods: readonly ChosenMethod[];
  readonly tradables: readonly Tradable[];
  readonly model: RebalanceModel;
  /** per charge of the model */
  readonly terms: Objective['terms'];
  /** per margin limit of the model */
  readonly limited: readonly Required[];
  readonly warnings: readonly string[];
};

/**
 * Builds the program of a request. Fails by name where the book, the universe, a method or a limit can't be used.
 *
 * @param measure what the trades leave, where margins by history are to be of the days that this shares; null: anything, of the days that all of
 *   it shares
 */
export function rebalanceTask(
  subject: ResolvedSubject,
  request: RebalanceRequest,
  measure: Measure | null = null,
): Outcome<RebalanceTask> {
  const { constraints = {}, costs = {} } = request;
  const unknown = unknownToKeep(subject.portfolio, request.universe, constraints.keep ?? []);
  if (unknown !== null) return unknown;
  const entries = universeEntries(subject.portfolio, request.universe, constraints.keep ?? []);
  if (entries.length === 0) return fail('invalid-input', 'nothing may be traded: the universe is empty');
  const read = readBook(subject.portfolio, subject.market, entries);
  if (!read.ok) return read;
  const { minTicket, closeOnly } = constraints;
  const sizes = { inLots: request.lots === 'integer', minTicket, closeOnly };
  const universe = readUniverse(read.value, entries, { costs, sizes, isDefault: request.universe === undefined });
  if (!universe.ok) return universe;
  const scope = scopeOf(read.value, universe.value.tradables, measure);
  if (!scope.ok) return scope;
  const { book, tradables } = scope.value;
  const limits = greekLimits(book, constraints.greeks ?? []);
  if (!limits.ok) return limits;
  const sums = linearLimits(book, constraints.linear ?? []);
  if (!sums.ok) return sums;
  const file = subject.parameterFile;
  const objective = readObjective(book, request.objective, { funding: costs.funding, file });
  if (!objective.ok) return objective;
  const marginLimits = readMarginLimits(book, constraints.marginLimit, file);
  if (!marginLimits.ok) return marginLimits;
  const named = distinct([...objective.value.methods, ...marginLimits.value.map(({ required: { method } }) => method)]);
  const methods = request.parameterFileId === undefined ? succeed(named) : withFileTaken(named);
  if (!methods.ok) return methods;
  return succeed({
    book,
    methods: methods.value,
    tradables,
    terms: objective.value.terms,
    limited: marginLimits.value.map(({ required }) => required),
    warnings: [...universe.value.warnings, ...objective.value.warnings],
    model: {
      quantities: quantitiesOf(book),
      trades: tradables,
      charges: objective.value.charges,
      costWeight: objective.value.costWeight,
      limits: [...limits.value, ...sums.value],
      chargeLimits: marginLimits.value.map(({ limit }) => limit),
      costBudget: constraints.costBudget ?? null,
      turnoverBudget: constraints.turnoverBudget ?? null,
      maxTrades: constraints.maxTrades ?? null,
      measure: measure ?? (hasManyMeasures(methods.value, book) ? { underlyings: book.moving, kept: [] } : null),
    },
  });
}

/** The program of a request's whole universe; where its histories share too few days, of what is held already. */
export function wholeTask(subject: ResolvedSubject, request: RebalanceRequest): Outcome<RebalanceTask> {
  const whole = rebalanceTask(subject, request);
  if (whole.ok || whole.failure.reason !== 'missing-market-data') return whole;
  const held = readBook(subject.portfolio, subject.market);
  if (!held.ok) return held;
  const ofHeld = rebalanceTask(subject, request, { underlyings: held.value.moving, kept: [] });
  return ofHeld.ok ? ofHeld : whole;
}

/** Each method once, in order of first mention. */
function distinct(methods: readonly ChosenMethod[]): ChosenMethod[] {
  return [...new Map(methods.map((method) => [method.parameterDigest, method])).values()];
}

function readMarginLimits(
  book: Book,
  marginLimit: RebalanceConstraints['marginLimit'],
  file: ParameterFile | undefined,
) {
  const isList = Array.isArray(marginLimit);
  const limits: readonly MarginLimit[] = isList
    ? marginLimit
    : marginLimit === undefined
      ? []
      : [marginLimit as MarginLimit];
  return collect(
    limits.map((each, i) => {
      const required = requirementOf(book, each, `/constraints/marginLimit${isList ? `/${i}` : ''}`, file);
      if (!required.ok) return required;
      const { method, expression } = required.value;
      const isAlone = limits.filter((other) => other.method === each.method).length === 1;
      const id = isAlone ? `marginLimit/${method.id}` : `marginLimit/${i}/${method.id}`;
      return succeed({ required: required.value, limit: { id, expression, upper: each.amount } });
    }),
  );
}
