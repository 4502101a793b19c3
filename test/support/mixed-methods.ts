import { allMethods, chooseMethod, type MethodSelection } from '../../shared/margin/index.ts';
import { bookOf, valueIn } from './margins.ts';
import { marketOf } from './markets.ts';
import { MIXED_IDS, MIXED_MARKET } from './mixed-market.ts';

/** A method that applies to the books of the mixed market, and what its expression claims of itself there. */
export type MixedMethod = {
  /** the id, and what is particular */
  readonly name: string;
  readonly selection: MethodSelection;
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

const SIDE = {
  longFraction: 0.2,
  premiumMultiplier: 1,
  shortFraction: 0.15,
  shortMinimumFraction: 0.1,
  shortPutCapFraction: 0.5,
};

/** Cross margin of the venue, with a fraction for the smaller coins that no source states. */
const PARADEX_CROSS: MethodSelection = {
  id: 'paradex-style',
  parameters: {
    mode: 'cross',
    crossTiers: ['crypto-major', 'crypto-other'].map((assetClass, i) => ({
      assetClasses: [assetClass],
      deltaOneInitialFraction: [0.02, 0.05][i],
      deltaOneMaintenanceFactor: 0.5,
      optionInitial: SIDE,
      optionMaintenance: { ...SIDE, premiumMultiplier: 0.5, shortFraction: 0.075, shortMinimumFraction: 0.05 },
    })),
  },
};

/** Every registered method that the laws of random books can be asked of, at its newest version, and variants. */
export const MIXED_METHODS: readonly MixedMethod[] = [
  ...allMethods().map(({ id }) => ({ name: id, selection: { id } })),
  { name: 'paradex-style (cross)', selection: PARADEX_CROSS },
].flatMap((each) => {
  const formulated = valueIn(chooseMethod(each.selection, '/methods/0')).formulate(EVERYTHING);
  if (!formulated.ok) return [];
  const curvatures = [formulated.value.initial.curvature, formulated.value.maintenance.curvature];
  const convex = curvatures.every((curvature) => curvature.convex);
  const homogeneous = curvatures.every((curvature) => curvature.homogeneous);
  return [{ ...each, convex, homogeneous, subadditive: convex && homogeneous }];
});
