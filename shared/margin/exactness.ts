import type { Evaluation } from '../requirement/index.ts';
import type { Exactness, Formulation } from './method.ts';

/** Whether a method's figures at one book are proven to be the rule's. */
export function exactnessOf({ exactness = 'exact' }: Formulation, evaluation: Evaluation): Exactness {
  return typeof exactness === 'function' ? exactness(evaluation) : exactness;
}
