import { describe, expect, it } from 'vitest';
import { type RebalanceModel, solveRebalance, verifyCertificate } from '../../../shared/rebalance/index.ts';
import {
  constant,
  evaluate,
  graphOf,
  named,
  outcomes,
  sum,
  valueOf,
  worst,
} from '../../../shared/requirement/index.ts';
import { valueIn } from '../../support/margins.ts';
import { NO_LIMITS } from '../../support/no-limits.ts';
import { ownVectors } from '../../support/vectors.ts';

type M1 = {
  base_losses: number[];
  instruments: string[];
  cost: number[];
  hedge_losses_per_long_unit: Record<string, number[]>;
} & Record<
  string,
  { lp_t: number; lp_x: number[]; milp_t: number; milp_x: number[]; binding: number[]; duals: number[] }
>;

const M1 = (JSON.parse(ownVectors('optimisation/margin_lp_milp_cvar.json')) as { M1: M1 }).M1;
const BUDGETS = ['0', '250', '500', '1000', '2000', 'None'];
const LIMITS = { pivots: 10_000, cells: 100_000 };

/** Losses of the base book as fixed gains, one line per hedge. */
function m1Model(costBudget: number | null, lotSize: number | null = null): RebalanceModel {
  const axis = M1.base_losses.map((_, k) => `scenario-${k + 1}`);
  const matrix = Float64Array.from(
    M1.instruments.flatMap((name) => M1.hedge_losses_per_long_unit[name]!.map((loss) => -loss)),
  );
  const constants = Float64Array.from(M1.base_losses, (loss) => -loss);
  const pnl = outcomes({ axis, lines: [0, 1, 2], matrix, constants });
  return {
    quantities: new Float64Array(3),
    trades: M1.instruments.map((id, line) => ({
      id,
      line,
      minTrade: -50,
      maxTrade: 50,
      sizes: { lotSize, ticket: null },
      costPerUnit: { spread: M1.cost[line]!, fees: 0 },
      impact: null,
      turnoverPerUnit: 1,
      cash: null,
    })),
    charges: [{ id: 'margin', weight: 1, expression: named('scan', sum([worst(pnl), constant(0)])) }],
    costWeight: 0,
    ...NO_LIMITS,
    costBudget,
  };
}

describe('M1: ten short straddles, three hedges, a cost budget', () => {
  it.each(BUDGETS)('budget %s', (budget) => {
    const expected = M1[`budget_${budget}`]!;
    const model = m1Model(budget === 'None' ? null : Number(budget));
    const result = solveRebalance(model, LIMITS);
    if (!result.ok || result.value.termination !== 'optimal') throw new Error('no optimum');
    const { certificate, trades } = result.value;
    expect(certificate.objective).toBeCloseTo(expected.lp_t, 3);
    expect(certificate.gapFraction).toBeLessThan(1e-9);
    for (const [j, quantity] of trades.entries()) expect(quantity).toBeCloseTo(expected.lp_x[j]!, 3);
    const [{ expression }] = model.charges as [RebalanceModel['charges'][number]];
    const recomputed = valueOf(evaluate(graphOf([expression]), Float64Array.from(trades)), expression);
    expect(Math.abs(recomputed - certificate.objective)).toBeLessThanOrEqual(1e-6 * recomputed);
  });

  it('binding scenarios carry the published weights', () => {
    for (const budget of ['250', '1000']) {
      const expected = M1[`budget_${budget}`]!;
      const result = solveRebalance(m1Model(Number(budget)), LIMITS);
      if (!result.ok || result.value.termination !== 'optimal') throw new Error('no optimum');
      const duals = new Map(result.value.certificate.duals.map(({ id, value }) => [id, Math.abs(value)]));
      for (const scenario of expected.binding) {
        const weight = [...duals].find(([id]) => id.endsWith(`scenario-${scenario}`))?.[1];
        expect(weight).toBeCloseTo(expected.duals[scenario - 1]!, 3);
      }
    }
  });

  it.each(BUDGETS)('budget %s in whole lots: the published trades, proven', (budget) => {
    const expected = M1[`budget_${budget}`]!;
    const model = m1Model(budget === 'None' ? null : Number(budget), 1);
    const result = solveRebalance(model, { ...LIMITS, pivots: 200_000, gapFraction: 0 });
    if (!result.ok || result.value.trades === null) throw new Error(JSON.stringify(result));
    const { certificate, trades, termination } = result.value;
    expect([termination, certificate.objective, trades]).toEqual(['optimal', expected.milp_t, expected.milp_x]);
    expect(certificate.bound).toBeGreaterThanOrEqual(expected.milp_t * (1 - 1e-9));
    expect(certificate.integer!.linearBound).toBeCloseTo(expected.lp_t, 3);
    const verified = verifyCertificate(model, certificate);
    expect(valueIn(verified)).toMatchObject({ valid: true, refuted: [], unproven: [] });
  });
});
