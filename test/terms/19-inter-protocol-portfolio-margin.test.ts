import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarginAnswer, PoolingAnswer } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { shockedSnapshot } from '../support/shocked-snapshot.ts';

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
});
afterAll(() => api.close());

const MARKET = marketSnapshot({
  asOf: '2026-04-22T00:00:00Z',
  underlyings: [
    { id: 'BTC', price: 80_000, rate: 0, dividendYield: 0 },
    { id: 'ETH', price: 2_500, rate: 0, dividendYield: 0 },
  ],
  instruments: [
    instrument({ id: 'ETH-PERP', kind: 'perpetual', underlying: 'ETH', mark: 2_500 }),
    instrument({ id: 'BTC-PERP', kind: 'perpetual', underlying: 'BTC', mark: 80_000 }),
    instrument({
      id: 'ETH-2600-C',
      kind: 'option',
      underlying: 'ETH',
      expiry: '2026-06-26T08:00:00Z',
      strike: 2_600,
      right: 'call',
      impliedVol: 0.7,
    }),
  ],
});

/** Ether lent against a loan that has accrued for a year; ether bought on margin; calls written against bitcoin elsewhere. */
const LOANS = [
  {
    side: 'lend',
    asset: 'ETH',
    quantity: '10',
    ltv: 0.75,
    liquidationThreshold: 0.8,
    liquidationPenalty: 0.05,
    venue: 'lender',
  },
  {
    side: 'borrow',
    asset: 'USDC',
    quantity: '15000',
    rate: 0.04,
    accruedSince: '2025-04-22T00:00:00Z',
    venue: 'lender',
  },
];
const BOOK = {
  baseCurrency: 'USD',
  positions: [
    { instrument: 'ETH-PERP', quantity: '20', averagePrice: '2500', venue: 'perps' },
    { instrument: 'ETH-2600-C', quantity: '-5', venue: 'options' },
  ],
  collateral: [
    { asset: 'USDC', quantity: '14000', venue: 'perps' },
    { asset: 'BTC', quantity: '1', venue: 'options' },
  ],
  loans: LOANS,
};
const SHOCK = { spotShockFraction: -0.4 };
const DEBT = 15_000 * Math.exp(0.04);

async function post(path: string, body: object, status = 200) {
  const answer = await api.call({ method: 'POST', path, headers: { 'x-api-key': KEYS.local }, body });
  expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({ status, text: '' });
  return answer.json;
}

async function pooling(parts: object = {}, status = 200): Promise<PoolingAnswer> {
  const body = { portfolio: BOOK, market: MARKET, method: 'scenario-grid', transferability: 0.5, ...parts };
  return (await post('/v1/pooling', body, status)) as PoolingAnswer;
}

async function liquidation(parts: object = {}) {
  const { liquidation: found } = await pooling({ shock: SHOCK, ...parts });
  return found!;
}

function withLoan(parts: object) {
  return { portfolio: { ...BOOK, loans: [{ ...LOANS[0], ...parts }] } };
}

describe('term 19: inter-protocol portfolio margin', () => {
  it('values a loan with its interest, and states its limits and health', async () => {
    const { lending, venues } = await pooling();
    const [account] = lending;
    expect(account).toMatchObject({ venue: 'lender', account: 'main', lent: 25_000, borrowLimit: 18_750 });
    expect(account!.debt).toBeCloseTo(DEBT, 8);
    expect(account!.available).toBeCloseTo(18_750 - DEBT, 8);
    expect(account!.healthFactor).toBeCloseTo(20_000 / DEBT, 12);
    const lender = venues.find(({ id }) => id === 'lender')!;
    expect(lender.equity).toBeCloseTo(25_000 - DEBT, 8);
    const simple = LOANS.map((leg) => ({ ...leg, compounding: 'simple' }));
    const other = await pooling({ portfolio: { ...BOOK, loans: simple } });
    expect(other.lending[0]!.debt).toBeCloseTo(15_600, 8);
  });

  it('stresses a loan with its collateral: the venue is charged for the ether lent, and pooled with a short elsewhere', async () => {
    const { venues } = await pooling();
    const ether = { baseCurrency: 'USD', collateral: [{ asset: 'ETH', quantity: '10' }] };
    const alone = await post('/v1/margin', { portfolio: ether, market: MARKET, methods: [{ id: 'scenario-grid' }] });
    const worst = (alone as MarginAnswer).margins[0]!.initial;
    expect(worst).toBeGreaterThan(0);
    expect(venues.find(({ id }) => id === 'lender')!.siloed.initial).toBeCloseTo(worst, 6);
    const hedge = { instrument: 'ETH-PERP', quantity: '-10', averagePrice: '2500', venue: 'hedge' };
    const hedged = await pooling({
      portfolio: { ...BOOK, positions: [hedge], collateral: [], loans: LOANS },
      transferability: 1,
    });
    expect(hedged.siloed.initial).toBeGreaterThan(2 * worst - 1e-6);
    expect(Math.abs(hedged.pooled.initial)).toBeLessThan(1e-6);
  });

  it('reports which protocol liquidates first under a common shock, where re-pricing agrees', async () => {
    const { first, order } = await liquidation();
    expect(order.map(({ venue }) => venue)).toEqual(['perps', 'lender', 'options']);
    expect(first).toEqual({ kind: 'margin', venue: 'perps', account: null });
    const [perps, lender, options] = order;
    expect(options!.breachFraction).toBeNull();
    // 10·2500·(1 − 0.4·f)·0.8 = debt
    expect(lender!.breachFraction).toBeCloseTo((1 - DEBT / 20_000) / 0.4, 10);
    const there = shockedSnapshot(MARKET, { spot: -0.4 * perps!.breachFraction! });
    const positions = BOOK.positions.filter(({ venue }) => venue === 'perps');
    const collateral = BOOK.collateral.filter(({ venue }) => venue === 'perps');
    const body = {
      portfolio: { ...BOOK, positions, collateral, loans: [] },
      market: there,
      methods: [{ id: 'scenario-grid' }],
    };
    const [margin] = ((await post('/v1/margin', body)) as MarginAnswer).margins;
    expect(Math.abs(margin!.excess.maintenance)).toBeLessThan(0.01);
  });

  it('adds up the penalties of the accounts that fall', async () => {
    const { rounds, penalties, impactLoss, loss, equityBefore, equityShocked, equityAfter, hasEnded } =
      await liquidation({
        liquidation: { penaltyFraction: 0.01 },
      });
    expect(rounds).toHaveLength(1);
    const [perps, lender] = rounds[0]!.liquidations;
    // 20 ether closed at 1500; a debt that what is lent just covers with the penalty, or all that there is
    expect(perps).toMatchObject({ venue: 'perps', closed: 30_000 });
    expect(perps!.penalty).toBeCloseTo(300, 8);
    expect(perps!.equityAfter).toBeCloseTo(14_000 - 20_000 - 300, 8);
    const repaid = Math.min(DEBT, 15_000 / 1.05);
    expect(lender!.penalty).toBeCloseTo(0.05 * repaid, 8);
    expect(penalties).toBeCloseTo(300 + 0.05 * repaid, 8);
    expect(impactLoss).toBe(0);
    expect(loss).toBe(penalties);
    expect(equityShocked - loss).toBeCloseTo(equityAfter, 8);
    expect(equityBefore).toBeGreaterThan(equityShocked);
    expect(hasEnded).toBe(true);
  });

  it('runs the cascade: what one sells moves the price that the next is liquidated at', async () => {
    // only the perpetuals don't bear this shock: selling their 20 ether is what breaks the lender
    const shock = { spotShockFraction: -0.2 };
    const quiet = await liquidation({ shock });
    expect(quiet.rounds.map((round) => round.liquidations.map(({ venue }) => venue))).toEqual([['perps']]);
    const moved = await liquidation({ shock, liquidation: { impactPerUnit: { ETH: 0.005 } } });
    expect(moved.rounds.map((round) => round.liquidations.map(({ venue }) => venue))).toEqual([['perps'], ['lender']]);
    const [first, second] = moved.rounds;
    expect(first!.sold['ETH']).toBeCloseTo(20, 10);
    expect(first!.moves['ETH']).toBeCloseTo(-0.1, 10);
    const price = 2_500 * 0.8 * 0.9;
    expect(second!.sold['ETH']).toBeCloseTo((DEBT * 1.05) / price, 8);
    expect(moved.loss).toBeGreaterThan(quiet.loss);
    expect(moved.equityShocked - moved.loss).toBeCloseTo(moved.equityAfter, 8);
    let before = quiet.loss;
    for (const impact of [0.001, 0.003, 0.005, 0.008]) {
      const { loss } = await liquidation({ shock, liquidation: { impactPerUnit: { ETH: impact } } });
      expect(loss).toBeGreaterThan(before);
      before = loss;
    }
  });

  it('repays part of a debt at a time until the account is healthy again', async () => {
    const { rounds, hasEnded } = await liquidation({
      shock: { spotShockFraction: -0.25 },
      liquidation: { closeFraction: 0.1 },
      portfolio: { ...BOOK, positions: [], collateral: [] },
    });
    expect(hasEnded).toBe(true);
    let [lent, debt] = [25_000 * 0.75, DEBT];
    let expected = 0;
    while (lent * 0.8 < debt) {
      [lent, debt] = [lent - debt * 0.1 * 1.05, debt * 0.9];
      expected++;
    }
    expect(rounds).toHaveLength(expected);
    expect(rounds.at(-1)!.liquidations[0]!.equityAfter).toBeCloseTo(lent - debt, 6);
  });

  it('names what is wrong with a loan, a move or an impact', async () => {
    const refused = [
      [withLoan({ asset: 'NOPE' }), '/portfolio/loans/0/asset', 422],
      [withLoan({ rate: 0.1 }), '/portfolio/loans/0/accruedSince', 400],
      [withLoan({ rate: 0.1, accruedSince: '2027-01-01T00:00:00Z' }), '/portfolio/loans/0/accruedSince', 422],
      [withLoan({ ltv: 0.9 }), '/portfolio/loans/0/liquidationThreshold', 400],
      [withLoan({ side: 'borrow' }), '/portfolio/loans/0/side', 400],
      [{ shock: SHOCK, liquidation: { impactPerUnit: { ETH: 0.9 } } }, '/liquidation/impactPerUnit/ETH', 422],
      [{ shock: SHOCK, liquidation: { impactPerUnit: { XYZ: 0.1 } } }, '/liquidation/impactPerUnit/XYZ', 422],
      [{ shock: { ...SHOCK, underlyings: { XYZ: SHOCK } } }, '/shock/underlyings/XYZ', 422],
    ] as const;
    for (const [parts, pointer, status] of refused) {
      expect(await pooling(parts, status)).toMatchObject({ errors: [{ pointer }] });
    }
  });

  it('refuses to store a portfolio whose loans it would lose', async () => {
    const headers = { 'x-api-key': KEYS.local };
    const answer = await api.call({ method: 'PUT', path: '/v1/portfolios/lent', headers, body: BOOK });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ errors: [{ pointer: '/loans' }] });
  });
});
