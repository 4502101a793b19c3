import { type Outcome, succeed } from '../foundation/index.ts';
import { equityOf, readBook, withSensitivities } from '../risk/index.ts';
import { checkInputs, chooseMethods, type Margins, marginsOf } from './choose-methods.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { MarginRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type MarginAnswer = Margins & {
  readonly equity: number;
  readonly currency: string;
  readonly provenance: Provenance;
};

/** The methods of a stored portfolio that has no policy of its own. */
const DEFAULT_POLICY: MarginRequest = { methods: [{ id: 'paradex-style' }, { id: 'scenario-grid' }] };

/** What the book is worth, and what it needs under each method, with the reasons. */
export function calculateMargin(subject: ResolvedSubject, request: MarginRequest): Outcome<MarginAnswer> {
  return marginAnswer(subject, request, request.methods !== undefined);
}

/** The same under the default policy; what doesn't apply to the book is listed and doesn't fail the rest. */
export function calculatePolicyMargin(subject: ResolvedSubject): Outcome<MarginAnswer> {
  return marginAnswer(subject, DEFAULT_POLICY, false);
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
