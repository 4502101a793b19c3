import { describe, expect, it } from 'vitest';
import { healthOf, lendingAccounts } from '../../../shared/pooling/index.ts';
import type { Loan } from '../../../shared/portfolio/index.ts';
import { accruedQuantity, equityOf, readBook } from '../../../shared/risk/index.ts';
import { bookOf, marginUnder } from '../../support/margins.ts';
import { marketOf, marketSnapshot } from '../../support/markets.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

const MARKET = marketOf(
  marketSnapshot({
    asOf: '2026-06-01T00:00:00Z',
    underlyings: [
      { id: 'ETH', price: 2_000, rate: 0, dividendYield: 0 },
      { id: 'HYPE', price: 40, rate: 0, dividendYield: 0 },
    ],
    instruments: [],
    currencies: [{ id: 'USDT', price: 1 }],
  }),
);
const LEG: Loan = {
  side: 'borrow',
  asset: 'USDT',
  quantity: '1000',
  rate: 0,
  compounding: 'continuous',
  ltv: 0,
  liquidationThreshold: 0,
  liquidationPenalty: 0,
  account: 'main',
  venue: 'main',
};
const OKX = sharedVectors('margin/okx/position_builder_vectors.json');

function bookWith(loans: readonly Loan[]) {
  return { baseCurrency: 'USD', positions: [], collateral: [], orders: [], loans };
}

function health(loans: readonly Loan[]) {
  return healthOf(bookOf(bookWith(loans), MARKET), lendingAccounts(loans, MARKET.asOfMs)[0]!);
}

describe('a loan', () => {
  it('accrues to the instant of the market', () => {
    const since = { ...LEG, rate: 0.05, accruedSince: '2025-06-01T00:00:00Z' };
    expect(accruedQuantity(since, MARKET.asOfMs)).toBeCloseTo(1_000 * Math.exp(0.05), 10);
    expect(accruedQuantity({ ...since, compounding: 'simple' }, MARKET.asOfMs)).toBeCloseTo(1_050, 10);
    expect(accruedQuantity({ ...since, accruedSince: '2026-03-20T00:00:00Z' }, MARKET.asOfMs)).toBeCloseTo(
      1_000 * Math.exp((0.05 * 73) / 365),
      10,
    );
    expect(accruedQuantity(LEG, MARKET.asOfMs)).toBe(1_000);
    expect(equityOf(bookOf(bookWith([since]), MARKET)).amount).toBeCloseTo(-1_000 * Math.exp(0.05), 10);
  });

  it('that grows past any amount is refused at its rate', () => {
    const huge = { ...LEG, quantity: '1e14', rate: 5, accruedSince: '2020-01-01T00:00:00Z' };
    const read = readBook(bookWith([huge]), MARKET);
    expect(read.ok ? null : read.failure.errors).toMatchObject([{ pointer: '/portfolio/loans/0/rate' }]);
  });

  it('Hyperliquid: 10,000 at 40 with half to value borrows up to 200,000', () => {
    const lent: Loan = { ...LEG, side: 'lend', asset: 'HYPE', quantity: '10000', ltv: 0.5, liquidationThreshold: 0.75 };
    expect(health([lent])).toMatchObject({ borrowLimit: 200_000, available: 200_000, healthFactor: null });
    expect(health([lent, { ...LEG, quantity: '150000' }])).toMatchObject({ available: 50_000, healthFactor: 2 });
  });

  it('Aave: several collaterals and debts of one account make one health factor', () => {
    const lend = { ...LEG, side: 'lend', liquidationPenalty: 0.05 } as const;
    const loans: Loan[] = [
      { ...lend, asset: 'ETH', quantity: '5', ltv: 0.8, liquidationThreshold: 0.825 },
      { ...lend, asset: 'USDT', quantity: '2000', ltv: 0.75, liquidationThreshold: 0.78 },
      { ...LEG, quantity: '6000' },
      { ...LEG, asset: 'HYPE', quantity: '50' },
      { ...LEG, account: 'other', quantity: '1' },
    ];
    const accounts = lendingAccounts(loans, MARKET.asOfMs);
    expect(accounts.map(({ account }) => account)).toEqual(['main', 'other']);
    const { healthFactor } = healthOf(bookOf(bookWith(loans), MARKET), accounts[0]!);
    expect(healthFactor).toBeCloseTo((10_000 * 0.825 + 2_000 * 0.78) / (6_000 + 2_000), 12);
  });

  it.skipIf(OKX === null)('OKX: what is borrowed is charged by MR8 as the negative equity of its currency', () => {
    const { cases } = JSON.parse(OKX!) as {
      cases: { id: string; inputs: { eq: number }; expected: Record<string, number> }[];
    };
    const { inputs, expected } = cases.find(({ id }) => id === 'account')!;
    const borrowed = { ...LEG, quantity: String(-inputs.eq) };
    const { components } = marginUnder(bookWith([borrowed]), MARKET, { id: 'okx-style' });
    const { initial, maintenance } = components.find(({ id }) => id === 'mr8:USDT')!;
    const error = Math.max(
      Math.abs(initial / expected['borrowImr']! - 1),
      Math.abs(maintenance / expected['borrowMmr']! - 1),
    );
    console.log(`loans okx: 2 cases, largest error ${error} (relative)`);
    expect(error).toBeLessThan(1e-10);
  });
});
