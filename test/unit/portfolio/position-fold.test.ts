import { describe, expect, test } from 'vitest';
import type { ContractTerms, Execution, PositionOpening } from '../../../shared/portfolio/index.ts';
import { foldOnto, isLate, NO_OPENING, openPosition } from '../../../shared/portfolio/index.ts';

const LINEAR: ContractTerms = {
  kind: 'perpetual',
  payoff: 'linear',
  multiplier: '2',
  settlementCurrency: 'USD',
  underlying: 'BTC',
  expiry: null,
  strike: null,
  right: null,
};
const INVERSE: ContractTerms = { ...LINEAR, payoff: 'inverse', multiplier: '10', settlementCurrency: 'BTC' };
const INVERSE_OPTION: ContractTerms = { ...INVERSE, kind: 'option', multiplier: '1' };

const second = (n: number) => `2026-02-05T10:00:${String(n).padStart(2, '0')}Z`;

function executions(...trades: readonly (readonly [quantity: string, price: string])[]): Execution[] {
  return trades.map(([quantity, price], i) => ({ fillId: `F${i}`, executedAt: second(i), quantity, price }));
}

function folded(terms: ContractTerms, trades: readonly Execution[], opening: PositionOpening = NO_OPENING) {
  const { quantity, averagePrice, realised, unrealisedFunding } = foldOnto(
    openPosition('X', 'main', terms, opening),
    trades,
  );
  return { quantity, averagePrice, realised, unrealisedFunding };
}

const state = (quantity: string, averagePrice: string | null, realised: string | null, unrealisedFunding = '0') => ({
  quantity,
  averagePrice,
  realised,
  unrealisedFunding,
});

describe('the fold of a position', () => {
  test('averages additions by quantity and keeps the average when it reduces', () => {
    expect(folded(LINEAR, executions(['1', '100'], ['3', '104']))).toEqual(state('4', '103', '0'));
    // 2 · (110 − 103) · 1
    expect(folded(LINEAR, executions(['1', '100'], ['3', '104'], ['-1', '110']))).toEqual(state('3', '103', '14'));
  });

  test('a flip closes the whole position and starts at its own price', () => {
    // 2 · (110 − 100) · 2 closed, 3 sold at 110
    expect(folded(LINEAR, executions(['2', '100'], ['-5', '110']))).toEqual(state('-3', '110', '40'));
  });

  test('a position that nets to zero stays, without an average price', () => {
    expect(folded(LINEAR, executions(['2', '100'], ['-2', '95']))).toEqual(state('0', null, '-20'));
    expect(folded(LINEAR, executions(['2', '100'], ['-2', '95'], ['1', '7']))).toEqual(state('1', '7', '-20'));
  });

  test('a short gains when it is bought back lower', () => {
    expect(folded(LINEAR, executions(['-2', '100'], ['1', '90']))).toEqual(state('-1', '100', '20'));
  });

  test('inverse futures and perpetuals average harmonically and gain in coin', () => {
    // 2 / (1/100 + 1/300) = 150
    expect(folded(INVERSE, executions(['1', '100'], ['1', '300']))).toEqual(state('2', '150', '0'));
    // 10 · (1/100 − 1/125) · 2
    expect(folded(INVERSE, executions(['2', '100'], ['-2', '125']))).toEqual(state('0', null, '0.04'));
  });

  test('inverse options are priced in coin: they average and gain linearly', () => {
    expect(folded(INVERSE_OPTION, executions(['1', '0.01'], ['1', '0.03'], ['-1', '0.05']))).toEqual(
      state('1', '0.02', '0.03'),
    );
  });

  test('any trade settles the funding that the opening carried', () => {
    const opening = { quantity: '2', averagePrice: '100', unrealisedFunding: '-1.5' };
    expect(folded(LINEAR, [], opening)).toEqual(state('2', '100', '0', '-1.5'));
    expect(folded(LINEAR, executions(['1', '103']), opening)).toEqual(state('3', '101', '-1.5'));
  });

  test('closing a part of unknown entry price leaves realised P&L unknown', () => {
    const opening = { quantity: '2', averagePrice: null, unrealisedFunding: '0' };
    expect(folded(INVERSE_OPTION, executions(['1', '0.1']), opening)).toEqual(state('3', null, '0'));
    expect(folded(INVERSE_OPTION, executions(['1', '0.1'], ['-1', '0.1']), opening)).toEqual(state('2', null, null));
  });

  test('equal times fold in order of the fill id; an earlier one is late', () => {
    const [a, b] = executions(['1', '100'], ['-2', '110']).map((each) => ({ ...each, executedAt: second(0) }));
    const start = openPosition('X', 'main', LINEAR, NO_OPENING);
    const both = foldOnto(start, [b!, a!]);
    expect(both).toMatchObject(state('-1', '110', '20'));
    const onlyLast = foldOnto(start, [b!]);
    expect(isLate(onlyLast, [a!])).toBe(true);
    expect(isLate(foldOnto(start, [a!]), [b!])).toBe(false);
  });

  test('fractions of a second of any length sort by time', () => {
    const [first, then] = executions(['1', '100'], ['-2', '110']);
    const earlier = { ...first!, executedAt: '2026-02-05T10:00:00Z' };
    const later = { ...then!, executedAt: '2026-02-05T10:00:00.000000001Z' };
    expect(isLate(foldOnto(openPosition('X', 'main', LINEAR, NO_OPENING), [later]), [earlier])).toBe(true);
  });
});
