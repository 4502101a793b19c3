import { max, scale, sum } from '../../requirement/index.ts';
import { type Book, gainsMatrix } from '../../risk/index.ts';
import type { Component, Pool } from '../method.ts';
import { scanOf } from '../scan.ts';
import { minimumDelta } from './minimum-delta.ts';
import type { ParadexParameters } from './parameters.ts';
import { feeProvision, fundingProvision, spotRequirement } from './provisions.ts';
import { liveFractionOf } from './settlement-window.ts';
import type { SettledTier } from './tiers.ts';

export type DerivativesPoolSpec = {
  /** the underlying */
  readonly id: string;
  /** everything that follows it: positions, orders, spot, coins */
  readonly lines: readonly number[];
  readonly tier: SettledTier;
  readonly parameters: ParadexParameters;
};

/** The requirement of one underlying whose asset class has a parameter tier. */
export function derivativesPool(book: Book, { id, lines, tier: { tier, set }, parameters }: DerivativesPoolSpec): Pool {
  const spot = lines.filter((index) => isSpot(book, index));
  const traded = lines.filter((index) => !isSpot(book, index));
  const held = traded.filter((index) => book.lines[index]!.kind === 'position');
  const liveFraction = liveFractionOf(book.market, parameters.settlementWindowSeconds);
  const gains = gainsMatrix(book, traded, set, { start: 'mark', liveFraction });
  const scan = scanOf(book, id, traded, gains);
  const delta = minimumDelta(book, { underlying: id, name: `${id}/min-delta`, lines: traded, tier });
  const heldDelta =
    held.length === traded.length
      ? delta
      : minimumDelta(book, { underlying: id, name: `${id}/min-delta-held`, lines: held, tier });
  const fraction = parameters.maintenanceFraction;
  const provisions: Component[] = [
    fundingProvision(book, id, traded, held),
    feeProvision(book, id, traded, held, parameters),
    spotRequirement(book, id, spot, parameters),
  ];
  return {
    id,
    initial: sum([max([scan.withOrders.worst, delta]), ...provisions.map((each) => each.initial!)]),
    maintenance: sum([
      scale(fraction, max([scan.held.worst, heldDelta])),
      ...provisions.map((each) => each.maintenance!),
    ]),
    components: [
      {
        id: 'scan',
        label: `Worst of ${gains.axis.length} scenarios`,
        initial: scan.withOrders.worst,
        maintenance: scale(fraction, scan.held.worst),
      },
      { id: 'min-delta', label: 'Minimum charge on delta', initial: delta, maintenance: scale(fraction, heldDelta) },
      ...provisions,
    ],
    scan: { initial: scan.withOrders.worst, gains: scan.withOrders.pnl },
  };
}

/** Spot holdings are charged as balances, not scanned. */
export function isSpot(book: Book, index: number): boolean {
  const line = book.lines[index]!;
  return line.kind === 'asset' || line.contract.instrument.kind === 'spot';
}
