import { describe, expect, it } from 'vitest';
import { recordConformance } from '../../support/conformance-record.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';
import {
  componentOf,
  marginOfCase,
  type OptionLegCase,
  pairsOf,
  type StrategyCase,
  strategiesOf,
} from '../../support/strategy-case.ts';
import { ownVectors } from '../../support/vectors.ts';

const TABLE = sharedVectors('margin/tims/cboe_2007_strategy_vs_pm.csv');

/** The source prints no spot: these are what its strategy column implies (reference/tradfi-margin.md §1.4). */
const SPOT = { IBM: 97.73, SPX: 1451.19 } as const;
const STOCK = { IBM: { price: 97.73, multiplier: 1 }, SPX: { price: 145.3, multiplier: 0.1 } } as const;
/** Printed premiums are rounded: each is within half a cent of 10,000 shares, twice, and a figure in hundreds. */
const ROUNDED = new Set(['9', '19']);

function positionOf(row: string): { id: string; position: StrategyCase; expected: number } {
  const [id, underlying, legs, figure] = row.split(',') as [string, 'IBM' | 'SPX', string, string];
  const options: OptionLegCase[] = [];
  let stock: StrategyCase['stock'];
  for (const leg of legs.split('; ')) {
    const option = /^(long|short) (\d+) Apr(\d+)([CP])@([\d.]+)$/.exec(leg);
    const shares = /^(long|short) (\d+) (sh|SPY)/.exec(leg);
    const quantity = Number((option ?? shares)![2]) * ((option ?? shares)![1] === 'long' ? 1 : -1);
    if (option === null) stock = { ...STOCK[underlying], quantity };
    else {
      const [, , , strike, right, price] = option;
      options.push({
        right: right === 'C' ? 'call' : 'put',
        strike: Number(strike),
        price: Number(price),
        quantity,
        expiryDays: 56,
      });
    }
  }
  const assetClass = underlying === 'SPX' ? 'index-broad-high-cap' : 'equity';
  return { id, position: { spot: SPOT[underlying], assetClass, stock, options }, expected: Number(figure) };
}

const ROWS = TABLE === null ? [] : TABLE.trim().split('\n').slice(1).map(positionOf);

describe.skipIf(TABLE === null)("strategy against the strategy column of Cboe's 2007 examples", () => {
  const errorOf = ({ position, expected }: (typeof ROWS)[number]) =>
    Math.abs(componentOf(marginOfCase(position), 'deposit').initial - expected);

  it.each(ROWS.map((each) => [each.id, each] as const))('position %s', (id, each) => {
    expect(errorOf(each)).toBeLessThanOrEqual(ROUNDED.has(id) ? 100 + 1e-6 : 1e-6);
  });

  it('has 16 of 18 to the dollar', () => {
    expect(ROWS).toHaveLength(18);
    const exact = ROWS.filter(({ id }) => !ROUNDED.has(id));
    recordConformance({
      method: 'strategy',
      set: 'Cboe 2007 examples, strategy column',
      cases: exact.length,
      largestError: Math.max(...exact.map(errorOf)),
      unit: 'USD',
      tolerance: '1e-6 USD',
      source: 'Cboe, Margin Requirement Examples for Sample Options-based Positions (2007)',
      deviations: ['rows 9 and 19 differ by 100 USD: the printed premiums of long straddles are rounded'],
    });
  });
});

type Pairings = {
  O1: { optimal: number };
  O2: { optimal: number };
  O3: { spot: number; legs: Record<string, number>; maintenance: number };
};

function oneMonth(right: 'call' | 'put', strike: number, price: number, quantity: number): OptionLegCase {
  return { right, strike, price, quantity, expiryDays: 30 };
}

function call(strike: number, quantity: number, price = 1): OptionLegCase {
  return oneMonth('call', strike, price, quantity);
}

function put(strike: number, quantity: number, price = 1): OptionLegCase {
  return oneMonth('put', strike, price, quantity);
}

describe('strategy finds the optimal pairings', () => {
  const { O1, O2, O3 } = JSON.parse(ownVectors('optimisation/margin_lp_milp_cvar.json')) as Pairings;
  it('O1: two bear calls for 700 where the cheapest pair first leaves 1,000', () => {
    const margin = marginOfCase({ spot: 100, options: [call(100, -1), call(105, -1), call(102, 1), call(110, 1)] });
    expect(componentOf(margin, 'requirement')).toMatchObject({ initial: O1.optimal, maintenance: O1.optimal });
    expect(strategiesOf(margin, 'initial')).toEqual(['bear-call-spread', 'bear-call-spread']);
  });

  it('O2: a covered call and an iron condor for 6,000', () => {
    const options = [call(100, -2, 4), call(110, 1, 1.2), put(95, -1, 2), put(90, 1, 1)];
    const margin = marginOfCase({ spot: 100, stock: { quantity: 100, price: 100 }, options });
    expect(componentOf(margin, 'requirement').initial).toBe(O2.optimal);
    expect(strategiesOf(margin, 'initial')).toEqual(['covered-call', 'short-iron-condor']);
    expect(margin.details!['pairing']).toContainEqual(
      expect.objectContaining({ measure: 'initial', status: 'optimal', relaxation: O2.optimal }),
    );
  });

  it('O3: interleaved verticals for nothing', () => {
    const options = Object.entries(O3.legs).map(([name, quantity]) => call(Number.parseInt(name, 10), quantity));
    const margin = marginOfCase({ spot: O3.spot, options });
    expect(componentOf(margin, 'requirement').maintenance).toBe(O3.maintenance);
    expect(strategiesOf(margin, 'maintenance')).toEqual(['bull-call-spread', 'bull-call-spread']);
  });

  it('conversion: the strategy’s own figure is 26,295 and 5,303, and paid apart it needs less initially', () => {
    const options = [call(524, -1, 2.29), put(524, 1, 0.827)];
    const margin = marginOfCase({ spot: 524.63, stock: { quantity: 100, price: 524.63 }, options });
    const [conversion] = pairsOf(margin, 'maintenance');
    expect(conversion).toMatchObject({ strategy: 'conversion' });
    expect(conversion!.requirement).toBeCloseTo(5303, 8);
    expect(strategiesOf(margin, 'initial')).toEqual(['covered-call', 'long-put']);
    expect(componentOf(margin, 'requirement').initial).toBeCloseTo(26_295 - 0.5 - 63, 8);
  });
});

describe('strategy reproduces single published figures', () => {
  it('edeltapro: a short put of 3,400 with a deposit of 3,280', () => {
    const margin = marginOfCase({ spot: 209, options: [oneMonth('put', 200, 1.2, -1)] });
    expect(componentOf(margin, 'requirement').initial).toBeCloseTo(3400, 8);
    expect(componentOf(margin, 'deposit').initial).toBeCloseTo(3280, 8);
  });

  it('edeltapro: a bull put of 580 with its long option, 456 to deposit', () => {
    const margin = marginOfCase({ spot: 130, options: [oneMonth('put', 125, 1.24, -1), oneMonth('put', 120, 0.8, 1)] });
    const part = (id: string) => componentOf(margin, id).initial;
    expect(part('requirement') + part('long-options')).toBeCloseTo(580, 8);
    expect(part('deposit')).toBeCloseTo(456, 8);
  });

  it('tastyworks: a strangle is the greater side and the other premium, 1,030', () => {
    const margin = marginOfCase({ spot: 45, options: [oneMonth('call', 47, 2.1, -1), oneMonth('put', 43, 1.2, -1)] });
    expect(componentOf(margin, 'requirement').initial).toBeCloseTo(1030, 8);
    expect(strategiesOf(margin, 'initial')).toEqual(['short-strangle']);
  });

  it('optionshouse: six short put butterflies need 3,000', () => {
    const options = [oneMonth('put', 42, 5, -6), oneMonth('put', 37, 2, 12), oneMonth('put', 32, 0.5, -6)];
    const margin = marginOfCase({ spot: 37, options });
    expect(componentOf(margin, 'requirement').initial).toBe(3000);
    expect(strategiesOf(margin, 'initial')).toEqual(['short-put-butterfly']);
  });
});
