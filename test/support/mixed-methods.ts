import { allMethods, chooseMethod, type MethodSelection } from '../../shared/margin/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import { bookOf, valueIn } from './margins.ts';
import { marketOf } from './markets.ts';
import { MIXED_IDS, MIXED_MARKET } from './mixed-market.ts';

/** A method with fewer instruments of the mixed market has laws on a market of its own. */
const FEWEST_INSTRUMENTS = 4;

/** A method that applies to the books of the mixed market, and what its expression claims of itself there. */
export type MixedMethod = {
  /** the id, and what is particular */
  readonly name: string;
  readonly selection: MethodSelection;
  readonly convex: boolean;
  readonly homogeneous: boolean;
  /** convex and homogeneous: two books together need at most what they need apart */
  readonly subadditive: boolean;
  /** whether it takes every instrument and asset of the mixed market */
  readonly takesAll: boolean;
  /** the part of a book that it takes */
  readonly narrowed: (portfolio: Portfolio) => Portfolio;
};

const MARKET = marketOf(MIXED_MARKET);
const ASSETS = ['USD', 'USDC', 'BTC', 'ETH', 'EUR'];

/** Holds these instruments, with an order in each, and these assets: a method that takes it takes any such book. */
function bookOfAll(ids: readonly string[], assets: readonly string[]) {
  const portfolio: Portfolio = {
    baseCurrency: 'USD',
    positions: ids.map((instrument) => ({ instrument, quantity: '1', venue: 'main' })),
    collateral: assets.map((asset) => ({ asset, quantity: '1', venue: 'main' })),
    orders: ids.map((instrument) => ({ instrument, side: 'buy', quantity: '1', price: 1, venue: 'main' })),
  };
  return bookOf(portfolio, MARKET);
}

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
  const { formulate } = valueIn(chooseMethod(each.selection, '/methods/0'));
  const ids = MIXED_IDS.filter((id) => formulate(bookOfAll([id], [])).ok);
  const assets = ASSETS.filter((asset) => formulate(bookOfAll([], [asset])).ok);
  const formulated = formulate(bookOfAll(ids, assets));
  if (!formulated.ok || ids.length < FEWEST_INSTRUMENTS) return [];
  const curvatures = [formulated.value.initial.curvature, formulated.value.maintenance.curvature];
  const convex = curvatures.every((curvature) => curvature.convex);
  const homogeneous = curvatures.every((curvature) => curvature.homogeneous);
  const takesAll = ids.length === MIXED_IDS.length && assets.length === ASSETS.length;
  return [
    { ...each, convex, homogeneous, subadditive: convex && homogeneous, takesAll, narrowed: narrowing(ids, assets) },
  ];
});

/** The part of a book that a method takes. */
function narrowing(ids: readonly string[], assets: readonly string[]): MixedMethod['narrowed'] {
  return (portfolio) => ({
    ...portfolio,
    positions: portfolio.positions.filter(({ instrument }) => ids.includes(instrument)),
    collateral: portfolio.collateral.filter(({ asset }) => assets.includes(asset)),
    orders: portfolio.orders.filter(({ instrument }) => ids.includes(instrument)),
  });
}
