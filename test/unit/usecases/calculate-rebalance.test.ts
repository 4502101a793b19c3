import { describe, expect, it } from 'vitest';
import { canonicalJson, type Outcome } from '../../../shared/foundation/index.ts';
import type { MarketSnapshot } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { calculateRebalance, type RebalanceAnswer, type RebalanceRequest } from '../../../shared/usecases/index.ts';
import { valueIn } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../../support/option-book.ts';

function rebalance(
  request: RebalanceRequest,
  portfolio: Portfolio = OPTION_BOOK,
  market: MarketSnapshot = OPTION_MARKET,
): Outcome<RebalanceAnswer> {
  return calculateRebalance({ portfolio, market: marketOf(market), marketDigest: 'market' }, request);
}

const GRID = { minimise: 'margin', method: 'scenario-grid' } as const;
const trades = ({ trades: all }: RebalanceAnswer) =>
  new Map(all.map((each) => [each.instrument, Number(each.quantity)]));
const forced = (minTrade: string, maxTrade: string) =>
  valueIn(rebalance({ objective: GRID, universe: [{ instrument: 'BTC-26JUN26-80000-C', minTrade, maxTrade }] }));

describe('the universe', () => {
  it('is by default every position, from closed to doubled', () => {
    const answer = valueIn(rebalance({ objective: GRID }));
    expect(trades(answer)).toEqual(
      new Map(OPTION_BOOK.positions.map(({ instrument: id, quantity }) => [id, -Number(quantity)])),
    );
    expect(answer.after[0]!.initial).toBeCloseTo(0, 6);
  });

  it('leaves out what is to be kept and positions of zero', () => {
    const flat = { instrument: 'BTC-26JUN26-80000-C', quantity: '0', venue: 'main' };
    const portfolio = { ...OPTION_BOOK, positions: [flat, ...OPTION_BOOK.positions] };
    const answer = valueIn(rebalance({ objective: GRID, constraints: { keep: ['BTC-PERP'] } }, portfolio));
    expect(trades(answer).has('BTC-PERP')).toBe(false);
    expect(trades(answer).has(flat.instrument)).toBe(false);
    expect(answer.trades.length).toBeGreaterThan(0);
  });

  it('leaves out, with a warning, positions without a quote where the market spread is the cost', () => {
    const answer = valueIn(rebalance({ objective: GRID, costs: { halfSpread: 'market' } }));
    expect([...trades(answer).keys()]).toEqual(['BTC-PERP']);
    expect(answer.warnings).toHaveLength(3);
    expect(answer.trades[0]!.cost.spread).toBeCloseTo(Math.abs(Number(answer.trades[0]!.quantity)) * 10, 9);
  });

  it('counts lots of one instrument at one venue as one position', () => {
    const perpetual = { instrument: 'BTC-PERP', quantity: '1', venue: 'main' };
    const portfolio = { ...OPTION_BOOK, positions: [perpetual, perpetual] };
    const answer = valueIn(rebalance({ objective: { minimise: 'margin', method: 'paradex-style' } }, portfolio));
    expect(trades(answer)).toEqual(new Map([['BTC-PERP', -2]]));
    expect(answer.after[0]!.initial).toBeCloseTo(0, 6);
  });

  it('keeps to bounds that force a trade, and prices them', () => {
    for (const [minTrade, maxTrade, side] of [
      ['-9', '-5', 'maxTrade'],
      ['30', '40', 'minTrade'],
    ] as const) {
      const answer = forced(minTrade, maxTrade);
      const bound = side === 'minTrade' ? Number(minTrade) : Number(maxTrade);
      expect(trades(answer).get('BTC-26JUN26-80000-C')).toBe(bound);
      const price = answer.prices.find((each) => each.constraint === `universe/BTC-26JUN26-80000-C/${side}`)!;
      const eased =
        side === 'minTrade' ? forced(String(bound - 0.01), maxTrade) : forced(minTrade, String(bound + 0.01));
      const change = (eased.certificate!.objective - answer.certificate!.objective) / 0.01;
      expect(Math.abs(change - price.objectivePerUnit)).toBeLessThanOrEqual(1e-6 * Math.abs(change));
    }
  });

  it.each([
    ['nothing', { universe: [] }, 'invalid-input', undefined],
    [
      'all kept',
      { constraints: { keep: OPTION_BOOK.positions.map((each) => each.instrument) } },
      'invalid-input',
      undefined,
    ],
    ['unknown', { universe: [{ instrument: 'X', maxTrade: '1' }] }, 'unknown-instrument', '/universe/0/instrument'],
    ['unbounded', { universe: [{ instrument: 'BTC-26JUN26-80000-C' }] }, 'invalid-input', '/universe/0/maxTrade'],
    [
      'crossed',
      { universe: [{ instrument: 'BTC-PERP', minTrade: '2', maxTrade: '1' }] },
      'invalid-input',
      '/universe/0/minTrade',
    ],
    [
      'twice',
      { universe: ['1', '2'].map((maxTrade) => ({ instrument: 'BTC-PERP', maxTrade })) },
      'invalid-input',
      '/universe',
    ],
    [
      'without a quote',
      { universe: [{ instrument: 'BTC-26JUN26-80000-C', maxTrade: '1' }], costs: { halfSpread: 'market' } },
      'missing-market-data',
      '/universe/0/instrument',
    ],
    ['a rebate', { costs: { feeFraction: -0.001 } }, 'unsupported', '/portfolio/positions/0/instrument'],
  ] as const)('refuses %s by name', (_, parts, reason, pointer) => {
    const answer = rebalance({ objective: GRID, ...(parts as Partial<RebalanceRequest>) });
    const errors =
      pointer === undefined ? {} : { errors: expect.arrayContaining([expect.objectContaining({ pointer })]) };
    expect(answer).toMatchObject({ ok: false, failure: { reason, ...errors } });
  });
});

describe('limits', () => {
  it('unchanged keeps the Greek where it was', () => {
    for (const greek of ['delta', 'gamma', 'vega'] as const) {
      const constraints = { greeks: [{ underlying: 'BTC', greek, unchanged: true }] };
      const answer = valueIn(rebalance({ objective: GRID, constraints }));
      expect(answer.status.termination).toBe('optimal');
      const free = valueIn(rebalance({ objective: GRID }));
      expect(answer.after[0]!.initial).toBeGreaterThan(free.after[0]!.initial + 1);
      expect(answer.after[0]!.initial).toBeLessThan(answer.before[0]!.initial - 1);
    }
  });

  it('a band without a side is no limit', () => {
    const constraints = { greeks: [{ underlying: 'BTC', greek: 'delta' as const }] };
    const answer = valueIn(rebalance({ objective: GRID, constraints }));
    expect(answer.certificate!.objective).toBe(valueIn(rebalance({ objective: GRID })).certificate!.objective);
  });

  it.each([
    [
      'an underlying that nothing follows',
      [{ underlying: 'ETH', greek: 'delta', min: 0 }],
      '/constraints/greeks/0/underlying',
    ],
    ['a crossed band', [{ underlying: 'BTC', greek: 'vega', min: 1, max: 0 }], '/constraints/greeks/0/min'],
    [
      'two bands on one Greek',
      [
        { underlying: 'BTC', greek: 'delta', min: 0 },
        { underlying: 'BTC', greek: 'delta', max: 1 },
      ],
      '/constraints/greeks/1',
    ],
  ] as const)('refuses %s', (_, greeks, pointer) => {
    expect(rebalance({ objective: GRID, constraints: { greeks } })).toMatchObject({
      ok: false,
      failure: { reason: 'invalid-input', errors: [{ pointer }] },
    });
  });

  it('that contradict each other are named, each of them needed', () => {
    const constraints = {
      greeks: [
        { underlying: 'BTC', greek: 'delta' as const, min: 50, max: 60 },
        { underlying: 'BTC', greek: 'vega' as const, min: -1e9 },
      ],
      costBudget: 1,
      turnoverBudget: 1e12,
    };
    const universe = [{ instrument: 'BTC-PERP', minTrade: '-100', maxTrade: '100' }];
    const request = { objective: GRID, universe, constraints };
    const answer = valueIn(rebalance(request));
    expect(answer.status.termination).toBe('infeasible');
    expect(answer.infeasible!.conflict.toSorted()).toEqual(['costBudget', 'greeks/BTC/delta']);
    expect(answer.after).toEqual(answer.before);
    for (const greeks of [[], constraints.greeks]) {
      const { costBudget: _, ...withoutBudget } = constraints;
      const parts = greeks.length === 0 ? { ...constraints, greeks } : withoutBudget;
      expect(valueIn(rebalance({ ...request, constraints: parts })).status.termination).toBe('optimal');
    }
  });
});

describe('the objective', () => {
  it('one term is margin plus costs, a list is its weighted terms', () => {
    const costs = { halfSpread: 0.01 };
    const one = valueIn(rebalance({ objective: GRID, costs }));
    const listed = valueIn(rebalance({ objective: [GRID, { minimise: 'cost' }], costs }));
    expect(listed.certificate!.objective).toBeCloseTo(one.certificate!.objective, 6);
    const heavy = valueIn(rebalance({ objective: [GRID, { minimise: 'cost', weight: 1_000 }], costs }));
    expect(heavy.trades).toEqual([]);
    const free = valueIn(rebalance({ objective: [GRID], costs }));
    expect(free.certificate!.objective).toBeLessThan(one.certificate!.objective);
  });

  it('may be maintenance, or the margins of several methods', () => {
    const paradex = { minimise: 'margin', method: 'paradex-style' } as const;
    const { before } = valueIn(rebalance({ objective: { ...paradex, requirement: 'maintenance' } }));
    expect(before).toHaveLength(1);
    const answer = valueIn(rebalance({ objective: [GRID, { ...paradex, weight: 0.5 }, { minimise: 'cost' }] }));
    expect(answer.before.map(({ method }) => method)).toEqual(['scenario-grid', 'paradex-style']);
    const [grid, other] = answer.after as [RebalanceAnswer['after'][number], RebalanceAnswer['after'][number]];
    const cost = answer.trades.reduce((total, each) => total + each.cost.spread + each.cost.fees, 0);
    expect(grid.initial + 0.5 * other.initial + cost).toBeCloseTo(answer.certificate!.objective, 4);
  });

  it('that would gain from paying costs is refused by name', () => {
    const coin = instrument({
      id: 'COIN',
      kind: 'perpetual',
      underlying: 'BTC',
      payoff: 'inverse',
      multiplier: 10,
      mark: 80_000,
    });
    const market = marketSnapshot({ ...OPTION_MARKET, instruments: [coin] });
    const portfolio: Portfolio = {
      baseCurrency: 'USD',
      positions: [{ instrument: 'COIN', quantity: '10000', venue: 'main' }],
      collateral: [{ asset: 'BTC', quantity: '5', venue: 'main' }],
      orders: [],
    };
    const request = {
      universe: [{ instrument: 'COIN', minTrade: '-30000', maxTrade: '30000' }],
      costs: { halfSpread: 0.001 },
    };
    const term = { minimise: 'margin', method: 'paradex-style' } as const;
    expect(rebalance({ ...request, objective: [term] }, portfolio, market)).toMatchObject({
      ok: false,
      failure: { reason: 'unsupported', detail: expect.stringContaining('weigh the cost') },
    });
    expect(valueIn(rebalance({ ...request, objective: term }, portfolio, market)).status.termination).toBe('optimal');
  });

  it('names a method that is unknown', () => {
    const unknown = { minimise: 'margin', method: 'nothing' } as const;
    expect(rebalance({ objective: [{ minimise: 'cost' }, unknown] })).toMatchObject({
      failure: { reason: 'invalid-input', errors: [{ pointer: '/objective/1/method' }] },
    });
    expect(rebalance({ objective: { minimise: 'margin', method: 'span' } })).toMatchObject({
      failure: { reason: 'invalid-input', errors: [{ pointer: '/objective/method' }] },
    });
  });
});

describe('the answer', () => {
  it('is equal in bytes for equal requests', () => {
    const request: RebalanceRequest = {
      objective: { minimise: 'margin', method: 'paradex-style' },
      constraints: { greeks: [{ underlying: 'BTC', greek: 'delta', min: -1, max: 1 }], costBudget: 300 },
      costs: { halfSpread: 0.002 },
    };
    const bytes = () => canonicalJson(valueIn(rebalance(structuredClone(request), structuredClone(OPTION_BOOK))));
    expect(bytes()).toBe(bytes());
  });

  it('leaves the book as it is where the work allowed runs out', () => {
    const answer = valueIn(rebalance({ objective: GRID, limits: { pivots: 1 } }));
    expect(answer.status.termination).toBe('work-limit');
    expect(answer).toMatchObject({ trades: [], prices: [], infeasible: null });
    expect(answer.after).toEqual(answer.before);
    const { objective, bound } = answer.certificate!;
    expect(objective).toBeCloseTo(answer.before[0]!.initial, 6);
    expect(bound).toBeLessThanOrEqual(0);
  });

  it('says so where the numbers are hopeless, and trades nothing', () => {
    const most = '999999999999999';
    const universe = [{ instrument: 'BTC-PERP', minTrade: `-${most}`, maxTrade: most }];
    const objective = { minimise: 'margin', method: 'paradex-style' } as const;
    const answer = valueIn(rebalance({ objective, universe, costs: { halfSpread: 0.002 } }));
    expect(answer).toMatchObject({ status: { termination: 'numerical-trouble' }, trades: [], certificate: null });
    expect(answer.warnings.filter((each) => each.startsWith('numerical-trouble: '))).toHaveLength(1);
  });
});
