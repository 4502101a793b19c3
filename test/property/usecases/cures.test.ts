import { describe, expect, test } from 'vitest';
import { marketSnapshot } from '../../../shared/contract/market.ts';
import { portfolio as portfolioSchema } from '../../../shared/contract/portfolio.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { readBook } from '../../../shared/risk/index.ts';
import { cureOf } from '../../../shared/usecases/cure.ts';
import { calculateRebalance, type MethodChoice, type RebalanceAnswer } from '../../../shared/usecases/index.ts';
import type { Policy } from '../../../shared/usecases/policy-terms.ts';
import { violationsOf, watchedState } from '../../../shared/usecases/violations.ts';
import { fuzzMarket, fuzzPortfolio } from '../../support/fuzz/valid-nouns.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { PLAIN_POLICY } from '../../support/plain-policy.ts';
import { Random } from '../../support/random.ts';

const BOOKS = 40;
const COSTS = { feeFraction: 0.0005 };
/** Of what the book requires. */
const ALLOWED = 0.7;
const PARTS = 128;
const CHOICES: readonly MethodChoice[] = [
  { id: 'paradex-style' },
  { id: 'scenario-grid' },
  { id: 'delta' },
  { id: 'value-at-risk-historical', parameters: { window: 20, confidence: 0.9 } },
];

function policyOf(choice: MethodChoice, max: number): Policy {
  const margin = max === Infinity ? [] : [{ method: choice.id, requirement: 'initial' as const, max }];
  return { ...PLAIN_POLICY, methods: [choice], bands: { margin, greeks: [] }, costs: COSTS };
}

/** With part of some trades done, and its cash as it was. */
function traded(portfolio: Portfolio, trades: RebalanceAnswer['trades'], fraction: number): Portfolio {
  const positions = portfolio.positions.map((position) => {
    const trade = trades.find(
      ({ instrument, venue }) => instrument === position.instrument && venue === position.venue,
    );
    const quantity = Number(position.quantity) + fraction * Number(trade?.quantity ?? 0);
    return { ...position, quantity: quantity.toFixed(12) };
  });
  return { ...portfolio, positions };
}

/** The least part of some trades, to one of many, after which the margin is as low as it may be. */
function leastFraction(isEnough: (fraction: number) => boolean): number {
  const parts = Array.from({ length: PARTS }, (_, k) => (k + 1) / PARTS);
  return parts.find(isEnough) ?? 1;
}

describe('a cure', () => {
  test.each(CHOICES)(
    'by $id cures whatever the least margin can, and costs no more than the least part of those trades',
    (choice) => {
      const random = new Random(20_261_126);
      let [cured, halved] = [0, 0];
      for (let i = 0; i < BOOKS; i++) {
        const market = marketOf(marketSnapshot.parse(fuzzMarket(random)));
        const portfolio = portfolioSchema.parse(fuzzPortfolio(random));
        if (portfolio.positions.length === 0) continue;
        const subject = { portfolio, market, marketDigest: 'fuzz' };
        const stateOf = (of: Portfolio, policy: Policy) =>
          valueIn(watchedState(valueIn(readBook(of, market)), policy, [choice.id], undefined));
        const initialOf = (of: Portfolio) => stateOf(of, policyOf(choice, Infinity)).margins[0]!.initial;
        const max = ALLOWED * initialOf(portfolio);
        const policy = policyOf(choice, max);
        const before = stateOf(portfolio, policy);
        const objective = { minimise: 'margin' as const, method: choice.id, parameters: choice.parameters };
        const least = calculateRebalance(subject, { objective, costs: COSTS });
        if (!least.ok || before.equity <= before.margins[0]!.maintenance) continue;
        const { trades, cost } = least.value;
        const isEnough = (fraction: number) => initialOf(traded(portfolio, trades, fraction)) <= max;
        if (trades.length === 0 || !isEnough(1)) continue;
        const violations = violationsOf(before, policy, 0);
        const cure = cureOf(subject, policy, [choice.id], { before, violations }, () => 0);
        expect([cure.cures, cure.request!.objective], `book ${i}`).toEqual([true, { minimise: 'cost' }]);
        const part = leastFraction(isEnough) * cost.total;
        expect(cure.cost.total, `book ${i}`).toBeLessThanOrEqual(part * (1 + 1e-6));
        cured += 1;
        if (cure.cost.total < part / 2) halved += 1;
      }
      console.log(`cures by ${choice.id}: ${cured}, of which ${halved} cost less than half`);
      expect(cured).toBeGreaterThan(BOOKS / 3);
    },
  );
});
