import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RebalanceModel, solveRebalance, verifyCertificate } from '../../../shared/rebalance/index.ts';
import { outcomes, worst } from '../../../shared/requirement/index.ts';
import { NO_LIMITS } from '../../support/no-limits.ts';

const N_TRADES = 3;
const N_SCENARIOS = 5;

/** Numbers of either sign over eighteen orders of magnitude. */
const wild = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -9, max: 9 }))
  .map(([mantissa, exponent]) => mantissa * Number(`1e${exponent}`));
const wildSize = wild.map(Math.abs);

const wildModel: fc.Arbitrary<RebalanceModel> = fc
  .record({
    gains: fc.array(wild, { minLength: N_TRADES * N_SCENARIOS, maxLength: N_TRADES * N_SCENARIOS }),
    held: fc.array(wild, { minLength: N_TRADES, maxLength: N_TRADES }),
    bounds: fc.array(wildSize, { minLength: N_TRADES, maxLength: N_TRADES }),
    costs: fc.array(wildSize, { minLength: N_TRADES, maxLength: N_TRADES }),
    costBudget: fc.option(wildSize, { nil: null }),
  })
  .map(({ gains, held, bounds, costs, costBudget }) => ({
    quantities: Float64Array.from(held),
    trades: bounds.map((bound, line) => ({
      id: `line-${line}`,
      line,
      minTrade: -bound,
      maxTrade: bound,
      sizes: { lotSize: null, ticket: null },
      costPerUnit: { spread: costs[line]!, fees: 0 },
      impact: null,
      turnoverPerUnit: 1,
      cash: null,
    })),
    charges: [
      {
        id: 'margin',
        weight: 1,
        expression: worst(
          outcomes({
            axis: Array.from({ length: N_SCENARIOS }, (_, k) => `scenario-${k}`),
            lines: [0, 1, 2],
            matrix: Float64Array.from(gains),
          }),
        ),
      },
    ],
    costWeight: 1,
    ...NO_LIMITS,
    costBudget,
  }));

describe('a rebalance of badly scaled numbers', () => {
  it('is either certified or says that it could not be solved', () => {
    const endings = { optimal: 0, other: 0 };
    fc.assert(
      fc.property(wildModel, (model) => {
        const solved = solveRebalance(model, { pivots: 1000, cells: 10_000 });
        if (!solved.ok) throw new Error(solved.failure.detail);
        if (solved.value.termination !== 'optimal') {
          endings.other += 1;
          return;
        }
        endings.optimal += 1;
        const verified = verifyCertificate(model, solved.value.certificate);
        expect(verified).toMatchObject({ ok: true, value: { valid: true, refuted: [] } });
      }),
      { numRuns: 2000, seed: 20261123 },
    );
    console.log(`badly scaled rebalances: ${endings.optimal} certified, ${endings.other} not solved`);
    expect(endings.optimal).toBeGreaterThan(1000);
  });
});
