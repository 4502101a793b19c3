import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calculateRebalance,
  type ObjectiveTerm,
  type RebalanceAnswer,
  type RebalanceRequest,
  verifyRebalance,
} from '../../../shared/usecases/index.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';

const MARKET = marketOf({
  ...MIXED_MARKET,
  underlyings: MIXED_MARKET.underlyings.map((each) => ({ ...each, adv: 5_000 })),
});
const VARIANCE: ObjectiveTerm = {
  minimise: 'variance',
  approximation: 'delta-gamma',
  covariance: {
    names: ['BTC', 'ETH', 'SOL'],
    matrix: [
      [0.0009, 0.0007, 0.0008],
      [0.0007, 0.0016, 0.0011],
      [0.0008, 0.0011, 0.0025],
    ],
  },
  capital: 20_000,
};
const IDS = ['BTC-PERP', 'BTC-70-P', 'ETH-PERP', 'SOL-PERP'];

const cases = fc.record({
  portfolio: randomBook({ orders: false, assets: false }),
  ids: fc.subarray(IDS, { minLength: 2, maxLength: 3 }),
  objective: fc.constantFrom<readonly ObjectiveTerm[]>(
    [VARIANCE, { minimise: 'cost' }],
    [VARIANCE, { minimise: 'margin', method: 'scenario-grid', weight: 0.01 }, { minimise: 'cost' }],
  ),
  impact: fc.record({
    kind: fc.constantFrom('three-halves' as const, 'quadratic' as const),
    coefficient: fc.constantFrom(0, 0.01, 0.5),
  }),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function rebalance(each: Case, change: Partial<RebalanceRequest>): RebalanceAnswer {
  const subject = { portfolio: each.portfolio, market: MARKET, marketDigest: 'mixed' };
  const request: RebalanceRequest = {
    objective: each.objective,
    universe: each.ids.map((instrument) => ({ instrument, minTrade: '-10', maxTrade: '10' })),
    costs: { halfSpread: 0.0001, feeFraction: 0, impact: each.impact },
    limits: { gapFraction: 0 },
    ...change,
  };
  const answer = valueIn(calculateRebalance(subject, request));
  expect(valueIn(verifyRebalance(subject, request, answer.certificate!))).toMatchObject({ valid: true, refuted: [] });
  return answer;
}

function entry(instrument: string, least: number, most: number) {
  return { instrument, minTrade: String(least), maxTrade: String(most) };
}

function isNear(value: number, other: number): void {
  expect(Math.abs(value - other) / Math.max(1, Math.abs(other))).toBeLessThan(2e-6);
}

describe('few trades under a smooth objective', () => {
  it('are as good as the best of the instruments alone', () => {
    let traded = 0;
    fc.assert(
      fc.property(cases, (each) => {
        const { objective, trades } = rebalance(each, { constraints: { maxTrades: 1 } });
        const alone = each.ids.map(
          (instrument) =>
            rebalance(each, { universe: [{ instrument, minTrade: '-10', maxTrade: '10' }] }).objective.after,
        );
        expect(trades.length).toBeLessThanOrEqual(1);
        expect(objective.after).toBeLessThanOrEqual(objective.before);
        isNear(objective.after, Math.min(...alone));
        traded += trades.length;
      }),
      { numRuns: 40 },
    );
    expect(traded).toBeGreaterThan(20);
  });
});

describe('whole lots under a smooth objective', () => {
  const LOTS = [-2, -1, 0, 1, 2];

  it('are as good as the best of all of them', () => {
    let traded = 0;
    fc.assert(
      fc.property(cases, (each) => {
        const two = { ...each, ids: each.ids.slice(0, 2) };
        const { objective, trades } = rebalance(two, {
          lots: 'integer',
          universe: two.ids.map((instrument) => entry(instrument, -2, 2)),
        });
        const all = LOTS.flatMap((a) => LOTS.map((b) => [a, b] as const)).map(
          (lots) =>
            rebalance(two, { universe: two.ids.map((instrument, i) => entry(instrument, lots[i]!, lots[i]!)) })
              .objective.after,
        );
        isNear(objective.after, Math.min(...all));
        traded += trades.length;
      }),
      { numRuns: 25 },
    );
    expect(traded).toBeGreaterThan(15);
  });
});
