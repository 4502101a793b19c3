import type { RouteKey } from '../../../shared/contract/index.ts';
import type { ApiCall } from '../in-process-api.ts';
import type { Random } from '../random.ts';
import { smallPa2 } from '../span/small-pa2.ts';
import { venueAnswer } from './valid-fill-answers.ts';
import { fuzzDeribit } from './valid-import.ts';
import { adjustment, fill } from './valid-ledger.ts';
import { fuzzMarket, fuzzPortfolio, INSTRUMENTS, lots } from './valid-nouns.ts';
import { fuzzPolicy } from './valid-policy.ts';

/** What the requests so far left behind, so that later ones can refer to it. */
export type FuzzWorld = {
  readonly portfolios: string[];
  readonly markets: string[];
  readonly snapshots: { readonly portfolio: string; readonly sid: string }[];
  readonly suggestions: { readonly portfolio: string; readonly sid: string }[];
  /** a rebalance that was answered, for verify */
  readonly rebalances: { readonly request: unknown; readonly certificate: unknown }[];
  readonly parameterFiles: string[];
  fills: number;
};

type Builder = (random: Random, world: FuzzWorld) => Omit<ApiCall, 'method'>;

const METHODS = ['scenario-grid', 'paradex-style', 'delta'] as const;

/** For each route a request that ought to succeed in this world. */
export const VALID: Readonly<Record<RouteKey, Builder>> = {
  'POST /v1/margin': (random, world) => ({
    path: '/v1/margin',
    body: {
      ...subject(random, world),
      ...(random.chance(0.3) ? optionalSensitivities(random) : { methods: methods(random) }),
    },
  }),
  'POST /v1/exposure': (random, world) => ({ path: '/v1/exposure', body: subject(random, world) }),
  'POST /v1/risk': (random) => ({
    path: '/v1/risk',
    body: { portfolio: fuzzPortfolio(random), market: fuzzMarket(random), measures: [measure(random)] },
  }),
  'POST /v1/backtest': (random) => ({
    path: '/v1/backtest',
    body: {
      portfolio: fuzzPortfolio(random),
      market: fuzzMarket(random),
      methods: [{ id: 'value-at-risk-historical', parameters: { window: 20, confidence: 0.9 } }],
      window: 1 + random.below(20),
      confidence: 0.9,
    },
  }),
  'POST /v1/stress': (random, world) => ({
    path: '/v1/stress',
    body: { ...subject(random, world), ...stress(random) },
  }),
  'POST /v1/stress/reverse': (random, world) => ({
    path: '/v1/stress/reverse',
    body: {
      ...subject(random, world),
      method: random.pick(METHODS),
      axis: random.pick(['spot', 'vol', 'time']),
      points: 300,
    },
  }),
  'POST /v1/forecast': (random, world) => ({
    path: '/v1/forecast',
    body: { ...subject(random, world), method: { id: random.pick(METHODS) }, days: 1 + random.below(200) },
  }),
  'POST /v1/pooling': (random, world) => ({
    path: '/v1/pooling',
    body: { ...pooling(random, world) },
  }),
  'POST /v1/what-if': (random, world) => ({
    path: '/v1/what-if',
    body: { ...subject(random, world), methods: methods(random), trades: trades(random) },
  }),
  'POST /v1/max-size': (random, world) => ({
    path: '/v1/max-size',
    body: {
      ...subject(random, world),
      method: { id: random.pick(METHODS) },
      instrument: random.pick(INSTRUMENTS),
      side: random.pick(['buy', 'sell']),
    },
  }),
  'POST /v1/leg-order': (random, world) => ({
    path: '/v1/leg-order',
    body: { ...subject(random, world), method: { id: random.pick(METHODS) }, trades: trades(random) },
  }),
  'POST /v1/rebalance': (random) => ({ path: '/v1/rebalance', body: rebalance(random) }),
  'POST /v1/frontier': (random) => ({ path: '/v1/frontier', body: frontier(random) }),
  'POST /v1/collateral': (random) => ({ path: '/v1/collateral', body: collateral(random) }),
  'POST /v1/verify': (random, world) => ({ path: '/v1/verify', body: random.pick(world.rebalances) }),
  'GET /v1/portfolios': (random) => ({ path: `/v1/portfolios${page(random)}` }),
  'PUT /v1/portfolios/{id}': (random, world) => {
    const id = `fuzz-${random.below(1e6)}`;
    world.portfolios.push(id);
    return { path: `/v1/portfolios/${id}`, body: fuzzPortfolio(random), ...writeHeaders(random) };
  },
  'GET /v1/portfolios/{id}': (random, world) => ({ path: portfolioPath(random, world) }),
  'DELETE /v1/portfolios/{id}': (_, world) => {
    // the first ones stay: their snapshots are asked for
    const last = world.portfolios.length > 5 ? world.portfolios.pop() : world.portfolios[0];
    return { path: `/v1/portfolios/${last}` };
  },
  'GET /v1/portfolios/{id}/positions': (random, world) => ({
    path: `${portfolioPath(random, world)}/positions${page(random)}`,
  }),
  'GET /v1/portfolios/{id}/ledger': (random, world) => ({
    path: `${portfolioPath(random, world)}/ledger${page(random)}`,
  }),
  'PUT /v1/portfolios/{id}/policy': (random, world) => ({
    path: `${portfolioPath(random, world)}/policy`,
    body: fuzzPolicy(random, METHODS),
    ...writeHeaders(random),
  }),
  'GET /v1/portfolios/{id}/policy': (random, world) => ({ path: `${portfolioPath(random, world)}/policy` }),
  'POST /v1/portfolios/{id}/fills': (random, world) => ({
    path: `${portfolioPath(random, world)}/fills`,
    body: { fills: Array.from({ length: 1 + random.below(4) }, () => fill(random, world)) },
    ...writeHeaders(random),
  }),
  'POST /v1/portfolios/{id}/fills/import/{format}': (random, world) => {
    const { format, answer } = venueAnswer(random, world);
    return {
      path: `${portfolioPath(random, world)}/fills/import/${format}`,
      body: { trades: answer, ...(random.chance(0.3) ? { venue: 'second' } : {}) },
      ...writeHeaders(random),
    };
  },
  'POST /v1/portfolios/{id}/adjustments': (random, world) => ({
    path: `${portfolioPath(random, world)}/adjustments`,
    body: { adjustments: [adjustment(random, world)] },
    ...writeHeaders(random),
  }),
  'GET /v1/portfolios/{id}/margin': (random, world) => ({ path: `${portfolioPath(random, world)}/margin` }),
  'GET /v1/portfolios/{id}/snapshots': (random, world) => ({
    path: `${portfolioPath(random, world)}/snapshots${page(random)}`,
  }),
  'GET /v1/portfolios/{id}/snapshots/{sid}': (random, world) => {
    const { portfolio, sid } = random.pick(world.snapshots);
    return { path: `/v1/portfolios/${portfolio}/snapshots/${sid}` };
  },
  'POST /v1/portfolios/{id}/snapshots/{sid}/replay': (random, world) => {
    const { portfolio, sid } = random.pick(world.snapshots);
    return { path: `/v1/portfolios/${portfolio}/snapshots/${sid}/replay` };
  },
  'GET /v1/portfolios/{id}/snapshots/{sid}/explain': (random, world) => {
    const { portfolio, sid } = random.pick(world.snapshots);
    const since = random.pick(world.snapshots.filter((each) => each.portfolio === portfolio)).sid;
    return { path: `/v1/portfolios/${portfolio}/snapshots/${sid}/explain?since=${since}` };
  },
  'GET /v1/portfolios/{id}/events': (random, world) => ({
    path: `${portfolioPath(random, world)}/events?waitSeconds=0`,
    ...(random.chance(0.3) ? { headers: { 'Last-Event-ID': String(random.below(3)) } } : {}),
  }),
  'GET /v1/portfolios/{id}/suggestions': (random, world) => ({
    path: `${portfolioPath(random, world)}/suggestions${page(random)}`,
  }),
  'GET /v1/portfolios/{id}/suggestions/{sid}': (random, world) => ({ path: suggestionPath(random, world) }),
  'POST /v1/portfolios/{id}/suggestions/{sid}/accept': (random, world) => ({
    path: `${suggestionPath(random, world)}/accept`,
  }),
  'POST /v1/portfolios/{id}/suggestions/{sid}/dismiss': (random, world) => ({
    path: `${suggestionPath(random, world)}/dismiss`,
  }),
  'GET /v1/markets': (random) => ({ path: `/v1/markets${page(random)}` }),
  'PUT /v1/markets/{id}': (random, world) => {
    const id = random.chance(0.5) ? 'default' : `m-${random.below(5)}`;
    if (!world.markets.includes(id)) world.markets.push(id);
    return { path: `/v1/markets/${id}`, body: fuzzMarket(random), ...writeHeaders(random) };
  },
  'GET /v1/markets/{id}': (random, world) => ({
    path: `/v1/markets/${random.pick(world.markets)}${random.chance(0.3) ? '?version=1' : ''}`,
  }),
  'GET /v1/markets/{id}/versions': (random, world) => ({
    path: `/v1/markets/${random.pick(world.markets)}/versions${page(random)}`,
  }),
  'POST /v1/markets/{id}/import/{format}': (random) => ({
    path: `/v1/markets/imported-${random.below(3)}/import/deribit`,
    body: fuzzDeribit(random),
    ...writeHeaders(random),
  }),
  'POST /v1/parameter-files': (random, world) => {
    const id = `file-${random.below(1e6)}`;
    const text = smallPa2();
    const parts = 1 + random.below(3);
    if (parts === 1) world.parameterFiles.push(id);
    const cut = Math.ceil(text.length / parts);
    const part = 1 + random.below(parts);
    return {
      path: '/v1/parameter-files',
      body: { id, part, parts, text: text.slice((part - 1) * cut, part * cut) },
      ...writeHeaders(random),
    };
  },
  'GET /v1/parameter-files/{id}': (random, world) => ({
    path: `/v1/parameter-files/${random.pick(world.parameterFiles)}`,
  }),
  'GET /v1/methods': () => ({ path: '/v1/methods' }),
  'GET /v1/methods/{id}': (random) => ({ path: `/v1/methods/${random.pick(METHODS)}` }),
  'GET /': () => ({ path: '/' }),
  'GET /docs': () => ({ path: '/docs' }),
  'GET /docs/{asset}': (random) => ({
    path: `/docs/${random.pick(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js'])}`,
  }),
  'GET /openapi.json': () => ({ path: '/openapi.json' }),
  'GET /v1/health': () => ({ path: '/v1/health' }),
};

function subject(random: Random, world: FuzzWorld): object {
  const book = random.chance(0.7)
    ? { portfolio: fuzzPortfolio(random) }
    : { portfolioId: random.pick(world.portfolios) };
  return random.chance(0.6) ? { ...book, market: fuzzMarket(random) } : { ...book, marketId: 'default' };
}

const MEASURES = ['historical', 'filtered', 'delta-normal', 'delta-gamma', 'monte-carlo'] as const;

function measure(random: Random): object {
  const id = `${random.pick(['value-at-risk', 'expected-shortfall'])}-${random.pick(MEASURES)}`;
  const common = { id, confidence: random.pick([0.9, 0.95, 0.99]), horizonDays: 1 + random.below(5) };
  return id.endsWith('monte-carlo') ? { ...common, seed: random.below(100), paths: 500 } : { ...common, window: 40 };
}

function optionalSensitivities(random: Random): object {
  const sensitivities = ['Risk_EquityVol', 'Risk_CreditQ', 'Risk_IRVol', 'Notional'].map((riskType) => ({
    riskType,
    productClass: random.pick(['RatesFX', 'Credit', 'Equity', 'Commodity']),
    qualifier: random.pick(['EUR', 'JPY', 'BRL']),
    bucket: random.pick(['1', '12', 'Residual']),
    label1: random.pick(['2w', '5y', '30y']),
    amountUSD: lots(random, -1e6, 1e6),
  }));
  return random.chance(0.5) ? {} : { sensitivities };
}

function methods(random: Random): object[] {
  return random.some(METHODS, 1 + random.below(METHODS.length)).map((id) => ({ id }));
}

function stress(random: Random): object {
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

function pooling(random: Random, world: FuzzWorld): object {
  const rule = random.pick([
    { kind: 'flat', fraction: 0.1 },
    {
      kind: 'tiers',
      tiers: [
        { upTo: 10, rate: 0.9 },
        { upTo: null, rate: 0.5 },
      ],
    },
    { kind: 'size-discount', weight: 0.9, imf: 0.01 },
  ]);
  const book = random.chance(0.5)
    ? subject(random, world)
    : { portfolio: { ...fuzzPortfolio(random), loans: loans(random) }, market: fuzzMarket(random) };
  return {
    ...book,
    method: random.pick(METHODS),
    transferability: random.pick([0, 0.5, 1, { main: {} }]),
    haircuts: [{ asset: 'USDC', rule, appliesTo: random.pick(['initial', 'both']), covers: 'liquidity' }],
    ...(random.chance(0.5)
      ? { shock: { spotShockFraction: random.between(-0.6, 0.6), daysForward: random.below(60) } }
      : {}),
    liquidation: { penaltyFraction: 0.01, closeFraction: 0.5, impactPerUnit: { ETH: 1e-6 } },
  };
}

function loans(random: Random): object[] {
  const accruedSince = '2026-01-05T09:36:47Z';
  const lent = { ltv: 0.7, liquidationThreshold: 0.8, liquidationPenalty: 0.05 };
  return [
    { side: 'lend', asset: random.pick(['ETH', 'BTC']), quantity: lots(random, 1, 20), ...lent },
    { side: 'borrow', asset: 'USDC', quantity: 1 + random.below(20_000), rate: 0.05, accruedSince },
  ];
}

function trades(random: Random): object[] {
  return random
    .some(INSTRUMENTS, 1 + random.below(3))
    .map((instrument) => ({ instrument, quantity: lots(random, -5, 5) }));
}

function rebalance(random: Random): object {
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
    lots: random.pick(['continuous', 'integer']),
    ...(random.chance(0.5) ? { constraints: { costBudget: random.between(1000, 1e6), turnoverBudget: 1e9 } } : {}),
    ...(random.chance(0.3) ? { constraints: { maxTrades: random.below(4), minTicket: 1 + random.below(3) } } : {}),
    costs: {
      halfSpread: random.pick(['market', 0.001]),
      feeFraction: 0.0003,
      ...(random.chance(0.5) ? { funding: { rateAnnual: 0.1, horizonDays: 30 }, hedgeIntervalDays: 0.5 } : {}),
    },
    limits: { pivots: 100_000, nodes: 200, gapFraction: 0.01 },
  };
}

function frontier(random: Random): object {
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

function collateral(random: Random): object {
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

function suggestionPath(random: Random, { suggestions }: FuzzWorld): string {
  const { portfolio, sid } = random.pick(suggestions);
  return `/v1/portfolios/${portfolio}/suggestions/${sid}`;
}

function portfolioPath(random: Random, world: FuzzWorld): string {
  return `/v1/portfolios/${random.pick(world.portfolios)}`;
}

function page(random: Random): string {
  return random.chance(0.5) ? '' : `?limit=${1 + random.below(200)}`;
}

function writeHeaders(random: Random): { headers?: Record<string, string> } {
  return random.chance(0.3) ? { headers: { 'Idempotency-Key': `k-${random.below(1e9)}` } } : {};
}
