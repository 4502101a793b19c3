import type { MarginResult } from '../margin/index.ts';
import { partsOf } from '../rebalance/index.ts';
import type { ObjectiveTerm } from './objective-terms.ts';
import type { RebalanceTask } from './rebalance-model.ts';
import type { Required } from './requirement-of.ts';

/** Of the book as it is and after the trades, in the order of a task's methods. */
type Margins = { readonly before: readonly MarginResult[]; readonly after: readonly MarginResult[] };

type TermValue = {
  readonly minimise: ObjectiveTerm['minimise'];
  readonly method: string | null;
  readonly weight: number;
  readonly before: number;
  readonly after: number;
};

/** What is minimised, recomputed from the holdings: each term unweighted, and the weighted sum. */
export type ObjectiveValues = {
  readonly before: number;
  readonly after: number;
  readonly terms: readonly TermValue[];
};

export function objectiveValues(task: RebalanceTask, trades: readonly number[], margins: Margins): ObjectiveValues {
  const { model, terms } = task;
  const [before, after] = [trades.map(() => 0), trades].map((each) => partsOf(model, each));
  const values: TermValue[] = terms.map(({ minimise, required }, i) => ({
    minimise,
    method: required?.method.id ?? null,
    weight: model.charges[i]!.weight,
    before: required === null ? before!.charges[i]! : amountOf(task, margins.before, required),
    after: required === null ? after!.charges[i]! : amountOf(task, margins.after, required),
  }));
  const { costWeight: weight } = model;
  if (weight > 0) values.push({ minimise: 'cost', method: null, weight, before: 0, after: after!.cost });
  const total = (when: 'before' | 'after') => values.reduce((sum, each) => sum + each.weight * each[when], 0);
  return { before: total('before'), after: total('after'), terms: values };
}

/** @param margins in the order of the task's methods */
export function amountOf(
  { methods }: Pick<RebalanceTask, 'methods'>,
  margins: readonly MarginResult[],
  { method, requirement }: Required,
): number {
  return margins[methods.findIndex(({ parameterDigest }) => parameterDigest === method.parameterDigest)]![requirement];
}
