import { type Outcome, succeed } from '../foundation/index.ts';
import { evaluate, graphOf, valueOf } from '../requirement/index.ts';
import { type Book, partOf, quantitiesOf } from '../risk/index.ts';
import type { Requirement } from './margin-result.ts';
import type { ChosenMethod } from './registry.ts';

/** The two figures of `marginOf` alone, without their reasons: for callers that ask at many states of the world. */
export function requirementOf(whole: Book, method: ChosenMethod): Outcome<Requirement> {
  const book = partOf(whole, method.reads);
  const formulated = method.formulate(book);
  if (!formulated.ok) return formulated;
  const { initial, maintenance } = formulated.value;
  const evaluation = evaluate(graphOf([initial, maintenance]), quantitiesOf(book));
  return succeed({ initial: valueOf(evaluation, initial), maintenance: valueOf(evaluation, maintenance) });
}
