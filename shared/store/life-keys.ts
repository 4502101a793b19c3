import { type Execution, executionKey } from '../portfolio/index.ts';
import type { PortfolioHead, RecordedKind, SnapshotKey } from '../usecases/index.ts';
import { padded, safe } from './keys.ts';

/** Everything of a portfolio but its head stands under its generation. */
type Life = Pick<PortfolioHead, 'generation'>;

export function positionPrefix({ generation }: Life): string {
  return `G#${generation}#POSITION#`;
}

export function positionSort(life: Life, instrument: string, venue: string): string {
  return `${positionPrefix(life)}${safe(instrument)}#${safe(venue)}`;
}

export function ledgerPrefix({ generation }: Life): string {
  return `G#${generation}#LEDGER#`;
}

/** `line` tells the entries of one revision apart: an opening has many. */
export function ledgerSort(life: Life, revision: number, line: number): string {
  return `${ledgerPrefix(life)}${padded(revision)}#${padded(line)}`;
}

export function recordedSort({ generation }: Life, kind: RecordedKind, id: string): string {
  return `G#${generation}#${kind === 'fill' ? 'FILLID' : 'ADJUSTMENTID'}#${safe(id)}`;
}

/** Says by whom a fill was taken back. */
export function reversedSort({ generation }: Life, fillId: string): string {
  return `G#${generation}#REVERSED#${safe(fillId)}`;
}

export function executionPrefix({ generation }: Life, instrument: string, venue: string): string {
  return `G#${generation}#EXECUTION#${safe(instrument)}#${safe(venue)}#`;
}

export function executionSort(
  life: Life,
  instrument: string,
  venue: string,
  execution: Pick<Execution, 'executedAt' | 'fillId'>,
): string {
  return `${executionPrefix(life, instrument, venue)}${executionKey({ ...execution, fillId: safe(execution.fillId) })}`;
}

/** Where the history of a position may be folded on from. */
export function checkpointsSort({ generation }: Life, instrument: string, venue: string): string {
  return `G#${generation}#CHECKPOINTS#${safe(instrument)}#${safe(venue)}`;
}

export function policySort({ generation }: Life, version: number): string {
  return `G#${generation}#POLICY#${padded(version)}`;
}

export function snapshotPrefix({ generation }: Life): string {
  return `G#${generation}#SNAPSHOT#`;
}

export function snapshotSort(life: Life, { revision, marketVersion, policyVersion }: SnapshotKey): string {
  return `${snapshotPrefix(life)}${padded(revision)}#${padded(marketVersion)}#${padded(policyVersion)}`;
}

export function suggestionPrefix({ generation }: Life): string {
  return `G#${generation}#SUGGESTION#`;
}

export function suggestionSort(life: Life, { revision, marketVersion, policyVersion }: SnapshotKey): string {
  return `${suggestionPrefix(life)}${padded(revision)}#${padded(marketVersion)}#${padded(policyVersion)}`;
}

export function eventPrefix({ generation }: Life): string {
  return `G#${generation}#EVENT#`;
}

export function eventSort(life: Life, id: number): string {
  return `${eventPrefix(life)}${padded(id)}`;
}

/** How the portfolio stands to its limits. */
export function watchSort({ generation }: Life): string {
  return `G#${generation}#WATCH`;
}

/** The end of the chain of a portfolio's snapshots. */
export function chainSort({ generation }: Life): string {
  return `G#${generation}#CHAIN`;
}

/** What snapshots are computed from, under its digest. */
export function inputSort({ generation }: Life, digest: string): string {
  return `G#${generation}#INPUT#${safe(digest)}`;
}
