import { ensureThat, failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { FillEntry, LedgerPosition } from '../portfolio/index.ts';
import type { BookingContext } from './judge-entries.ts';
import { positionKey } from './ledger-draft.ts';
import type { ReversedBy } from './portfolio-ports.ts';

export type ReversibleFill = {
  readonly fill: FillEntry;
  readonly position: LedgerPosition;
  /** the bust that was first */
  readonly reversedBy: ReversedBy | null;
};

/**
 * The earlier fill that a bust or correction names. Fails with `unknown-fill` where the ledger doesn't hold it (yet),
 * `conflict` where a correction has taken its place, `invalid-input` where it is a bust itself.
 */
export function reversibleFill(
  fillId: string,
  { entries, reversals, positions }: BookingContext,
  pointer: string,
): Outcome<ReversibleFill> {
  const fill = entries.get(fillId);
  if (fill === undefined) return failAt('unknown-fill', pointer, `the ledger holds no fill ${fillId}`);
  if (fill.kind !== 'fill') return failAt('invalid-input', pointer, `${fillId} is a bust, which can't be taken back`);
  const reversedBy = reversals.get(fillId) ?? null;
  if (reversedBy?.kind === 'fill') {
    const { fillId: correction, revision } = reversedBy;
    return failAt('conflict', pointer, `${fillId} was corrected by ${correction} at revision ${revision}: name that`);
  }
  const position = positions.get(positionKey(fill));
  ensureThat(position !== undefined, 'a fill has its position', { fillId });
  return succeed({ fill, position, reversedBy });
}
