import { partsOf } from '../rebalance/index.ts';
import type { ObjectiveTerm } from './objective-terms.ts';
import type { RebalanceTask } from './rebalance-model.ts';

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

export function objectiveValues({ model, terms }: RebalanceTask, trades: readonly number[]): ObjectiveValues {
  const [before, after] = [trades.map(() => 0), trades].map((each) => partsOf(model, each));
  const values: TermValue[] = terms.map((term, i) => ({
    ...term,
    weight: model.charges[i]!.weight,
    before: before!.charges[i]!,
    after: after!.charges[i]!,
  }));
  const { costWeight: weight } = model;
  if (weight > 0) values.push({ minimise: 'cost', method: null, weight, before: 0, after: after!.cost });
  const total = (when: 'before' | 'after') => values.reduce((sum, each) => sum + each.weight * each[when], 0);
  return { before: total('before'), after: total('after'), terms: values };
}
