import { max, named, scale } from '../../requirement/index.ts';
import type { Component, Pool } from '../method.ts';
import { basisLosses } from './basis-losses.ts';
import { type LossSpec, regularLosses } from './regular-losses.ts';
import { skewLosses } from './skew-losses.ts';

export type AccountLosses = {
  readonly component: Component;
  /** the losses of which the component is the largest, before its factor */
  readonly candidates: readonly Component[];
  readonly scan: Pool['scan'];
};

/** `factor · max(worst of the scenarios, each skew, basis)`, never below 0. */
export function accountLosses(spec: LossSpec & { readonly initialFactor: number }): AccountLosses {
  const { id, parameters, initialFactor } = spec;
  const { pnl, worst } = regularLosses(spec);
  const skews = skewLosses(spec);
  const basis = basisLosses(spec);
  const largest = max([worst, ...skews.map(({ loss }) => loss), basis]);
  return {
    component: {
      id: 'loss',
      label: 'Largest loss times the loss factor',
      initial: named(`${id}/loss`, scale(initialFactor, largest)),
      maintenance: named(`${id}/loss-maintenance`, scale(parameters.maintenanceFactor, largest)),
    },
    candidates: [
      { id: 'scan', label: 'Loss in the worst of the spot and vol scenarios', initial: worst, maintenance: worst },
      ...skews.map(({ scenario, loss }) => ({
        id: scenario,
        label: 'Loss where vols tilt around the forward',
        initial: loss,
        maintenance: loss,
      })),
      { id: 'basis', label: 'Loss where forwards part from spot', initial: basis, maintenance: basis },
    ],
    scan: { initial: worst, gains: pnl, beside: skews },
  };
}
