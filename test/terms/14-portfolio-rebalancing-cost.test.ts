import { describe, expect, it } from 'vitest';
import type { ExposureAnswer, RebalanceAnswer } from '../../shared/usecases/index.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../support/option-book.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

const { post, send, recomputeAll } = useTermApi();

const MARGIN = { minimise: 'margin', method: 'paradex-style' };
const IDS = ['BTC-PERP', 'BTC-26JUN26-100000-C', 'BTC-26JUN26-60000-P', 'BTC-26JUN26-80000-C'];
const UNIVERSE = IDS.map((id) => ({ instrument: id, minTrade: '-20', maxTrade: '20' }));
const QUOTED = new Map(OPTION_MARKET.instruments.map((each) => [each.id, each]));

function rebalance(body: Record<string, unknown>): Promise<RebalanceAnswer> {
  return post('/rebalance', {
    portfolio: OPTION_BOOK,
    market: OPTION_MARKET,
    objective: MARGIN,
    universe: UNIVERSE,
    ...body,
  });
}

/** Value traded, by hand: the price of each contract times how many. */
function turnoverOf({ trades }: RebalanceAnswer): number {
  return trades.reduce((sum, { quantity, midPrice }) => sum + Math.abs(Number(quantity)) * midPrice, 0);
}

describe('14 portfolio rebalancing cost', () => {
  it('every rebalance shows its cost by component, and their sum', async () => {
    const { trades, cost } = await rebalance({ costs: { halfSpread: 0.002 } });
    expect(trades.length).toBeGreaterThan(1);
    const byHand = { spread: 0, fees: 0 };
    for (const { instrument: id, quantity, midPrice, cost: own } of trades) {
      const size = Math.abs(Number(quantity));
      const notional = QUOTED.get(id)!.kind === 'option' ? 80_000 : midPrice;
      expect(own.spread).toBeCloseTo(size * 0.002 * midPrice, 8);
      expect(own.fees).toBeCloseTo(size * 0.0003 * notional, 8);
      byHand.spread += own.spread;
      byHand.fees += own.fees;
    }
    expect(cost).toMatchObject(byHand);
    expect(cost.total).toBeCloseTo(cost.spread + cost.fees + cost.impact, 9);
    expect(Math.abs(cost.turnover / turnoverOf({ trades } as RebalanceAnswer) - 1)).toBeLessThan(1e-12);
  });

  it('so does every suggestion, with what the margin that it frees is worth', async () => {
    await send('PUT', '/markets/default', fuzzMarket(new Random(14)));
    const positions = [{ instrument: 'BTC-PERP', quantity: 10, averagePrice: 65_000 }];
    const book = { baseCurrency: 'USD', positions, collateral: [{ asset: 'USD', quantity: 100_000 }] };
    expect((await send('PUT', '/portfolios/dear', book)).status).toBe(201);
    const policy = {
      methods: [{ id: 'delta' }],
      limits: [{ method: 'delta', utilisation: 0.5 }],
      costs: { halfSpread: 0.001, feeFraction: 0.0003, funding: { rateAnnual: 0.1, horizonDays: 30 } },
    };
    expect((await send('PUT', '/portfolios/dear/policy', policy)).status).toBe(200);
    await recomputeAll();
    const { items } = (await send('GET', '/portfolios/dear/suggestions')).json as { items: { sid: string }[] };
    expect(items).toHaveLength(1);
    const { cure } = (await send('GET', `/portfolios/dear/suggestions/${items[0]!.sid}`)).json as {
      cure: Pick<RebalanceAnswer, 'trades' | 'cost' | 'benefit'> &
        Record<'before' | 'after', { margins: { maintenance: number }[] }>;
    };
    const [trade] = cure.trades;
    expect(cure.trades).toHaveLength(1);
    expect(trade!.cost.spread).toBeGreaterThan(0);
    expect(trade!.cost.fees).toBeGreaterThan(0);
    expect(cure.cost).toEqual({ ...trade!.cost, total: trade!.cost.spread + trade!.cost.fees });
    const freed = cure.before.margins[0]!.maintenance - cure.after.margins[0]!.maintenance;
    expect(cure.benefit!.marginFreed).toBeCloseTo(freed, 8);
    expect(cure.benefit!.netBenefit).toBeCloseTo((freed * 0.1 * 30) / 365 - cure.cost.total, 8);
  });

  it('doubling the cost rate never increases turnover', async () => {
    const random = new Random(14);
    const seen = { ladders: 0, falls: 0 };
    for (let n = 0; n < 25; n++) {
      const quantities = ['BTC-26JUN26-90000-C', 'BTC-26JUN26-70000-P', 'BTC-PERP'].map((id) => ({
        instrument: id,
        quantity: random.between(-10, 10).toFixed(1),
        averagePrice: id === 'BTC-PERP' ? '80000' : undefined,
        venue: 'main',
      }));
      let last = Infinity;
      for (let halfSpread = 0.0005; halfSpread < 0.3; halfSpread *= 2) {
        const answer = await rebalance({
          portfolio: { ...OPTION_BOOK, positions: quantities },
          costs: { halfSpread, feeFraction: 0 },
        });
        expect(answer.status.termination).toBe('optimal');
        const turnover = turnoverOf(answer);
        expect(turnover).toBeLessThanOrEqual(last * (1 + 1e-9) + 1e-6);
        if (turnover < last - 1) seen.falls += 1;
        last = turnover;
      }
      seen.ladders += 1;
    }
    console.log('turnover as costs double:', seen);
    expect(seen.falls).toBeGreaterThan(seen.ladders);
  });

  it('cost is convex in size: impact at its 3/2 or second power, shown by itself, and doubling all rates never raises what is paid at the old ones', async () => {
    const underlyings = OPTION_MARKET.underlyings.map((each) => ({ ...each, adv: 2_000 }));
    const market = { ...OPTION_MARKET, underlyings };
    for (const [kind, exponent] of [
      ['three-halves', 1.5],
      ['quadratic', 2],
    ] as const) {
      let last = Infinity;
      for (const rate of [1, 2, 4, 8, 16]) {
        const costs = { halfSpread: 0.0005 * rate, feeFraction: 0, impact: { kind, coefficient: 0.1 * rate } };
        const { status, trades, cost } = await rebalance({ market, costs });
        expect(status.termination).toBe('optimal');
        for (const { quantity, midPrice, cost: own } of trades) {
          const size = Math.abs(Number(quantity));
          const byHand = 0.1 * rate * midPrice * size * (size / 2_000) ** (exponent - 1);
          expect(Math.abs(own.impact / byHand - 1)).toBeLessThan(1e-9);
        }
        expect(cost.total).toBeCloseTo(cost.spread + cost.impact, 9);
        expect(cost.total / rate).toBeLessThanOrEqual(last * (1 + 1e-6));
        last = cost.total / rate;
      }
      expect(last).toBeGreaterThan(0);
    }
  });

  it('trades are suggested only where margin freed · funding rate · horizon − cost is above 0', async () => {
    const costs = { halfSpread: 0.002 };
    const seen: { days: number; trades: number; net: number }[] = [];
    for (const days of [0.01, 1, 3, 10, 30, 100, 300, 1000]) {
      const funding = { rateAnnual: 0.08, horizonDays: days };
      const { trades, before, after, cost, benefit } = await rebalance({ costs: { ...costs, funding } });
      const freed = before[0]!.initial - after[0]!.initial;
      const net = (freed * 0.08 * days) / 365 - cost.total;
      expect(benefit!.marginFreed).toBeCloseTo(freed, 8);
      expect(benefit!.netBenefit).toBeCloseTo(net, 6);
      if (trades.length > 0) expect(net).toBeGreaterThan(0);
      else expect({ freed, net }).toEqual({ freed: 0, net: 0 });
      expect(net).toBeGreaterThanOrEqual((seen.at(-1)?.net ?? 0) - 1e-6);
      seen.push({ days, trades: trades.length, net });
    }
    console.log('net benefit by horizon:', seen);
    expect(seen[0]!.trades).toBe(0);
    expect(seen.at(-1)!.trades).toBeGreaterThan(1);
  });

  it('and no other trade within the limits has a larger net benefit, by the certificate', async () => {
    const funding = { rateAnnual: 0.08, horizonDays: 100 };
    const request = { objective: MARGIN, universe: UNIVERSE, costs: { halfSpread: 0.002, funding } };
    const { before, benefit, certificate } = await rebalance(request);
    const nothing = before[0]!.initial * ((0.08 * 100) / 365);
    expect(nothing - certificate!.objective).toBeCloseTo(benefit!.netBenefit, 6);
    expect(nothing - certificate!.bound).toBeCloseTo(benefit!.netBenefit, 6);
    const verified = await post('/verify', {
      request: { portfolio: OPTION_BOOK, market: OPTION_MARKET, ...request },
      certificate,
    });
    expect(verified).toMatchObject({ valid: true });
  });
});

const EXPIRY = '2026-06-26T08:00:00Z';

/** One at-the-money option whose vol is that of the underlying, without a rate: its theta is all for its gamma. */
function straddleMarket(assetClass: 'crypto-major' | 'equity', volAnnual?: number) {
  const option = { kind: 'option', underlying: 'X', expiry: EXPIRY, strike: 80_000, impliedVol: 0.6 } as const;
  return marketSnapshot({
    asOf: '2026-04-22T00:00:00Z',
    underlyings: [{ id: 'X', price: 80_000, assetClass, rate: 0, dividendYield: 0, volAnnual }],
    instruments: [
      instrument({ ...option, id: 'X-C', right: 'call' }),
      instrument({ ...option, id: 'X-P', right: 'put' }),
      instrument({ id: 'X-PERP', kind: 'perpetual', underlying: 'X', mark: 80_000, bid: 79_980, ask: 80_020 }),
    ],
  });
}

function straddle(quantity: number) {
  const positions = ['X-C', 'X-P'].map((id) => ({ instrument: id, quantity: String(quantity), venue: 'main' }));
  return {
    baseCurrency: 'USD',
    positions,
    collateral: [{ asset: 'USD', quantity: '1000000', venue: 'main' }],
    orders: [],
  };
}

describe('the drag of gamma', () => {
  const universe = [
    { instrument: 'X-PERP', minTrade: '-10', maxTrade: '10' },
    { instrument: 'X-C', minTrade: '0', maxTrade: '4' },
  ];
  const ask = (market: ReturnType<typeof straddleMarket>, hedgeIntervalDays: number, quantity = -5) =>
    post<RebalanceAnswer>('/rebalance', {
      portfolio: straddle(quantity),
      market,
      objective: { minimise: 'margin', method: 'scenario-grid' },
      universe,
      costs: { halfSpread: 0.00025, feeFraction: 0.0005, hedgeIntervalDays },
    });

  it('is ½·|Γ|·S²·σ²/252 a day, or 365 where trading never stops: what theta pays for it', async () => {
    for (const [assetClass, days] of [
      ['crypto-major', 365],
      ['equity', 252],
    ] as const) {
      const market = straddleMarket(assetClass, 0.6);
      const [before] = (await ask(market, 1)).gammaDrag!.before;
      const { byUnderlying } = await post<ExposureAnswer>('/exposure', { portfolio: straddle(-5), market });
      const { gamma, theta } = byUnderlying[0]!.raw;
      expect(before).toMatchObject({ underlying: 'X', gamma, isPaid: true });
      expect(Math.abs(before!.drag! / ((0.5 * Math.abs(gamma) * 80_000 ** 2 * 0.6 ** 2) / days) - 1)).toBeLessThan(
        1e-12,
      );
      expect(Math.abs(before!.drag! / (theta / days) - 1)).toBeLessThan(1e-9);
    }
  });

  it('is in proportion to the interval; what hedging trades and costs is by its root', async () => {
    const market = straddleMarket('crypto-major', 0.6);
    const [day, four] = await Promise.all([1, 4].map(async (each) => (await ask(market, each)).gammaDrag!.before[0]!));
    expect(four!.drag! / day!.drag!).toBeCloseTo(4, 12);
    expect(four!.hedgeTurnover! / day!.hedgeTurnover!).toBeCloseTo(2, 12);
    // by hand: half the spread and the fee of the perpetual
    expect(day!.hedgeCost! / day!.hedgeTurnover!).toBeCloseTo(0.00025 + 0.0005, 12);
  });

  it('is what the mean of ½Γ(ΔS)² over a million normal moves says, and |Γ·ΔS|·S what hedging trades', async () => {
    const { gamma, drag, hedgeTurnover } = (await ask(straddleMarket('crypto-major', 0.6), 1)).gammaDrag!.before[0]!;
    const random = new Random(365);
    const sd = (80_000 * 0.6) / Math.sqrt(365);
    let [squares, sizes] = [0, 0];
    const n = 1_000_000;
    for (let k = 0; k < n; k++) {
      const move = sd * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
      squares += 0.5 * Math.abs(gamma) * move * move;
      sizes += Math.abs(gamma * move) * 80_000;
    }
    expect(Math.abs(squares / n / drag! - 1)).toBeLessThan(5e-3);
    expect(Math.abs(sizes / n / hedgeTurnover! - 1)).toBeLessThan(5e-3);
  });

  it('is earned by a book that is long, and falls as the trades close what was short', async () => {
    const market = straddleMarket('crypto-major', 0.6);
    expect((await ask(market, 1, 5)).gammaDrag!.before[0]).toMatchObject({ isPaid: false });
    const { gammaDrag, trades } = await ask(market, 1);
    expect(trades.map(({ instrument: id }) => id)).toContain('X-C');
    expect(gammaDrag!.after[0]!.drag!).toBeLessThan(gammaDrag!.before[0]!.drag!);
  });

  it('is not guessed where nothing states a volatility', async () => {
    expect((await ask(straddleMarket('crypto-major'), 1)).gammaDrag!.before[0]).toMatchObject({
      drag: null,
      hedgeTurnover: null,
      hedgeCost: null,
    });
  });
});
