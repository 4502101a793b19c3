import type { QuotedContract } from '../market/index.ts';
import type { SensitivityRow, Side } from '../portfolio/index.ts';

/**
 * A line is what a requirement is affine in: a position, an open order, or a holding of cash, coin or a security.
 * Its quantity is signed contracts, the order's size (positive), or units of the asset.
 */
export type Line = PositionLine | OrderLine | AssetLine;

export type PositionLine = {
  readonly kind: 'position';
  readonly contract: QuotedContract;
  /** where the request names it first */
  readonly pointer: string;
  readonly venue: string;
  readonly quantity: number;
  /** of a future or perpetual, funding included: what it has gained since entry, in its settlement currency */
  readonly gainSinceEntry: number;
  /** false where the entry price of a future or perpetual is unknown and its gain therefore isn't counted */
  readonly entryKnown: boolean;
};

export type OrderLine = {
  readonly kind: 'order';
  readonly contract: QuotedContract;
  /** where the request names it */
  readonly pointer: string;
  readonly venue: string;
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
};

export type AssetLine = {
  readonly kind: 'asset';
  readonly asset: string;
  readonly venue: string;
  readonly quantity: number;
};

/**
 * What a counterparty has computed itself: how much a book gains when one risk factor moves. It is no holding, has no worth,
 * and stands apart from the lines: only methods that read sensitivities see it. Its quantity is in dollars.
 */
export type SensitivityLine = {
  readonly kind: 'sensitivity';
  readonly id: string;
  readonly venue: string;
  readonly row: SensitivityRow;
  readonly quantity: number;
  /** of the row in the request */
  readonly pointer: string;
};

/** What the line holds: an instrument's id, an asset's, or that of a sensitivity. */
export function holdingOf(line: Line | SensitivityLine): string {
  if (line.kind === 'sensitivity') return line.id;
  return line.kind === 'asset' ? line.asset : line.contract.instrument.id;
}
