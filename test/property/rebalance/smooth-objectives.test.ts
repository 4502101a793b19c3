import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../../shared/exposure/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { readBook } from '../../../shared/risk/index.ts';
import {
  calculateRebalance,
  type ObjectiveTerm,
  type RebalanceRequest,
  verifyRebalance,
} from '../../../shared/usecases/index.ts';
import { marginUnder, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';
import { Random } from '../../support/random.ts';

const ADV = { BTC: 2_000, ETH: 40_000, SOL: 300_000 };
const MARKET = marketOf({
  ...MIXED_MARKET,
  underlyings: MIXED_MARKET.underlyings.map((each) => ({ ...each, adv: ADV[each.id as keyof typeof ADV] })),
});
const NAMES = ['BTC', 'ETH', 'SOL'];
const SIGMA = [
  [0.0009, 0.0007, 0.0008],
  [0.0007, 0.0016, 0.0011],
  [0.0008, 0.0011, 0.0025],
];
const MEANS = { BTC: 0.0004, ETH: -0.0003, SOL: 0.0006 };
const CAPITAL = 200_000;
const HALF_SPREAD = 0.0001;
/** Of dollars: notional per contract, and units of the underlying that it is. */
const CONTRACTS = {
  'BTC-PERP': { value: 80_040, units: 1, adv: ADV.BTC },
  'BTC-70-P': { value: 2_450, units: 1, adv: ADV.BTC },
  'ETH-PERP': { value: 2_499, units: 1, adv: ADV.ETH },
  'SOL-PERP': { value: 150.1, units: 1, adv: ADV.SOL },
} as const;
const IDS = Object.keys(CONTRACTS) as (keyof typeof CONTRACTS)[];
const BOUND = 10;
const ofVariance = { covariance: { names: NAMES, matrix: SIGMA }, capital: CAPITAL };

const terms: fc.Arbitrary<ObjectiveTerm> = fc.oneof(
  fc.constantFrom('delta' as const, 'delta-gamma' as const).map((approximation) => ({
    minimise: 'variance' as const,
    approximation,
    ...ofVariance,
  })),
  fc.constantFrom(0.5, 5).map((riskAversion) => ({
    minimise: 'mean-variance' as const,
    riskAversion,
    expectedReturns: MEANS,
    ...ofVariance,
  })),
  fc.constantFrom(-0.2, 0.1).map((weight) => ({
    minimise: 'tracking' as const,
    target: { weights: { BTC: weight } },
    ...ofVariance,
  })),
  fc
    .constantFrom('paradex-style', 'scenario-grid')
    .map((method) => ({ minimise: 'margin' as const, method, weight: 0.01 })),
);

const cases = fc.record({
  portfolio: randomBook({ orders: false, assets: false }),
  ids: fc.subarray(IDS, { minLength: 1 }),
  first: terms,
  second: fc.option(terms, { nil: null }),
  impact: fc.record({
    kind: fc.constantFrom('linear' as const, 'three-halves' as const, 'quadratic' as const),
    coefficient: fc.constantFrom(0, 0.01, 0.5),
  }),
  deltaWidth: fc.constantFrom(1, 100),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function bookOf(positions: Portfolio['positions']): Portfolio {
  return { baseCurrency: 'USD', positions, collateral: [], orders: [] };
}

/** What is left of a trade by rounding is worth more here than a part in a million of some row. */
const NEAR_BOUNDS: readonly Case[] = [
  {
    portfolio: bookOf([{ instrument: 'BTC-SPOT', quantity: '6', venue: 'main' }]),
    ids: ['BTC-70-P', 'ETH-PERP', 'SOL-PERP'],
    first: { minimise: 'margin', method: 'paradex-style', weight: 0.01 },
    second: { minimise: 'tracking', target: { weights: { BTC: 0.1 } }, ...ofVariance },
    impact: { kind: 'linear', coefficient: 0.01 },
    deltaWidth: 100,
  },
  {
    portfolio: bookOf([
      { instrument: 'BTC-PERP', quantity: '-6.875', venue: 'main' },
      { instrument: 'BTC-80-C', quantity: '-6.125', venue: 'main' },
      { instrument: 'BTC-PERP', quantity: '0.375', venue: 'second' },
    ]),
    ids: ['ETH-PERP'],
    first: { minimise: 'margin', method: 'paradex-style', weight: 0.01 },
    second: { minimise: 'variance', approximation: 'delta', ...ofVariance },
    impact: { kind: 'linear', coefficient: 0.01 },
    deltaWidth: 1,
  },
];

const EXPONENTS = { linear: 1, 'three-halves': 1.5, quadratic: 2 } as const;

/** By hand: half the spread, and the coefficient by the power of the participation. */
function costBy({ impact: { kind, coefficient } }: Case, trades: ReadonlyMap<string, number>): number {
  return [...trades].reduce((sum, [id, quantity]) => {
    const { value, units, adv } = CONTRACTS[id as keyof typeof CONTRACTS];
    const size = Math.abs(quantity);
    const share = (size * units) / adv;
    return sum + size * value * (HALF_SPREAD + coefficient * share ** (EXPONENTS[kind] - 1));
  }, 0);
}

function traded(each: Case, trades: ReadonlyMap<string, number>): Portfolio {
  const { portfolio } = each;
  const added = [...trades].map(([instrument, quantity]) => ({
    instrument,
    quantity: String(quantity),
    venue: 'main',
  }));
  const premium = (trades.get('BTC-70-P') ?? 0) * 2_450;
  const cash = { asset: 'USD', quantity: (-premium - costBy(each, trades)).toFixed(12), venue: 'main' };
  return { ...portfolio, positions: [...portfolio.positions, ...added], collateral: [cash] };
}

/** xᵀMx */
const form = (matrix: number[][], x: number[]) =>
  x.reduce((sum, a, i) => sum + x.reduce((inner, b, j) => inner + a * b * matrix[i]![j]!, 0), 0);

/** What a term says of a book, from its Greeks by underlying or by the margin engine. */
function termAt(term: ObjectiveTerm, portfolio: Portfolio): number {
  if (term.minimise === 'margin') return 0.01 * marginUnder(portfolio, MARKET, { id: term.method }).initial;
  const cells = exposureOf(valueIn(readBook(portfolio, MARKET))).byUnderlying;
  const cash = NAMES.map((name) => cells.find(({ underlying }) => underlying === name)?.cash ?? { delta: 0, gamma: 0 });
  const target = term.minimise === 'tracking' ? (term.target.weights?.['BTC'] ?? 0) * CAPITAL : 0;
  const delta = cash.map((each, i) => each.delta - (i === 0 ? target : 0));
  const isCurved = 'approximation' in term && term.approximation === 'delta-gamma';
  const squared = SIGMA.map((row) => row.map((value) => (value * value) / 2));
  const variance =
    form(SIGMA, delta) +
    (isCurved
      ? form(
          squared,
          cash.map(({ gamma }) => gamma),
        )
      : 0);
  if (term.minimise !== 'mean-variance') return variance / CAPITAL;
  const gain = delta.reduce((sum, each, i) => sum + each * Object.values(MEANS)[i]!, 0);
  return ((term.riskAversion / 2) * variance) / CAPITAL - gain;
}

describe('rebalances with smooth terms and impact', () => {
  it('are what Greeks, the margin engine and the cost formula say, certified, and no random trade is better', () => {
    const seen = { solved: 0, trades: 0, rivals: 0, largestError: 0, largestGap: 0 };
    fc.assert(
      fc.property(cases, fc.integer(), (each, seed) => {
        const { portfolio, ids, first, second, deltaWidth } = each;
        const objective = [first, ...(second === null ? [] : [second])];
        const btc = exposureOf(valueIn(readBook(portfolio, MARKET))).byUnderlying.find(
          (cell) => cell.underlying === 'BTC',
        );
        const now = btc?.raw.delta ?? 0;
        const isHeld = btc !== undefined || ids.some((id) => id.startsWith('BTC'));
        const band = { underlying: 'BTC', greek: 'delta', min: now - deltaWidth, max: now + deltaWidth } as const;
        const request: RebalanceRequest = {
          objective: [...objective, { minimise: 'cost' }],
          universe: ids.map((instrument) => ({ instrument, minTrade: String(-BOUND), maxTrade: String(BOUND) })),
          constraints: { greeks: isHeld ? [band] : [] },
          costs: { halfSpread: HALF_SPREAD, feeFraction: 0, impact: each.impact },
        };
        const subject = { portfolio, market: MARKET, marketDigest: 'mixed' };
        const { status, certificate, trades, cost } = valueIn(calculateRebalance(subject, request));
        expect(status).toEqual({ termination: 'optimal', exactness: 'exact' });
        expect(valueIn(verifyRebalance(subject, request, certificate!))).toMatchObject({ valid: true, refuted: [] });
        const best = new Map(trades.map(({ instrument, quantity }) => [instrument, Number(quantity)]));
        const valueOf = (made: ReadonlyMap<string, number>) => {
          const after = traded(each, made);
          return objective.reduce((sum, term) => sum + termAt(term, after), costBy(each, made));
        };
        const value = valueOf(best);
        const scale = Math.max(1, Math.abs(value), Math.abs(valueOf(new Map())));
        expect(Math.abs(cost.total - costBy(each, best))).toBeLessThanOrEqual(1e-9 * Math.max(1, cost.total));
        const error = Math.abs(value - certificate!.objective) / scale;
        expect(error).toBeLessThanOrEqual(1e-6);
        seen.largestError = Math.max(seen.largestError, error);
        seen.largestGap = Math.max(seen.largestGap, certificate!.gapFraction);
        const random = new Random(seed);
        for (let i = 0; i < 30; i += 1) {
          const reach = random.next() ** 4 * BOUND;
          const rival = new Map(
            ids.map((id) => [
              id,
              Math.min(BOUND, Math.max(-BOUND, (best.get(id) ?? 0) + random.between(-reach, reach))),
            ]),
          );
          const after = exposureOf(valueIn(readBook(traded(each, rival), MARKET))).byUnderlying;
          const delta = after.find((cell) => cell.underlying === 'BTC')?.raw.delta ?? 0;
          if (isHeld && Math.abs(delta - now) > deltaWidth) continue;
          seen.rivals += 1;
          expect(valueOf(rival)).toBeGreaterThanOrEqual(certificate!.bound - 1e-9 * scale);
        }
        seen.solved += 1;
        seen.trades += best.size;
      }),
      { numRuns: 60, examples: NEAR_BOUNDS.map((each) => [each, 0]) },
    );
    console.log(`smooth objectives: ${JSON.stringify(seen)}`);
    expect(seen.trades).toBeGreaterThan(40);
    expect(seen.rivals).toBeGreaterThan(500);
  });

  it.each([
    { most: 10, ids: ['BTC-PERP', 'BTC-INV', 'BTC-75-P-COIN', 'ETH-PERP'] },
    { most: 1000, ids: ['BTC-PERP', 'BTC-INV', 'BTC-JUN', 'BTC-75-P-COIN'] },
  ])('of a book of nothing trade nothing, proven: $ids, up to $most', ({ most, ids }) => {
    const request: RebalanceRequest = {
      objective: { minimise: 'margin', method: 'paradex-style' },
      universe: ids.map((instrument) => ({ instrument, minTrade: String(-most), maxTrade: String(most) })),
      costs: { halfSpread: 0.0005, feeFraction: 0.0003, impact: { kind: 'quadratic', coefficient: 0.001 } },
    };
    const subject = { portfolio: bookOf([]), market: MARKET, marketDigest: 'mixed' };
    const { status, certificate, trades } = valueIn(calculateRebalance(subject, request));
    expect(status).toEqual({ termination: 'optimal', exactness: 'exact' });
    expect(trades).toEqual([]);
    expect(valueIn(verifyRebalance(subject, request, certificate!))).toMatchObject({ valid: true, refuted: [] });
  });
});
