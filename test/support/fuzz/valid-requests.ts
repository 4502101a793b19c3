import type { RouteKey } from '../../../shared/contract/index.ts';
import type { ApiCall } from '../in-process-api.ts';
import type { Random } from '../random.ts';
import { smallPa2 } from '../span/small-pa2.ts';
import { collateral, frontier, loans, METHODS, rebalance, stress } from './valid-calculations.ts';
import { venueAnswer } from './valid-fill-answers.ts';
import { fuzzDeribit } from './valid-import.ts';
import { adjustment, fill } from './valid-ledger.ts';
import { fuzzMarket, fuzzPortfolio, INSTRUMENTS, lots } from './valid-nouns.ts';
import { fuzzPolicy } from './valid-policy.ts';
import { fuzzWebhook } from './valid-webhook.ts';

/** What the requests so far left behind, so that later ones can refer to it. */
export type FuzzWorld = {
  readonly portfolios: string[];
  readonly markets: string[];
  readonly snapshots: { readonly portfolio: string; readonly sid: string }[];
  readonly suggestions: { readonly portfolio: string; readonly sid: string }[];
  /** what /verify may be asked: certificates with the question that they answer */
  readonly certified: object[];
  readonly parameterFiles: string[];
  readonly webhooks: string[];
  /** of the first webhook */
  readonly deliveries: string[];
  fills: number;
};

type Builder = (random: Random, world: FuzzWorld) => Omit<ApiCall, 'method'>;

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
  'POST /v1/verify': (random, world) => ({ path: '/v1/verify', body: random.pick(world.certified) }),
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
  'GET /v1/webhooks': (random) => ({ path: `/v1/webhooks${page(random)}` }),
  'PUT /v1/webhooks/{id}': (random, world) => {
    const id = `hook-${random.below(20)}`;
    if (!world.webhooks.includes(id)) world.webhooks.push(id);
    return { path: `/v1/webhooks/${id}`, body: fuzzWebhook(random), ...writeHeaders(random) };
  },
  'GET /v1/webhooks/{id}': (random, world) => ({ path: webhookPath(random, world) }),
  'DELETE /v1/webhooks/{id}': (_, world) => {
    // the first one stays: its deliveries are asked for
    const last = world.webhooks.length > 1 ? world.webhooks.pop() : 'gone';
    return { path: `/v1/webhooks/${last}` };
  },
  'POST /v1/webhooks/{id}/rotate-secret': (random, world) => ({
    path: `${webhookPath(random, world)}/rotate-secret`,
    ...writeHeaders(random),
  }),
  'GET /v1/webhooks/{id}/deliveries': (random, world) => ({
    path: `${webhookPath(random, world)}/deliveries${page(random)}`,
  }),
  'POST /v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': (random, world) => ({
    path: `/v1/webhooks/${world.webhooks[0]}/deliveries/${random.pick(world.deliveries)}/redeliver`,
    ...writeHeaders(random),
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

function trades(random: Random): object[] {
  return random
    .some(INSTRUMENTS, 1 + random.below(3))
    .map((instrument) => ({ instrument, quantity: lots(random, -5, 5) }));
}

function suggestionPath(random: Random, { suggestions }: FuzzWorld): string {
  const { portfolio, sid } = random.pick(suggestions);
  return `/v1/portfolios/${portfolio}/suggestions/${sid}`;
}

function webhookPath(random: Random, { webhooks }: FuzzWorld): string {
  return `/v1/webhooks/${random.pick(webhooks)}`;
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
