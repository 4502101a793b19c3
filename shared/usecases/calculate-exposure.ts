import { type Exposure, exposureOf } from '../exposure/index.ts';
import { type Outcome, succeed } from '../foundation/index.ts';
import { readBook } from '../risk/index.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { ExposureRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type ExposureAnswer = Exposure & { readonly warnings: readonly string[]; readonly provenance: Provenance };

/** Greeks of the book by underlying, expiry and venue. */
export function calculateExposure(subject: ResolvedSubject, request: ExposureRequest): Outcome<ExposureAnswer> {
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const answer = { ...exposureOf(book.value), warnings: book.value.warnings };
  return succeed(withProvenance(subject, questionOf(request), [], answer));
}
