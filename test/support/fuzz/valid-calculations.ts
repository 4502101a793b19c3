import type { Random } from '../random.ts';
import { fuzzMarket, fuzzPortfolio, INSTRUMENTS, lots } from './valid-nouns.ts';

export const METHODS = ['scenario-grid', 'paradex-style', 'delta'] as const;

export function stress(random: Random): object {
  const scenario = {
    spotShockFraction: random.between(-0.6, 0.6),
    volShockPoints: random.between(-0.1, 0.3),
    ...(random.chance(0.5)
      ? { correlation: random.between(-1, 1) }
      : { underlyings: { ETH: { spotShockFraction: 0 } } }),
  };
  return {
    ...(random.chance(0.5)
      ? { scenarios: [scenario] }
      : { grid: { spotShocks: [-0.1, 0.1], volShocks: [0, 0.2], daysForward: random.below(90) } }),
    liquidity: { haircutFraction: 0.001 },
    ...(random.chance(0.3) ? { replay: { from: '2025-12-20' } } : {}),
    ...(random.chance(0.3)
      ? { impact: { kind: random.pick(['linear', 'square-root']), coefficient: random.between(0, 2) } }
      : {}),
    ...(random.chance(0.5) ? { method: random.pick(METHODS) } : {}),
  };
}

export function loans(random: Random): object[] {
  const accruedSince = '2026-01-05T09:36:47Z';
  const lent = { ltv: 0.7, liquidationThreshold: 0.8, liquidationPenalty: 0.05 };
  return [
    { side: 'lend', asset: random.pick(['ETH', 'BTC']), quantity: lots(random, 1, 20), ...lent },
    { side: 'borrow', asset: 'USDC', quantity: 1 + random.below(20_000), rate: 0.05, accruedSince },
  ];
}

function objectiveTerm(random: Random): object {
  const variance = {
    approximation: random.pick(['delta', 'delta-gamma']),
    covariance: { estimator: random.pick(['sample', 'ewma']) },
    horizonDays: 1 + random.below(3),
    capital: 1e6,
  };
  return random.pick([
    { minimise: 'margin', method: random.pick(METHODS), requirement: random.pick(['initial', 'maintenance']) },
    { minimise: 'expected-shortfall', confidence: random.between(0.8, 0.99) },
    { minimise: 'cost' },
    { minimise: 'variance', ...variance },
    { minimise: 'mean-variance', riskAversion: random.between(0, 10), ...variance },
    { minimise: 'tracking', target: { weights: { BTC: random.between(-1, 1) } }, ...variance },
  ]);
}

function objective(random: Random): object {
  const several = () => [objectiveTerm(random), { ...objectiveTerm(random), weight: random.between(0, 2) }];
  return random.chance(0.3) ? several() : objectiveTerm(random);
}

export function rebalance(random: Random): object {
  const universe = random.some(INSTRUMENTS, 2 + random.below(5)).map((instrument) => ({
    instrument,
    minTrade: `-${1 + random.below(20)}`,
    maxTrade: 1 + random.below(20),
  }));
  return {
    portfolio: fuzzPortfolio(random),
    market: fuzzMarket(random),
    objective: objective(random),
    universe,
    lots: random.pick(['continuous', 'integer']),
    ...(random.chance(0.5) ? { constraints: { costBudget: random.between(1000, 1e6), turnoverBudget: 1e9 } } : {}),
    ...(random.chance(0.3) ? { constraints: { maxTrades: random.below(4), minTicket: 1 + random.below(3) } } : {}),
    costs: {
      halfSpread: random.pick(['market', 0.001]),
      feeFraction: 0.0003,
      ...(random.chance(0.5) ? { funding: { rateAnnual: 0.1, horizonDays: 30 }, hedgeIntervalDays: 0.5 } : {}),
    },
    limits: { pivots: 100_000, nodes: 200, gapFraction: 0.01 },
    legOrder: random.chance(0.5),
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
