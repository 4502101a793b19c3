import { describe, expect, it } from 'vitest';
import { type RebalanceModel, solveRebalance, verifyCertificate } from '../../../shared/rebalance/index.ts';
import { absolute, type Expression, local, negate, quantity, scale, sum } from '../../../shared/requirement/index.ts';
import { valueIn } from '../../support/margins.ts';
import { NO_LIMITS } from '../../support/no-limits.ts';
import { paired } from '../../support/requirement/expressions.ts';

const LIMITS = { pivots: 1000, cells: 100_000 };
const BOTH = sum([absolute(quantity(0)), absolute(quantity(1))]);

/** |a| + |b| less half of what pairs with its opposite: never below three quarters of |a| + |b|. */
const PAIRING = local({ ...paired(0.5, quantity(0), quantity(1)), below: [scale(0.75, BOTH)] });

function modelOf(expression: Expression, a: number, b: number): RebalanceModel {
  return {
    quantities: Float64Array.of(a, b),
    trades: [
      {
        id: 'a',
        line: 0,
        minTrade: -2,
        maxTrade: 2,
        sizes: { lotSize: null, ticket: null },
        costPerUnit: { spread: 0, fees: 0 },
        impact: null,
        turnoverPerUnit: 0,
        cash: null,
      },
    ],
    charges: [{ id: 'charge', weight: 1, expression }],
    costWeight: 1,
    ...NO_LIMITS,
  };
}

describe('a rebalance under a rule that a bound stands for', () => {
  it('is approximate where the bound is short of the rule, with both figures and a certificate of the bound', () => {
    const model = modelOf(PAIRING, -10, 4);
    const result = valueIn(solveRebalance(model, LIMITS));
    expect(result).toMatchObject({
      termination: 'local-optimum',
      exactness: 'approximate',
      trades: [2],
      objective: 10,
    });
    if (result.termination !== 'local-optimum') throw new Error(result.termination);
    expect(result.certificate.bound).toBeCloseTo(9, 9);
    const verified = valueIn(verifyCertificate(model, result.certificate));
    expect(verified.valid).toBe(true);
    expect(verified.proved).toContain('the trades are optimal for that bound');
    expect(
      verified.proved.some((claim) => claim.startsWith('a bound from below on the objective of the trades is 9')),
    ).toBe(true);
  });

  it('is exact where the rule equals its bound at the answer', () => {
    expect(solveRebalance(modelOf(PAIRING, -6, 4), LIMITS)).toMatchObject({
      value: { termination: 'optimal', exactness: 'exact', trades: [2] },
    });
  });

  it('goes by the rule where what is best for the bound is worse than nothing by it', () => {
    const rising = local({
      children: [quantity(0)],
      fn: ([x]) => ({ value: Math.abs(x!), partials: [Math.sign(x!)] }),
      below: [negate(quantity(0))],
    });
    const model = modelOf(rising, 3, 0);
    const byRule = { termination: 'local-optimum', exactness: 'approximate' };
    expect(valueIn(solveRebalance(model, LIMITS))).toMatchObject({ ...byRule, trades: [-2], objective: 1 });
    const forced = { ...model, trades: [{ ...model.trades[0]!, minTrade: 1 }] };
    expect(valueIn(solveRebalance(forced, LIMITS))).toMatchObject({ ...byRule, trades: [1], objective: 4 });
    const limited = { ...model, limits: [{ id: 'more', lines: [0], coefficients: [1], lower: 4, upper: 9 }] };
    expect(valueIn(solveRebalance(limited, LIMITS))).toMatchObject({ ...byRule, trades: [1], objective: 4 });
  });
});
