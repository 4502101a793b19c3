import { DEMO_MARKET_ID } from '../../../infra/local/demo/index.ts';

const EXPIRY = 'BTC-27MAR26';
const NEXT = 'BTC-24APR26';

/** Ten short strangles, and more of a later future than their delta asks for. */
const PORTFOLIO = {
  baseCurrency: 'USD',
  positions: [
    { instrument: `${EXPIRY}-76000-C`, quantity: '-10' },
    { instrument: `${EXPIRY}-60000-P`, quantity: '-10' },
    { instrument: NEXT, quantity: '1.5' },
  ],
  collateral: [{ asset: 'USDC', quantity: '400000' }],
};

/** Futures either way, wings to buy. */
const UNIVERSE = [
  ...[EXPIRY, NEXT].map((instrument) => ({ instrument, minTrade: '-2', maxTrade: '2' })),
  ...['84000-C', '90000-C', '54000-P', '50000-P'].map((option) => ({
    instrument: `${EXPIRY}-${option}`,
    minTrade: '0',
    maxTrade: '20',
  })),
];

export const DELTA = { underlying: 'BTC', greek: 'delta', min: -0.1, max: 0.1 };
export const VEGA = { underlying: 'BTC', greek: 'vega', max: -50_000 };
const CONSTRAINTS = { costBudget: 700, maxTrades: 4, greeks: [DELTA, VEGA] };

export const REQUEST = {
  portfolio: PORTFOLIO,
  marketId: DEMO_MARKET_ID,
  objective: { minimise: 'margin', method: 'paradex-style', requirement: 'initial' },
  universe: UNIVERSE,
  lots: 'integer',
  constraints: CONSTRAINTS,
  costs: { halfSpread: 'market' },
  limits: { gapFraction: 0 },
  legOrder: true,
};

/** Each limit by what it keeps, and the constraints without it. */
export const WITHOUT: readonly { readonly limit: string; readonly constraints: object }[] = [
  { limit: 'costBudget', constraints: { ...CONSTRAINTS, costBudget: undefined } },
  { limit: 'maxTrades', constraints: { ...CONSTRAINTS, maxTrades: undefined } },
  { limit: 'greeks/BTC/delta', constraints: { ...CONSTRAINTS, greeks: [VEGA] } },
  { limit: 'greeks/BTC/vega', constraints: { ...CONSTRAINTS, greeks: [DELTA] } },
];
