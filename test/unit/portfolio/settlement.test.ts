import { describe, expect, test } from 'vitest';
import {
  type ContractTerms,
  foldOnto,
  isLate,
  NO_OPENING,
  openPosition,
  priceAtSettlement,
  settle,
} from '../../../shared/portfolio/index.ts';

const CALL: ContractTerms = {
  kind: 'option',
  payoff: 'linear',
  multiplier: '100',
  settlementCurrency: 'USD',
  underlying: 'SPX',
  expiry: '2026-03-20T20:00:00.000Z',
  strike: '5000',
  right: 'call',
};
const PUT: ContractTerms = { ...CALL, right: 'put' };
const COIN: ContractTerms = { ...CALL, payoff: 'inverse', multiplier: '1', settlementCurrency: 'BTC', strike: '60000' };
const FUTURE: ContractTerms = { ...CALL, kind: 'future', strike: null, right: null };
const COIN_FUTURE: ContractTerms = { ...FUTURE, payoff: 'inverse', multiplier: '10', settlementCurrency: 'BTC' };

const settlement = (terms: ContractTerms, settlementPrice: string) => ({
  adjustmentId: 'S',
  revision: 9,
  settlementPrice,
  price: priceAtSettlement(terms, settlementPrice),
  settledAt: '2026-03-20T20:00:00Z',
});

function settled(terms: ContractTerms, settlementPrice: string, ...trades: (readonly [string, string])[]) {
  const executions = trades.map(([quantity, price], i) => ({
    fillId: `F${i}`,
    executedAt: '2026-03-01T00:00:00Z',
    quantity,
    price,
  }));
  const position = settle(
    foldOnto(openPosition('X', 'main', terms, NO_OPENING), executions),
    settlement(terms, settlementPrice),
  );
  const { quantity, averagePrice, realised, paidAtExpiry } = position;
  return { quantity, averagePrice, realised, paidAtExpiry };
}

describe('what a contract is worth once its underlying has settled', () => {
  test.each([
    [CALL, '5123.45', '123.45'],
    [CALL, '5000', '0'],
    [CALL, '4999.99', '0'],
    [PUT, '4999.99', '0.01'],
    [PUT, '5123.45', '0'],
    [PUT, '0', '5000'],
    // (80,000 − 60,000) / 80,000 coins
    [COIN, '80000', '0.25'],
    // (90,000 − 60,000) / 90,000 = 1/3, to 34 decimals
    [COIN, '90000', '0.3333333333333333333333333333333333'],
    [COIN, '50000', '0'],
    [FUTURE, '5123.45', '5123.45'],
    [FUTURE, '-37.63', '-37.63'],
  ])('%j at %s', (terms, settlementPrice, price) => {
    expect(priceAtSettlement(terms, settlementPrice)).toBe(price);
  });

  test('an inverse contract at zero and what never expires are defects', () => {
    expect(() => priceAtSettlement(COIN, '0')).toThrow('above zero');
    expect(() => priceAtSettlement({ ...FUTURE, kind: 'perpetual' }, '1')).toThrow('expires');
  });
});

describe('a settled position', () => {
  test('an option pays its worth: gain since entry is realised, nothing is held', () => {
    // 3 · 100 · 123.45 paid; 3 · 100 · (123.45 − 20) realised
    expect(settled(CALL, '5123.45', ['3', '20'])).toEqual({
      quantity: '0',
      averagePrice: null,
      realised: '31035',
      paidAtExpiry: '37035',
    });
    expect(settled(CALL, '4000', ['-3', '20'])).toMatchObject({ realised: '6000', paidAtExpiry: '0' });
    expect(settled(COIN, '80000', ['-2', '0.1'])).toMatchObject({ realised: '-0.3', paidAtExpiry: '-0.5' });
  });

  test('the gain of a future is realised, inverse ones in coin; it pays nothing beside', () => {
    expect(settled(FUTURE, '5100', ['2', '5000'])).toMatchObject({ realised: '20000', paidAtExpiry: '0' });
    // 10 · 5 · (1/50,000 − 1/80,000)
    expect(settled(COIN_FUTURE, '80000', ['5', '50000'])).toMatchObject({ realised: '0.000375', paidAtExpiry: '0' });
  });

  test('every further execution is late: the settlement comes last', () => {
    const position = settle(openPosition('X', 'main', CALL, NO_OPENING), settlement(CALL, '5100'));
    expect(position).toMatchObject({ quantity: '0', paidAtExpiry: '0', settlement: { price: '100' } });
    const execution = { fillId: 'F', executedAt: '2027-01-01T00:00:00Z', quantity: '1', price: '1' };
    expect(isLate(position, [execution])).toBe(true);
  });
});
