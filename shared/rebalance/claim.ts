import { CERTIFICATE_TOLERANCE } from './certificate.ts';
import type { FormulatedRebalance } from './formulate.ts';
import type { RebalanceModel } from './model.ts';
import { objectiveOf } from './objective.ts';

/** The trades at a point of the program, and what the charges themselves say of them. */
export type Claim = {
  readonly trades: readonly number[];
  readonly objective: number;
  /** `approximate`: the program's objective is a bound, and below the charges' here */
  readonly exactness: 'exact' | 'approximate';
};

/** Per trade what a point of the program says, signed. */
export function tradesAt({ columns }: Pick<FormulatedRebalance, 'columns'>, x: readonly number[]): number[] {
  return columns.map(({ buy, sell }) => x[buy]! - x[sell]!);
}

/**
 * Null where what the program claims isn't what the charges say of the trades; a claim that is a bound may be below that.
 *
 * @param claimed the program's objective at x
 */
export function claimAt(
  model: RebalanceModel,
  formulated: FormulatedRebalance,
  x: readonly number[],
  claimed: number,
): Claim | null {
  const { exactness } = formulated;
  const trades = tradesAt(formulated, x);
  const objective = objectiveOf(model, trades);
  const isReached = Math.abs(objective - claimed) <= CERTIFICATE_TOLERANCE * Math.max(1, Math.abs(claimed));
  if (isReached) return { trades, objective, exactness: 'exact' };
  return exactness === 'approximate' && objective > claimed ? { trades, objective, exactness } : null;
}
