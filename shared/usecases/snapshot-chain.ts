import { digest } from '../foundation/index.ts';
import type { ChainLink, SnapshotSummary, UnchainedSummary } from './snapshot-ports.ts';

/** Ties a snapshot to the one stored before it: its digest covers all that its summary says, and with that every one before. */
export function chained(summary: UnchainedSummary, previous: ChainLink | null): SnapshotSummary {
  const tied = { ...summary, sequence: (previous?.sequence ?? 0) + 1, previous: previous && linkedTo(previous) };
  return { ...tied, digest: digest(tied) };
}

/** Whether a snapshot says what it was stored with. */
export function isIntact({ digest: stored, ...tied }: SnapshotSummary): boolean {
  return digest(tied) === stored;
}

function linkedTo({ sid, digest: ofPrevious }: ChainLink) {
  return { sid, digest: ofPrevious };
}
