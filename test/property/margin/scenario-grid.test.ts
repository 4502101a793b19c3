import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marginUnder, scaleOf } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';

const MARKET = marketOf(MIXED_MARKET);
const ANY = randomBook({ orders: true, assets: true });

const shock = fc.record({
  spotShockFraction: fc.integer({ min: -60, max: 90 }).map((percent) => percent / 100),
  volShockFraction: fc.integer({ min: -50, max: 100 }).map((percent) => percent / 100),
  volShockPoints: fc.constantFrom(-0.1, 0, 0.2),
  daysForward: fc.constantFrom(0, 1, 30, 200),
  weight: fc.constantFrom(0.25, 1),
});
const grid = fc
  .array(shock, { minLength: 1, maxLength: 8 })
  .map((shocks) => shocks.map((each, k) => ({ ...each, id: `s${k}` })));

function gridMargin(portfolio: Parameters<typeof marginUnder>[0], scenarios: readonly object[]) {
  return marginUnder(portfolio, MARKET, { id: 'scenario-grid', parameters: { scenarios } });
}

describe('scenario-grid', () => {
  it('is the largest of the losses that it returns, and names who set it', () => {
    let losing = 0;
    fc.assert(
      fc.property(ANY, grid, (portfolio, scenarios) => {
        const { initial, scenarios: rows, bindingScenarios } = gridMargin(portfolio, scenarios);
        expect(rows.map(({ id }) => id)).toEqual(scenarios.map(({ id }) => id));
        const worst = Math.max(0, ...rows.map(({ pnl }) => -pnl));
        expect(Math.abs(initial - worst)).toBeLessThanOrEqual(1e-9 * (1 + worst));
        const weights = bindingScenarios.reduce((total, each) => total + each.weight, 0);
        if (initial > 1e-6) {
          losing += 1;
          expect(weights).toBeCloseTo(1, 12);
        }
        for (const { id, loss } of bindingScenarios) {
          expect(loss).toBe(initial);
          expect(-rows.find((row) => row.id === id)!.pnl).toBeCloseTo(initial, 4);
        }
      }),
      { numRuns: 200 },
    );
    expect(losing).toBeGreaterThan(100);
  });

  it('never falls when a scenario is added', () => {
    let raised = 0;
    fc.assert(
      fc.property(ANY, grid, shock, (portfolio, scenarios, extra) => {
        const before = gridMargin(portfolio, scenarios);
        const after = gridMargin(portfolio, [...scenarios, { ...extra, id: 'extra' }]);
        expect(after.initial).toBeGreaterThanOrEqual(before.initial - 1e-11 * scaleOf(before));
        if (after.initial > before.initial) raised += 1;
      }),
      { numRuns: 200 },
    );
    expect(raised).toBeGreaterThan(10);
  });
});
