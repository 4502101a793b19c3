import { describe, expect, it } from 'vitest';
import { digest } from '../../../shared/foundation/index.ts';
import {
  type RebalanceCertificate,
  type RebalanceModel,
  solveRebalance,
  type TradeVariable,
  verifyCertificate,
} from '../../../shared/rebalance/index.ts';
import { absolute, quantity } from '../../../shared/requirement/index.ts';
import { valueIn } from '../../support/margins.ts';
import { NO_LIMITS } from '../../support/no-limits.ts';

const LIMITS = { pivots: 1000, cells: 100_000 };
const HELD = 10;
const SPREAD = 0.2;

/** |q| of 10 units held, which cost 0.2 each to sell and an impact on top. */
function modelOf(impact: TradeVariable['impact'], change: Partial<RebalanceModel> = {}): RebalanceModel {
  return {
    quantities: Float64Array.of(HELD),
    trades: [
      {
        id: 'a',
        line: 0,
        minTrade: -HELD,
        maxTrade: HELD,
        sizes: { lotSize: null, ticket: null },
        costPerUnit: { spread: SPREAD, fees: 0 },
        impact,
        turnoverPerUnit: 1,
        cash: null,
      },
    ],
    charges: [{ id: 'size', weight: 1, expression: absolute(quantity(0)) }],
    costWeight: 1,
    ...NO_LIMITS,
    ...change,
  };
}

function solved(model: RebalanceModel) {
  const result = valueIn(solveRebalance(model, LIMITS));
  if (result.trades === null) throw new Error(result.termination);
  return result;
}

/** Where one unit more costs what it saves: `1 = 0.2 + p·c·u^(p−1)`. */
const BY_HAND = { 1.5: (c: number) => (0.8 / (1.5 * c)) ** 2, 2: (c: number) => 0.8 / (2 * c) } as const;

describe('impact costs', () => {
  it.each([
    [1.5, 0.2],
    [1.5, 0.4],
    [2, 0.1],
    [2, 0.05],
  ] as const)('of size^%d at %d stop where the next unit costs what it saves', (exponent, coefficient) => {
    const model = modelOf({ exponent, coefficient });
    const { trades, objective, certificate, exactness } = solved(model);
    const size = Math.min(HELD, BY_HAND[exponent](coefficient));
    expect(exactness).toBe('exact');
    expect(-trades[0]!).toBeCloseTo(size, 5);
    expect(objective).toBeCloseTo(HELD - size + SPREAD * size + coefficient * size ** exponent, 10);
    expect(certificate.gapFraction).toBeLessThan(1e-9);
    expect(valueIn(verifyCertificate(model, certificate))).toMatchObject({ valid: true, refuted: [] });
  });

  it('count in the cost budget, at the price of one unit more of it', () => {
    const impact = { exponent: 2, coefficient: 0.05 } as const;
    const { trades, prices } = solved(modelOf(impact, { costBudget: 1 }));
    const size = -2 + Math.sqrt(4 + 20);
    expect(-trades[0]!).toBeCloseTo(size, 5);
    const perUnit = 0.2 + 0.1 * size;
    expect(prices).toMatchObject([{ constraint: 'costBudget' }]);
    expect(prices[0]!.objectivePerUnit).toBeCloseTo(-(1 - perUnit) / perUnit, 6);
  });

  it('are a matter of the trade alone where they are in proportion', () => {
    const { trades, objective } = solved(modelOf({ exponent: 1, coefficient: 0.3 }));
    expect(trades).toEqual([-HELD]);
    expect(objective).toBeCloseTo(0.5 * HELD, 12);
  });

  it('are paid in whole lots too, by a bound that holds', () => {
    const base = modelOf({ exponent: 1.5, coefficient: 0.2 });
    const [trade] = base.trades;
    const model = { ...base, trades: [{ ...trade!, sizes: { lotSize: 3, ticket: null } }] };
    const { trades, certificate, objective } = solved(model);
    const costs = [0, 3, 6, 9].map((u) => HELD - u + SPREAD * u + 0.2 * u ** 1.5);
    expect(objective).toBeCloseTo(Math.min(...costs), 10);
    expect(trades).toEqual([-6]);
    expect(certificate.bound).toBeLessThanOrEqual(objective);
    expect(valueIn(verifyCertificate(model, certificate)).refuted).toEqual([]);
  });
});

describe('a certificate with supports', () => {
  const model = modelOf({ exponent: 1.5, coefficient: 0.2 });
  const { certificate } = solved(model);

  function forged(change: Partial<RebalanceCertificate>): RebalanceCertificate {
    const { certificateDigest: _, ...body } = { ...certificate, ...change };
    return { certificateDigest: digest(body), ...body };
  }

  it('is refused with a slope changed, left out, or that is no support', () => {
    const [support] = certificate.supports!;
    const slopes = support!.slopes.map((slope) => slope * (1 + 1e-9));
    expect(valueIn(verifyCertificate(model, forged({ supports: [{ ...support!, slopes }] }))).valid).toBe(false);
    const named = { ok: false, failure: { reason: 'invalid-input' } };
    expect(verifyCertificate(model, forged({ supports: [{ ...support!, slopes: [-1] }] }))).toMatchObject(named);
    expect(verifyCertificate(model, forged({ supports: [{ ...support!, id: 'other' }] }))).toMatchObject(named);
    expect(verifyCertificate(model, forged({ supports: [] }))).toMatchObject(named);
  });

  it('is refused where the point claims a smaller impact than its trade has, though every support allows it', () => {
    const primal = certificate.primal.map((each) =>
      each.id.startsWith('impact/') ? { ...each, value: each.value * (1 - 1e-5) } : each,
    );
    const { valid, refuted } = valueIn(verifyCertificate(model, forged({ primal })));
    expect(valid).toBe(false);
    expect(refuted).toContain('the trades keep every limit');
  });
});
