import { afterAll, describe, expect, it } from 'vitest';
import { recordConformance } from '../../support/conformance-record.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';
import { componentOf, marginOfCase, type OptionLegCase, type StrategyCase } from '../../support/strategy-case.ts';

type Leg = {
  kind: 'option' | 'stock';
  expiration?: string;
  price: number;
  quantity: number;
  strike?: number;
  type?: 'C' | 'P';
};
type CboeCase = {
  test: string;
  underlying: { price: number; leverage_factor?: number; etf_type?: string };
  legs: Leg[];
  expected: { margin_requirement: number };
};

const text = sharedVectors('margin/strategy/tastyware_cboe_regT.json');
const CBOE = text === null ? [] : (JSON.parse(text) as CboeCase[]);

/**
 * Which of the three figures the library prints: short options at market without their proceeds, with any long option paid;
 * spreads net of the credit; short stock with its proceeds.
 */
const GROSS = /short|straddle|calendar_spread_broad/;
const WITH_STOCK = /covered|shares/;

function figureOf({ test }: CboeCase, margin: ReturnType<typeof marginOfCase>): number {
  const part = (id: string) => componentOf(margin, id).initial;
  if (WITH_STOCK.test(test)) return part('requirement') + part('stock-proceeds');
  return GROSS.test(test) ? part('requirement') + part('long-options') : part('deposit');
}

function caseOf({ underlying, legs }: CboeCase): StrategyCase {
  const stock = legs.find((leg) => leg.kind === 'stock');
  return {
    spot: underlying.price,
    assetClass: underlying.etf_type === 'broad-based' ? 'index-broad' : 'equity',
    leverageFactor: underlying.leverage_factor,
    stock,
    options: legs
      .filter((leg) => leg.kind === 'option')
      .map(
        (leg): OptionLegCase => ({
          right: leg.type === 'C' ? 'call' : 'put',
          strike: leg.strike!,
          price: leg.price,
          quantity: leg.quantity,
          expiryDays: 1 + Number(leg.expiration!.replace('D+', '')),
        }),
      ),
  };
}

describe.skipIf(text === null)('strategy reproduces the examples of the Cboe margin manual', () => {
  let ran = 0;
  let largest = 0;
  afterAll(() => {
    if (ran < CBOE.length) return;
    recordConformance({
      method: 'strategy',
      set: 'Cboe margin manual examples',
      cases: ran,
      largestError: largest,
      unit: 'USD',
      tolerance: '0.5 USD: the examples are printed in whole dollars, one half of a dollar down',
      source: 'tastyware/margin-estimator (MIT), vectors/margin/strategy/tastyware_cboe_regT.json',
    });
  });

  it.each(CBOE.map((each) => [each.test, each] as const))('%s', (_, each) => {
    const error = Math.abs(figureOf(each, marginOfCase(caseOf(each))) - each.expected.margin_requirement);
    largest = Math.max(largest, error);
    expect(error).toBeLessThanOrEqual(0.5 + 1e-9);
    ran++;
  });
});
