import { allMethods, chooseMethod } from '../../shared/margin/index.ts';
import { bookOf, valueIn } from './margins.ts';
import { marketOf } from './markets.ts';
import { MIXED_IDS, MIXED_MARKET } from './mixed-market.ts';

/** A method that applies to the books of the mixed market, and what its expression claims of itself there. */
export type MixedMethod = {
  readonly id: string;
  readonly convex: boolean;
  readonly homogeneous: boolean;
  /** convex and homogeneous: two books together need at most what they need apart */
  readonly subadditive: boolean;
};

/** Holds every instrument of the mixed market, with an order in each, and every asset: a method that takes it takes any. */
const EVERYTHING = bookOf(
  {
    baseCurrency: 'USD',
    positions: MIXED_IDS.map((instrument) => ({ instrument, quantity: '1', venue: 'main' })),
    collateral: ['USD', 'USDC', 'BTC', 'ETH', 'EUR'].map((asset) => ({ asset, quantity: '1', venue: 'main' })),
    orders: MIXED_IDS.map((instrument) => ({ instrument, side: 'buy', quantity: '1', price: 1, venue: 'main' })),
  },
  marketOf(MIXED_MARKET),
);

/** Every registered method that the laws of random books can be asked of, at its newest version. */
export const MIXED_METHODS: readonly MixedMethod[] = allMethods().flatMap(({ id }) => {
  const formulated = valueIn(chooseMethod({ id }, '/methods/0')).formulate(EVERYTHING);
  if (!formulated.ok) return [];
  const curvatures = [formulated.value.initial.curvature, formulated.value.maintenance.curvature];
  const convex = curvatures.every((each) => each.convex);
  const homogeneous = curvatures.every((each) => each.homogeneous);
  return [{ id, convex, homogeneous, subadditive: convex && homogeneous }];
});
