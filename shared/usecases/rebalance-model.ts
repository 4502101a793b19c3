import { collect, fail, type Outcome, succeed } from '../foundation/index.ts';
import type { ChosenMethod, ParameterFile } from '../margin/index.ts';
import {
  greekLimits,
  linearLimits,
  type MarginLimit,
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
import { requirementOf } from './requirement-of.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

/** A rebalance request turned into a program: rebuilt the same way to solve it and to verify its certificate. */
export type RebalanceTask = {
  readonly book: Book;
  readonly methods: readonly ChosenMethod[];
  readonly tradables: readonly Tradable[];
  readonly model: RebalanceModel;
  /** per charge of the model */
  readonly terms: Objective['terms'];
  readonly warnings: readonly string[];
};

/** Builds the program of a request. Fails by name where the book, the universe, a method or a limit can't be used. */
export function rebalanceTask(subject: ResolvedSubject, request: RebalanceRequest): Outcome<RebalanceTask> {
  const { constraints = {}, costs = {} } = request;
  const unknown = unknownToKeep(subject.portfolio, request.universe, constraints.keep ?? []);
  if (unknown !== null) return unknown;
  const entries = universeEntries(subject.portfolio, request.universe, constraints.keep ?? []);
  if (entries.length === 0) return fail('invalid-input', 'nothing may be traded: the universe is empty');
  const book = readBook(subject.portfolio, subject.market, entries);
  if (!book.ok) return book;
  const { minTicket, closeOnly } = constraints;
  const sizes = { inLots: request.lots === 'integer', minTicket, closeOnly };
  const universe = readUniverse(book.value, entries, { costs, sizes, isDefault: request.universe === undefined });
  if (!universe.ok) return universe;
  const limits = greekLimits(book.value, constraints.greeks ?? []);
  if (!limits.ok) return limits;
  const sums = linearLimits(book.value, constraints.linear ?? []);
  if (!sums.ok) return sums;
  const file = subject.parameterFile;
  const objective = readObjective(book.value, request.objective, { funding: costs.funding, file });
  if (!objective.ok) return objective;
  const marginLimits = readMarginLimits(book.value, constraints.marginLimit, file);
  if (!marginLimits.ok) return marginLimits;
  const named = distinct([...objective.value.methods, ...marginLimits.value.map(({ method }) => method)]);
  const methods = request.parameterFileId === undefined ? succeed(named) : withFileTaken(named);
  if (!methods.ok) return methods;
  const { tradables, warnings } = universe.value;
  return succeed({
    book: book.value,
    methods: methods.value,
    tradables,
    terms: objective.value.terms,
    warnings: [...warnings, ...objective.value.warnings],
    model: {
      quantities: quantitiesOf(book.value),
      trades: tradables,
      charges: objective.value.charges,
      costWeight: objective.value.costWeight,
      limits: [...limits.value, ...sums.value],
      chargeLimits: marginLimits.value.map(({ limit }) => limit),
      costBudget: constraints.costBudget ?? null,
      turnoverBudget: constraints.turnoverBudget ?? null,
      maxTrades: constraints.maxTrades ?? null,
    },
  });
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
      return succeed({ method, limit: { id, expression, upper: each.amount } });
    }),
  );
}
