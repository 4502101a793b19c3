import { ensureThat } from '../foundation/index.ts';
import type { ChosenMethod, Formulation } from '../margin/index.ts';
import { type Expression, type Graph, graphOf } from '../requirement/index.ts';
import type { Book } from '../risk/index.ts';

/** A method's rule for a book, ready to be evaluated in any state of it. */
export type StateRule = {
  readonly initial: Expression;
  readonly maintenance: Expression;
  /** of both, and of the initial requirement alone */
  readonly both: Graph;
  readonly alone: Graph;
};

export function stateRule({ initial, maintenance }: Formulation): StateRule {
  return { initial, maintenance, both: graphOf([initial, maintenance]), alone: graphOf([initial]) };
}

/** The rule by which a state of a book is measured: written once for all states that are measured alike. */
export function stateRules(method: ChosenMethod, book: Book, rule: StateRule): (state: Book) => StateRule {
  const known = new Map([[method.basisOf(book), rule]]);
  return (state) => {
    const basis = method.basisOf(state);
    const kept = known.get(basis) ?? written(method, state);
    known.set(basis, kept);
    return kept;
  };
}

function written(method: ChosenMethod, state: Book): StateRule {
  const formulated = method.formulate(state);
  ensureThat(formulated.ok, 'a rule for fewer underlyings where there is one for more', { moving: state.moving });
  return stateRule(formulated.value);
}
