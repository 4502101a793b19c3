import { chain, collect, failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { ChosenMethod, ParameterFile } from '../margin/index.ts';
import {
  type FundingTerms,
  fundingPerMargin,
  meanVarianceCharge,
  type RebalanceModel,
  trackingCharge,
  type VarianceCharge,
  varianceCharge,
} from '../rebalance/index.ts';
import type { Expression } from '../requirement/index.ts';
import type { Book } from '../risk/index.ts';
import type { ObjectiveTerm, RequirementChoice, ShortfallTerm } from './objective-terms.ts';
import type { RebalanceRequest } from './requests.ts';
import { type Required, requirementOf } from './requirement-of.ts';

/** What a charge is; null unless a method requires it. */
type Charged = { readonly minimise: ObjectiveTerm['minimise']; readonly required: Required | null };

/** What is minimised, as the model has it, and what each charge is. */
export type Objective = Pick<RebalanceModel, 'charges' | 'costWeight'> & {
  readonly methods: readonly ChosenMethod[];
  /** per charge */
  readonly terms: readonly Charged[];
  readonly warnings: readonly string[];
};

/** What terms are read with. */
type Context = { readonly funding: FundingTerms | undefined; readonly file: ParameterFile | undefined };

type Charge = {
  readonly name: string;
  readonly expression: Expression;
  readonly required: Required | null;
  readonly warnings: readonly string[];
};

/** One term means that plus costs, or what a margin costs to fund plus costs; a list means exactly its weighted terms. */
export function readObjective(
  book: Book,
  objective: RebalanceRequest['objective'],
  { funding, file }: Context,
): Outcome<Objective> {
  const isList = Array.isArray(objective);
  const terms: readonly ObjectiveTerm[] = isList ? objective : [objective as ObjectiveTerm];
  if (funding !== undefined && (isList || terms[0]!.minimise !== 'margin')) {
    return failAt(
      'invalid-input',
      '/costs/funding',
      'is the price of one margin: state an objective that minimises one',
    );
  }
  const price = funding === undefined ? 1 : fundingPerMargin(funding);
  const charged = collect(
    terms.flatMap((term, i) => {
      if (term.minimise === 'cost') return [];
      const pointer = isList ? `/objective/${i}` : '/objective';
      return [chain(chargeOf(book, term, pointer, file), (charge) => succeed({ term, pointer, charge }))];
    }),
  );
  if (!charged.ok) return charged;
  const costs = terms.filter((term) => term.minimise === 'cost');
  return succeed({
    charges: charged.value.map(({ term: { weight = 1 }, pointer, charge: { name, expression } }) => ({
      id: `${pointer.slice(1)}/${name}`,
      weight: weight * price,
      expression,
    })),
    costWeight: isList ? costs.reduce((total, { weight = 1 }) => total + weight, 0) : 1,
    methods: charged.value.flatMap(({ charge: { required } }) => required?.method ?? []),
    terms: charged.value.map(({ term: { minimise }, charge: { required } }) => ({ minimise, required })),
    warnings: [...new Set(charged.value.flatMap(({ charge: { warnings } }) => warnings))],
  });
}

function chargeOf(
  book: Book,
  term: Exclude<ObjectiveTerm, { minimise: 'cost' }>,
  pointer: string,
  file: ParameterFile | undefined,
): Outcome<Charge> {
  const required = (choice: RequirementChoice) =>
    chain(requirementOf(book, choice, pointer, file), (each) =>
      succeed({ name: each.method.id, expression: each.expression, required: each, warnings: [] }),
    );
  const varying = (charge: Outcome<VarianceCharge>) =>
    chain(charge, (each) => succeed({ ...each, name: term.minimise, required: null }));
  switch (term.minimise) {
    case 'margin':
      return required(term);
    case 'expected-shortfall':
      return required(shortfallOf(term));
    case 'variance':
      return varying(varianceCharge(book, term, pointer));
    case 'mean-variance':
      return varying(meanVarianceCharge(book, term, pointer));
    case 'tracking':
      return varying(trackingCharge(book, term, pointer));
  }
}

function shortfallOf(term: ShortfallTerm): RequirementChoice {
  const { method = 'expected-shortfall-historical', version, requirement, parameters } = term;
  const { confidence, horizonDays, window } = term;
  const stated = Object.entries({ confidence, horizonDays, window }).filter(([, value]) => value !== undefined);
  return { method, version, requirement, parameters: { ...parameters, ...Object.fromEntries(stated) } };
}
