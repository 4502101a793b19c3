import { describe, expect, it } from 'vitest';
import { marginUnder } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';

const SELECTION = { id: 'tims-style', version: '2007-04-02' };
const AS_OF = '2007-02-23T21:00:00Z';

describe('the product group of tradfi-margin.md §1.3', () => {
  it('needs 15,200: $1,000,000 long in class A, $900,000 short in class B, 90 % offset', () => {
    const underlyings = ['A', 'B'].map((id) => ({
      id,
      price: 100,
      assetClass: 'index-broad-high-cap' as const,
      rate: 0,
      dividendYield: 0,
    }));
    const instruments = ['A', 'B'].map((id) => instrument({ id: `${id}-shares`, kind: 'spot', underlying: id }));
    const positions = [
      { instrument: 'A-shares', quantity: '10000', venue: 'main' },
      { instrument: 'B-shares', quantity: '-9000', venue: 'main' },
    ];
    const initialAt = (productGroups: readonly object[], classGroups: readonly object[] = []) =>
      marginUnder(
        { baseCurrency: 'USD', positions, collateral: [], orders: [] },
        marketOf(marketSnapshot({ asOf: AS_OF, underlyings, instruments })),
        { ...SELECTION, parameters: { productGroups, classGroups } },
      ).initial;
    expect(initialAt([{ id: 'G', classGroups: ['A', 'B'], offsetFraction: 0.9 }])).toBeCloseTo(15_200, 9);
    expect(initialAt([], [{ id: 'A', underlyings: ['A', 'B'] }])).toBeCloseTo(8_000, 9);
    expect(initialAt([])).toBeCloseTo(134_000, 9);
  });
});
