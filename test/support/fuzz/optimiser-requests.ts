import type { Random } from '../random.ts';
import { fuzzMarket, fuzzPortfolio, INSTRUMENTS } from './valid-nouns.ts';

/** Methods that take any fuzzed book. */
export const METHODS = ['scenario-grid', 'paradex-style', 'delta'] as const;

export function rebalance(random: Random): object {
  const universe = random.some(INSTRUMENTS, 2 + random.below(5)).map((instrument) => ({
    instrument,
    minTrade: `-${1 + random.below(20)}`,
    maxTrade: 1 + random.below(20),
  }));
  return {
    portfolio: fuzzPortfolio(random),
    market: fuzzMarket(random),
    objective: {
      minimise: 'margin',
      method: random.pick(METHODS),
      requirement: random.pick(['initial', 'maintenance']),
    },
    universe,
    lots: 'continuous',
    ...(random.chance(0.5) ? { constraints: { costBudget: random.between(1000, 1e6), turnoverBudget: 1e9 } } : {}),
    costs: { halfSpread: random.pick(['market', 0.001]), feeFraction: 0.0003 },
    limits: { pivots: 100_000 },
  };
}

export function frontier(random: Random): object {
  const estimator = random.pick(['sample', 'ewma', 'ledoit-wolf-constant-correlation', 'ledoit-wolf-identity']);
  return {
    portfolio: fuzzPortfolio(random),
    market: fuzzMarket(random),
    capital: 1e6,
    covariance: { estimator },
    points: 1 + random.below(10),
    constraints: { minWeight: -random.below(2), maxWeight: 1 + random.below(2) },
  };
}

export function collateral(random: Random): object {
  const assets = ['USD', 'USDC', 'BTC'];
  return {
    portfolio: fuzzPortfolio(random),
    market: fuzzMarket(random),
    venues: ['first', 'second'].map((id) => ({ id, requirement: random.below(1e6) })),
    assets: assets.map((id) => ({ id, quantity: 1 + random.below(1e6), price: 1 })),
    haircuts: assets.map((asset) => ({
      asset,
      haircutFraction: random.between(0, 0.5),
      ...(random.chance(0.3) ? { maxShareOfRequirement: 0.5 } : {}),
    })),
    costs: [{ holdingFraction: 0.01 }, { asset: 'USD', transferFraction: 0.001 }],
  };
}
