import { chain, fail, type Outcome, succeed } from '../foundation/index.ts';
import { type ChosenMethod, chooseMethod, type ParameterFile } from '../margin/index.ts';
import type { Expression } from '../requirement/index.ts';
import type { Book } from '../risk/index.ts';
import type { RequirementChoice } from './objective-terms.ts';

/** One requirement of a chosen method, and its rule for a book. */
export type Required = {
  readonly method: ChosenMethod;
  readonly requirement: 'initial' | 'maintenance';
  readonly expression: Expression;
};

/** @param pointer of the choice in the request */
export function requirementOf(
  book: Book,
  choice: RequirementChoice,
  pointer: string,
  file: ParameterFile | undefined,
): Outcome<Required> {
  const { requirement = 'initial' } = choice;
  return chain(chosenBy(choice, pointer, file), (method) =>
    chain(method.formulate(book), (formulation) =>
      succeed({ method, requirement, expression: formulation[requirement] }),
    ),
  );
}

function chosenBy(
  { method: id, version, parameters }: RequirementChoice,
  pointer: string,
  file: ParameterFile | undefined,
): Outcome<ChosenMethod> {
  const method = chooseMethod({ id, version, parameters }, pointer, file);
  if (method.ok || method.failure.errors === undefined) return method;
  const { reason, detail, errors } = method.failure;
  const renamed = errors.map((error) => ({
    ...error,
    pointer: error.pointer === `${pointer}/id` ? `${pointer}/method` : error.pointer,
  }));
  return fail(reason, detail, renamed);
}
