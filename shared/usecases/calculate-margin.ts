import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { equityOf, readBook, withSensitivities } from '../risk/index.ts';
import { checkInputs, chooseMethods, type Margins, marginsOf } from './choose-methods.ts';
import type { Policy } from './policy-terms.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { MarginRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type MarginAnswer = Margins & {
  readonly equity: number;
  readonly currency: string;
  readonly provenance: Provenance;
};

/** What the book is worth, and what it needs under each method, with the reasons. */
export function calculateMargin(subject: ResolvedSubject, request: MarginRequest): Outcome<MarginAnswer> {
  return marginAnswer(subject, request, request.methods !== undefined);
}

/** The same under a stored portfolio's policy; what doesn't apply to the book is listed, and fails the whole where nothing else does. */
export function calculatePolicyMargin(subject: ResolvedSubject, { methods }: Policy): Outcome<MarginAnswer> {
  const answer = marginAnswer(subject, { methods }, false);
  if (!answer.ok || answer.value.margins.length > 0) return answer;
  const refused = answer.value.notApplicable.map(({ method, detail }, i) => ({
    pointer: `/methods/${i}`,
    detail: `${method}: ${detail}`,
  }));
  return fail('not-applicable', 'no method of the policy has a margin for this book', refused);
}

function marginAnswer(subject: ResolvedSubject, request: MarginRequest, askedByName: boolean): Outcome<MarginAnswer> {
  const methods = chooseMethods(request.methods, subject.parameterFile);
  if (!methods.ok) return methods;
  const held = readBook(subject.portfolio, subject.market);
  if (!held.ok) return held;
  const book = withSensitivities(held.value, request.sensitivities ?? []);
  if (!book.ok) return book;
  const inputs = askedByName ? checkInputs(book.value, methods.value) : succeed(null);
  if (!inputs.ok) return inputs;
  const margins = marginsOf(book.value, methods.value, askedByName);
  if (!margins.ok) return margins;
  const answer = { equity: equityOf(book.value).amount, currency: book.value.baseCurrency, ...margins.value };
  const parameterDigests = methods.value.map((method) => method.parameterDigest);
  return succeed(withProvenance(subject, questionOf(request), parameterDigests, answer));
}
