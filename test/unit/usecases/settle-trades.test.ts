import { describe, expect, it } from 'vitest';
import { calculateRebalance, type RebalanceRequest } from '../../../shared/usecases/index.ts';
import { rebalanceTask } from '../../../shared/usecases/rebalance-model.ts';
import { settleTrades, standingOf } from '../../../shared/usecases/settle-trades.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../../support/option-book.ts';

const SUBJECT = { portfolio: OPTION_BOOK, market: marketOf(OPTION_MARKET), marketDigest: 'option' };
const FUNDING = { rateAnnual: 0.1, horizonDays: 365 };
const REQUEST: RebalanceRequest = {
  objective: { minimise: 'margin', method: 'delta' },
  universe: [{ instrument: 'BTC-PERP', minTrade: '-20', maxTrade: '20' }],
  costs: { halfSpread: 0.001, feeFraction: 0, funding: FUNDING },
};

/** What comes of trading so many perpetuals. */
function settle(quantity: number, request = REQUEST) {
  const task = valueIn(rebalanceTask(SUBJECT, request));
  return valueIn(settleTrades(task, request, valueIn(standingOf(task)), [quantity]));
}

describe('trades where margin has a price', () => {
  it('are made where they are worth it: 0.5 of delta less', () => {
    const { isWorthless, trades, cost, benefit, after } = settle(-0.5);
    expect({ isWorthless, n: trades.length, spread: cost.spread }).toEqual({
      isWorthless: false,
      n: 1,
      spread: 0.5 * 0.001 * 80_040,
    });
    expect(benefit!.netBenefit).toBeCloseTo(0.1 * benefit!.marginFreed - cost.total, 9);
    expect(after[0]!.initial).toBeLessThan(settle(0).after[0]!.initial);
  });

  it('are not where they cost more than they save, whoever proposed them', () => {
    const { isWorthless, trades, cost, benefit, after } = settle(0.5);
    expect({ isWorthless, trades }).toEqual({ isWorthless: true, trades: [] });
    expect(cost).toEqual({ spread: 0, fees: 0, impact: 0, total: 0, turnover: 0 });
    expect(benefit).toEqual({ marginFreed: 0, fundingSaved: 0, netBenefit: 0 });
    expect(after).toEqual(settle(0).after);
  });

  it('are, at any cost, where the book as it is breaks a limit', () => {
    const greeks = [{ underlying: 'BTC', greek: 'delta', min: 5 } as const];
    const { isWorthless, trades, benefit } = settle(10, { ...REQUEST, constraints: { greeks } });
    expect({ isWorthless, n: trades.length }).toEqual({ isWorthless: false, n: 1 });
    expect(benefit!.netBenefit).toBeLessThan(0);
  });

  it('need one margin to be the price of', () => {
    const list = [{ minimise: 'margin', method: 'delta' }, { minimise: 'cost' }] as const;
    for (const objective of [list, { minimise: 'cost' } as const]) {
      expect(calculateRebalance(SUBJECT, { ...REQUEST, objective })).toMatchObject({
        ok: false,
        failure: { reason: 'invalid-input', errors: [{ pointer: '/costs/funding' }] },
      });
    }
  });
});
