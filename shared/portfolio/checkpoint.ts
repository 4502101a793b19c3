import { type LedgerPosition, openPosition } from './position-fold.ts';

type Accumulated = 'quantity' | 'averagePrice' | 'realised' | 'unrealisedFunding' | 'executionCount';

/** A position as it was after one of its executions: where a late one may be folded in from. */
export type Checkpoint = Pick<LedgerPosition, Accumulated> & { readonly lastExecution: string };

/** A position with where its history may be folded on from, oldest first; null where that stays as it is. */
export type FoldedPosition = { readonly position: LedgerPosition; readonly checkpoints: readonly Checkpoint[] | null };

/** How many executions lie between checkpoints where they come in order. */
const STRIDE = 32;

/** True when the end of the fold has come a stride further. */
export function isCheckpointDue(before: LedgerPosition, after: LedgerPosition): boolean {
  return Math.floor(after.executionCount / STRIDE) > Math.floor(before.executionCount / STRIDE);
}

/** The position at a checkpoint, at its opening without one; not settled. */
export function positionAt(
  { instrument, venue, terms, opening }: LedgerPosition,
  checkpoint: Checkpoint | undefined,
): LedgerPosition {
  return { ...openPosition(instrument, venue, terms, opening), ...checkpoint };
}

/** The checkpoints once executions in order have led to that position. */
export function withNewest(known: readonly Checkpoint[], newest: LedgerPosition): readonly Checkpoint[] {
  return thinned([...known, ...checkpointsOf([newest])], newest.executionCount);
}

/**
 * The checkpoints once `states` were folded from the last of `kept`: none within a stride of the end, where the next late execution is to be expected.
 * Null where those that are kept will do.
 */
export function afterRefold(
  kept: readonly Checkpoint[],
  states: readonly LedgerPosition[],
): readonly Checkpoint[] | null {
  if (states.length <= 2 * STRIDE) return null;
  return thinned([...kept, ...checkpointsOf(states.slice(0, -STRIDE))], states.at(-1)!.executionCount);
}

/**
 * Leaves so many that each is at most twice as far from the end as the one behind it, and four strides: an execution before which r others belong is then
 * folded in with at most 2·r and a constant, and there are some log₂ of all.
 */
function thinned(checkpoints: readonly Checkpoint[], executionCount: number): Checkpoint[] {
  const distances = [...checkpoints.map((each) => executionCount - each.executionCount).toReversed(), executionCount];
  const kept: Checkpoint[] = [];
  let nearer = Number.NEGATIVE_INFINITY;
  for (const [i, checkpoint] of checkpoints.toReversed().entries()) {
    if (distances[i + 1]! <= 2 * nearer + 4 * STRIDE) continue;
    kept.push(checkpoint);
    nearer = distances[i]!;
  }
  return kept.toReversed();
}

function checkpointsOf(states: readonly LedgerPosition[]): Checkpoint[] {
  return states.flatMap(({ quantity, averagePrice, realised, unrealisedFunding, executionCount, lastExecution }) => {
    const state = { quantity, averagePrice, realised, unrealisedFunding, executionCount };
    return lastExecution === null ? [] : [{ ...state, lastExecution }];
  });
}
