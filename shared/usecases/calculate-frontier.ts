import { type Outcome, succeed } from '../foundation/index.ts';
import { type EfficientFrontier, efficientFrontier, type FrontierSpec } from '../rebalance/index.ts';
import { readBook } from '../risk/index.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { Subject } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type FrontierRequest = Subject & FrontierSpec;

export type FrontierAnswer = EfficientFrontier & {
  readonly currency: string;
  readonly provenance: Provenance;
};

/** Linear systems of one frontier: one per corner and step to the first of them; 200 names need about 400. */
const MAX_STEPS = 5_000;
/** Cells of the program that finds a first portfolio within the limits. */
const MAX_CELLS = 1_000_000;

/** The efficient portfolios of what a book holds, between the least variance and the greatest mean. */
export function calculateFrontier(subject: ResolvedSubject, request: FrontierRequest): Outcome<FrontierAnswer> {
  const book = readBook(subject.portfolio, subject.market);
  if (!book.ok) return book;
  const frontier = efficientFrontier(book.value, request, { pivots: MAX_STEPS, cells: MAX_CELLS });
  if (!frontier.ok) return frontier;
  const answer = {
    currency: book.value.baseCurrency,
    ...frontier.value,
    warnings: [...book.value.warnings, ...frontier.value.warnings],
  };
  return succeed(withProvenance(subject, questionOf(request), [], answer));
}
