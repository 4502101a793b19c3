import { collect, fail, type Outcome, succeed } from '../foundation/index.ts';
import { type ChosenMethod, chooseMethod, type RiskFigure, riskFigureOf } from '../margin/index.ts';
import { readBook } from '../risk/index.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { RiskMeasureChoice, RiskRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type RiskAnswer = {
  readonly currency: string;
  readonly measures: readonly (RiskFigure & { readonly id: string; readonly version: string })[];
  readonly provenance: Provenance;
};

/** Each measure of the book, with what every holding has to do with it. */
export function calculateRisk(subject: ResolvedSubject, request: RiskRequest): Outcome<RiskAnswer> {
  const methods = collect(request.measures.map(chooseMeasure));
  if (!methods.ok) return methods;
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const measures = collect(
    methods.value.map((method): Outcome<RiskAnswer['measures'][number]> => {
      const figure = riskFigureOf(book.value, method);
      return figure.ok ? succeed({ id: method.id, version: method.version, ...figure.value }) : figure;
    }),
  );
  if (!measures.ok) return measures;
  const parameterDigests = methods.value.map((method) => method.parameterDigest);
  const answer = { currency: book.value.baseCurrency, measures: measures.value };
  return succeed(withProvenance(subject, questionOf(request), parameterDigests, answer));
}

/** A measure's own fields are parameters of the method of the same id; `parameters` reaches the others. */
function chooseMeasure({ id, version, parameters, ...own }: RiskMeasureChoice, index: number): Outcome<ChosenMethod> {
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const pointer = `/measures/${index}`;
  const chosen = chooseMethod({ id, version, parameters: { ...parameters, ...given } }, pointer);
  if (chosen.ok || chosen.failure.errors === undefined) return chosen;
  const { reason, detail, errors } = chosen.failure;
  return fail(
    reason,
    detail,
    errors.map((error) => ({ ...error, pointer: ownPointer(error.pointer, pointer, Object.keys(given)) })),
  );
}

/** Where the caller wrote the field: beside the id, not among the parameters. */
function ownPointer(pointer: string, at: string, own: readonly string[]): string {
  const field = own.find((name) => `${pointer}/`.startsWith(`${at}/parameters/${name}/`));
  return field === undefined ? pointer : pointer.replace(`${at}/parameters/`, `${at}/`);
}
