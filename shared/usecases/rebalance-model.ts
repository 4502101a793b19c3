import { collect, fail, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type ChosenMethod, chooseMethod, type ParameterFile } from '../margin/index.ts';
import {
  type FundingTerms,
  fundingPerMargin,
  greekLimits,
  type MarginLimit,
  type RebalanceConstraints,
  type RebalanceModel,
  readUniverse,
  type Tradable,
  universeEntries,
} from '../rebalance/index.ts';
import { type Book, quantitiesOf, readBook } from '../risk/index.ts';
import { withFileTaken } from './choose-methods.ts';
import type { MethodChoice, ObjectiveTerm, RebalanceRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

/** A rebalance request turned into a program: rebuilt the same way to solve it and to verify its certificate. */
export type RebalanceTask = {
  readonly book: Book;
  readonly methods: readonly ChosenMethod[];
  readonly tradables: readonly Tradable[];
  readonly model: RebalanceModel;
  readonly warnings: readonly string[];
};

/** Builds the program of a request. Fails by name where the book, the universe, a method or a limit can't be used. */
export function rebalanceTask(subject: ResolvedSubject, request: RebalanceRequest): Outcome<RebalanceTask> {
  const { constraints = {}, costs = {} } = request;
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
  const file = subject.parameterFile;
  const objective = readObjective(book.value, request.objective, costs.funding, file);
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
    warnings,
    model: {
      quantities: quantitiesOf(book.value),
      trades: tradables,
      charges: objective.value.charges,
      costWeight: objective.value.costWeight,
      limits: limits.value,
      chargeLimits: marginLimits.value.map(({ limit }) => limit),
      costBudget: constraints.costBudget ?? null,
      turnoverBudget: constraints.turnoverBudget ?? null,
      maxTrades: constraints.maxTrades ?? null,
    },
  });
}

type Objective = Pick<RebalanceModel, 'charges' | 'costWeight'> & { readonly methods: readonly ChosenMethod[] };

/** One term means margin plus costs, or what margin costs to fund plus costs; a list means exactly its weighted terms. */
function readObjective(
  book: Book,
  objective: RebalanceRequest['objective'],
  funding: FundingTerms | undefined,
  file: ParameterFile | undefined,
): Outcome<Objective> {
  const isList = Array.isArray(objective);
  const terms: readonly ObjectiveTerm[] = isList ? objective : [objective as ObjectiveTerm];
  const costTerms = terms.filter((term) => term.minimise === 'cost');
  const marginTerms = terms.flatMap((term, i) =>
    term.minimise === 'margin' ? [{ term, pointer: isList ? `/objective/${i}` : '/objective' }] : [],
  );
  if (funding !== undefined && (isList || marginTerms.length !== 1)) {
    return failAt(
      'invalid-input',
      '/costs/funding',
      'is the price of one margin: state an objective that minimises one',
    );
  }
  const price = funding === undefined ? 1 : fundingPerMargin(funding);
  const charges = collect(marginTerms.map(({ term, pointer }) => marginCharge(book, term, pointer, { price, file })));
  if (!charges.ok) return charges;
  const listedCost = costTerms.reduce((total, term) => total + (term.weight ?? 1), 0);
  return succeed({
    charges: charges.value.map(({ charge }) => charge),
    costWeight: isList ? listedCost : 1,
    methods: charges.value.map(({ method }) => method),
  });
}

/** Here a method's id stands in a field called `method`. */
function chooseNamed(selection: MethodChoice, pointer: string, file: ParameterFile | undefined): Outcome<ChosenMethod> {
  const method = chooseMethod(selection, pointer, file);
  if (method.ok || method.failure.errors === undefined) return method;
  const { reason, detail, errors } = method.failure;
  const renamed = errors.map((error) => ({
    ...error,
    pointer: error.pointer === `${pointer}/id` ? `${pointer}/method` : error.pointer,
  }));
  return fail(reason, detail, renamed);
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
    limits.map(({ method: id, version, parameters, requirement = 'initial', amount }, i) => {
      const pointer = `/constraints/marginLimit${isList ? `/${i}` : ''}`;
      const method = chooseNamed({ id, version, parameters }, pointer, file);
      if (!method.ok) return method;
      const formulation = method.value.formulate(book);
      if (!formulation.ok) return formulation;
      const isAlone = limits.filter(({ method: each }) => each === id).length === 1;
      const name = isAlone ? `marginLimit/${id}` : `marginLimit/${i}/${id}`;
      const limit = { id: name, expression: formulation.value[requirement], upper: amount };
      return succeed({ method: method.value, limit });
    }),
  );
}

type Priced = { readonly price: number; readonly file: ParameterFile | undefined };

function marginCharge(book: Book, term: ObjectiveTerm, pointer: string, { price, file }: Priced) {
  if (term.method === undefined) {
    return fail('invalid-input', 'margin of which method?', [{ pointer: `${pointer}/method`, detail: 'required' }]);
  }
  const { version, parameters, requirement = 'initial', weight = 1 } = term;
  const method = chooseNamed({ id: term.method, version, parameters }, pointer, file);
  if (!method.ok) return method;
  const formulation = method.value.formulate(book);
  if (!formulation.ok) return formulation;
  const id = `${pointer.slice(1)}/${term.method}`;
  const charge = { id, weight: weight * price, expression: formulation.value[requirement] };
  return succeed({ method: method.value, charge });
}
