import type { QuotedContract } from '../market/index.ts';
import type { Side } from '../portfolio/index.ts';

/**
 * A line is what a requirement is affine in: a position, an open order, or a holding of cash, coin or a security.
 * Its quantity is signed contracts, the order's size (positive), or units of the asset.
 */
export type Line = PositionLine | OrderLine | AssetLine;

export type PositionLine = {
  readonly kind: 'position';
  readonly contract: QuotedContract;
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

/** What the line holds: an instrument's id or an asset's. */
export function holdingOf(line: Line): string {
  return line.kind === 'asset' ? line.asset : line.contract.instrument.id;
}
