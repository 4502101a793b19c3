import { describe, expect, it } from 'vitest';
import { decimal, decimalText } from '../../../shared/foundation/index.ts';
import { keepsSizes, lotsOf, partOfTrade, quantityOfLots, sizedTrade } from '../../../shared/rebalance/trade-sizes.ts';

type Asked = {
  readonly min: string;
  readonly max: string;
  readonly held?: string;
  readonly lot?: number;
  readonly inLots?: boolean;
  readonly ticket?: string;
  readonly closeOnly?: boolean;
};

function sized({ min, max, held = '0', lot = 1, inLots = true, ticket = '0', closeOnly = false }: Asked) {
  const bounds = { minTrade: decimal(min), maxTrade: decimal(max) };
  return sizedTrade(bounds, decimal(held), { inLots, lotSize: lot, minTicket: decimal(ticket), closeOnly }, '/at');
}

describe('the sizes of a trade', () => {
  it.each([
    ['0.3 in tenths, where 0.3 / 0.1 is 2.99… in doubles', { min: '0', max: '0.3', lot: 0.1 }, [0, 0.3]],
    ['bounds between lots', { min: '-0.29', max: '0.39', lot: 0.1 }, [-0.2, 0.3]],
    ['bounds on one side', { min: '0.11', max: '0.39', lot: 0.1 }, [0.2, 0.3]],
    ['both below zero', { min: '-1', max: '-0.01', lot: 0.03 }, [-0.99, -0.03]],
    ['a lot of 1e-8', { min: '0', max: '0.000000123', lot: 1e-8 }, [0, 1.2e-7]],
    ['any size', { min: '-0.29', max: '0.39', lot: 0.1, inLots: false }, [-0.29, 0.39]],
  ] as const)('moves bounds inwards to lots: %s', (_, asked, bounds) => {
    const { minTrade, maxTrade } = (sized(asked) as { value: { minTrade: number; maxTrade: number } }).value;
    expect([minTrade + 0, maxTrade + 0]).toEqual(bounds);
  });

  it.each([
    ['none', { ticket: '0' }, null],
    ['that of a lot', { ticket: '0.1' }, null],
    ['up to the next lot', { ticket: '0.25' }, { rule: 'minTicket', size: 0.3 }],
    ['as it is, of any size', { ticket: '0.25', inLots: false }, { rule: 'minTicket', size: 0.25 }],
    ['the position', { ticket: '0.25', closeOnly: true }, { rule: 'closeOnly', size: 0.8 }],
    ['more than the position', { ticket: '0.9', closeOnly: true }, { rule: 'minTicket', size: 0.9 }],
  ] as const)('has a ticket: %s', (_, asked, ticket) => {
    expect(sized({ min: '-2', max: '2', held: '0.8', lot: 0.1, ...asked })).toMatchObject({
      value: { sizes: { ticket } },
    });
  });

  it.each([
    ['a long position', { held: '0.8', min: '-2', max: '2' }, [-0.8, 0, false]],
    ['a short one', { held: '-0.8', min: '-2', max: '2' }, [0, 0.8, false]],
    ['beyond its bounds', { held: '0.8', min: '-0.5', max: '2' }, [0, 0, false]],
    ['one that must go', { held: '0.8', min: '-2', max: '-0.1' }, [-0.8, -0.8, false]],
    ['no whole lots', { held: '0.85', min: '-2', max: '2' }, [0, 0, true]],
    ['no whole lots, of any size', { held: '0.85', min: '-2', max: '2', inLots: false }, [-0.85, 0, false]],
  ] as const)('closes or keeps %s', (_, asked, [minTrade, maxTrade, isOddLot]) => {
    const { value } = sized({ lot: 0.1, closeOnly: true, ...asked }) as {
      value: { minTrade: number; maxTrade: number };
    };
    expect({ ...value, minTrade: value.minTrade + 0 }).toMatchObject({ minTrade, maxTrade, isOddLot });
  });

  it.each([
    ['no lot between the bounds', { min: '0.04', max: '0.06', lot: 0.1 }],
    ['neither closing nor keeping', { min: '0.1', max: '2', held: '0.8', closeOnly: true, lot: 0.1 }],
    ['too many lots', { min: '0', max: '11', lot: 1e-8 }],
  ] as const)('refuses %s', (_, asked) => {
    expect(sized(asked)).toMatchObject({
      ok: false,
      failure: { reason: 'invalid-input', errors: [{ pointer: '/at' }] },
    });
  });
});

describe('trades of certain sizes', () => {
  const lots = { lotSize: 0.1, ticket: null };
  const large = { lotSize: 0.1, ticket: { rule: 'minTicket', size: 0.3 } } as const;
  const whole = { lotSize: null, ticket: { rule: 'closeOnly', size: 0.85 } } as const;

  it.each([
    [[lots], [0.3], true],
    [[lots], [0.1 + 0.2], false],
    [[lots], [-0.7], true],
    [[lots], [0.05], false],
    [[large], [0.2], false],
    [[large], [-0.3], true],
    [[large], [0], true],
    [[whole], [-0.85], true],
    [[whole], [-0.8], false],
  ] as const)('%j keep %j: %s', (ofTrades, trades, keeps) => {
    expect(keepsSizes({ ofTrades, maxTrades: null }, trades)).toBe(keeps);
  });

  it('are no more than may be made', () => {
    const ofTrades = [lots, lots, lots];
    expect(keepsSizes({ ofTrades, maxTrades: 2 }, [0.1, 0, -0.1])).toBe(true);
    expect(keepsSizes({ ofTrades, maxTrades: 2 }, [0.1, 0.1, -0.1])).toBe(false);
  });

  it('are exact decimals of their lots', () => {
    expect(decimalText(quantityOfLots(3, 0.1))).toBe('0.3');
    expect(decimalText(quantityOfLots(-123_456_789, 1e-8))).toBe('-1.23456789');
    expect(lotsOf(-0.3, 0.1)).toBe(-3);
    expect(Object.is(lotsOf(-0, 0.1), 0)).toBe(true);
  });
});

describe('a part of a trade', () => {
  it.each([
    ['of any size', 10, 0.25, null, null, 2.5],
    ['in lots, up to the next', -1, 0.41, 0.1, null, -0.5],
    ['of whole lots, which rounding makes none more', 0.3, 1 / 3, 0.1, null, 0.1],
    ['no smaller than a ticket', 10, 0.01, null, 2, 2],
    ['no smaller than a ticket in lots', -10, 0.01, 0.3, 2, -2.1],
    ['all of it', 0.7, 1, 0.1, 0.5, 0.7],
    ['none of it', 0.7, 0, 0.1, 0.5, 0],
  ])('is %s', (_, trade, fraction, lotSize, least, part) => {
    const ticket = least === null ? null : { rule: 'minTicket' as const, size: least };
    expect(partOfTrade(trade, fraction, { lotSize, ticket })).toBeCloseTo(part, 12);
  });
});
