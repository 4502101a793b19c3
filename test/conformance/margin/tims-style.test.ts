import { afterAll, describe, expect, it } from 'vitest';
import type { MarginResult } from '../../../shared/margin/index.ts';
import type { QuotedInstrument } from '../../../shared/market/index.ts';
import type { AmericanTerms } from '../../../shared/pricing/index.ts';
import { binomialValue, treeValue } from '../../support/binomial-tree.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { marginUnder } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

const SELECTION = { id: 'tims-style', version: '2007-04-02' };
const FOLDER = 'margin/tims';

/** The close of 23 February 2007 and the April expiry, 56 days on. The source prints prices of options; spots follow from its strategy margins. */
const AS_OF = '2007-02-23T21:00:00Z';
const EXPIRY = '2007-04-20T21:00:00Z';
const RATE = 0.0522;
const SPOTS = { IBM: 97.73, SPX: 1451.19, SPY: 145.3 };
/** By put–call parity at 1460 the forward is `K + (C − P)·e^(rT)`; what it lacks to `S·e^(rT)` are dividends, here on one day. */
const SPX_DIVIDEND = {
  exDate: '2007-03-23',
  amount:
    (SPOTS.SPX * growth(EXPIRY, AS_OF) - (1460 + (21.66 - 22.55) * growth(EXPIRY, AS_OF))) /
    growth(EXPIRY, '2007-03-23'),
};

function growth(until: string, from: string): number {
  return Math.exp((RATE * (Date.parse(until) - Date.parse(from))) / (365 * 86_400_000));
}

/** What the tolerance is for each of the two halves. */
const SETS = [
  ['IBM', 'equity', 0.005],
  ['SPX', 'index', 0.012],
] as const;

type Row = { id: string; underlying: 'IBM' | 'SPX'; legs: string; published: number };
type Leg = { quantity: number; instrument: QuotedInstrument };

const TEXT = sharedVectors(`${FOLDER}/cboe_2007_strategy_vs_pm.csv`);

function rowsOf(csv: string): Row[] {
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [id, underlying, legs, , published] = line.split(',');
      return { id: id!, underlying: underlying as Row['underlying'], legs: legs!, published: Number(published) };
    });
}

/** `short 100 Apr1460C@21.66`, `long 10000 sh@97.73`, `long 100000 SPY` */
function legOf(text: string, underlying: Row['underlying']): Leg {
  const [, side, size, name, price] = /^(long|short) (\d+) (\w+)(?:@([\d.]+))?$/.exec(text)!;
  const quantity = side === 'long' ? Number(size) : -Number(size);
  const option = /^Apr(\d+)([CP])$/.exec(name!);
  if (option === null) {
    const id = name === 'SPY' ? 'SPY' : underlying;
    return { quantity, instrument: instrument({ id: `${id}-shares`, kind: 'spot', underlying: id, mark: SPOTS[id] }) };
  }
  const series = instrument({
    id: `${underlying}-${name}`,
    kind: 'option',
    underlying,
    expiry: EXPIRY,
    strike: Number(option[1]),
    right: option[2] === 'C' ? 'call' : 'put',
    exercise: underlying === 'IBM' ? 'american' : 'european',
    multiplier: 100,
    mark: Number(price),
  });
  return { quantity, instrument: series };
}

function marginOfLegs(legs: readonly Leg[]): MarginResult {
  const market = marketOf(
    marketSnapshot({
      asOf: AS_OF,
      underlyings: [
        { id: 'IBM', price: SPOTS.IBM, assetClass: 'equity', rate: RATE, dividendYield: 0 },
        {
          id: 'SPX',
          price: SPOTS.SPX,
          assetClass: 'index-broad-high-cap',
          rate: RATE,
          dividendYield: 0,
          dividends: [SPX_DIVIDEND],
        },
        { id: 'SPY', price: SPOTS.SPY, assetClass: 'index-broad-high-cap', rate: RATE, dividendYield: 0 },
      ],
      instruments: legs.map((leg) => leg.instrument),
    }),
  );
  const positions = legs.map((leg) => ({
    instrument: leg.instrument.id,
    quantity: String(leg.quantity),
    venue: 'main',
  }));
  return marginUnder({ baseCurrency: 'USD', positions, collateral: [], orders: [] }, market, SELECTION);
}

describe.skipIf(TEXT === null)("tims-style reproduces Cboe's 18 sample positions", () => {
  const rows = TEXT === null ? [] : rowsOf(TEXT);
  const errors = { IBM: [] as number[], SPX: [] as number[] };
  afterAll(() => {
    for (const [underlying, name, tolerance] of SETS) {
      if (errors[underlying].length !== 9) continue;
      recordConformance({
        method: 'tims-style',
        set: `Cboe's sample positions of 2007, ${name}`,
        cases: 9,
        largestError: Math.max(...errors[underlying]),
        unit: 'relative',
        tolerance: `${tolerance}: the source prints no spot, rate or dividend`,
        source: 'Cboe, Margin Requirement Examples for Sample Options-based Positions (2007)',
      });
    }
  });

  it('reads all of them', () => expect(rows).toHaveLength(18));

  it.each(rows.map((row) => [row.id, row.legs, row] as const))('%s: %s', (_, __, row) => {
    const { initial, maintenance } = marginOfLegs(row.legs.split('; ').map((leg) => legOf(leg, row.underlying)));
    const error = Math.abs(initial / row.published - 1);
    expect(error).toBeLessThanOrEqual(SETS.find(([underlying]) => underlying === row.underlying)![2]);
    expect(maintenance).toBe(initial);
    errors[row.underlying].push(error);
  });
});

/** Of tradfi-margin.md §1.4: per position of 10,000 shares, by the points from −15 % to +15 %, from a binomial tree of 200 steps. */
const IBM_GAINS: readonly (readonly [name: string, legs: string, gains: readonly number[]])[] = [
  ['short call', 'short 100 Apr100C@1.68', [16779, 16652, 16074, 14164, 9363, -14981, -35368, -59919, -87034, -115482]],
  [
    'short put',
    'short 100 Apr100P@3.18',
    [-137495, -108176, -78857, -49538, -21839, 15140, 24187, 28805, 30781, 31500],
  ],
  [
    'protective put',
    'long 10000 sh@97.73; long 100 Apr95P@1.02',
    [-37500, -37500, -36664, -30802, -18514, 23443, 50019, 78267, 107219, 136430],
  ],
  [
    'collar',
    'long 10000 sh@97.73; long 100 Apr95P@1.02; short 100 Apr105C@0.40',
    [-33501, -33506, -32716, -27100, -15767, 17291, 32737, 44301, 51557, 55380],
  ],
];
const IBM_POINTS = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5].map((step) => 0.03 * step);

type Tree = (terms: AmericanTerms, spot: number, volAnnual: number) => number;

/** The root of an increasing function between 5 % and 50 %, to 1e-8. */
function bisected(increasing: (x: number) => number): number {
  let [low, high] = [0.05, 0.5];
  for (let step = 0; step < 26; step++) {
    const middle = 0.5 * (low + high);
    if (increasing(middle) > 0) high = middle;
    else low = middle;
  }
  return 0.5 * (low + high);
}

/** The gains of some IBM legs by a tree, each series' vol implied by the same tree. */
function gainsByTree(legs: readonly Leg[], tree: Tree): number[] {
  const parts = legs.map(({ quantity, instrument: { kind, strike, right, mark, multiplier } }) => {
    if (kind === 'spot') return IBM_POINTS.map((move) => quantity * mark! * move);
    const terms: AmericanTerms = {
      type: right!,
      strike: strike!,
      timeYears: 56 / 365,
      rateContinuous: RATE,
      yieldContinuous: 0,
      dividends: [],
    };
    const vol = bisected((each) => tree(terms, SPOTS.IBM, each) - mark!);
    return IBM_POINTS.map((move) => quantity * multiplier * (tree(terms, SPOTS.IBM * (1 + move), vol) - mark!));
  });
  return IBM_POINTS.map((_, k) => parts.reduce((total, gains) => total + gains[k]!, 0));
}

describe('the P&L of four IBM positions by valuation point', () => {
  const errors = { vector: 0, fine: 0 };
  it.each(IBM_GAINS)('%s', (_, text, gains) => {
    const legs = text.split('; ').map((leg) => legOf(leg, 'IBM'));
    const { scenarios } = marginOfLegs(legs);
    const coarse = gainsByTree(legs, (terms, spot, vol) => treeValue(terms, spot, vol, 200));
    const fine = gainsByTree(legs, (terms, spot, vol) => binomialValue(terms, spot, vol, 800));
    expect(scenarios).toHaveLength(10);
    for (const [k, { pnl }] of scenarios.entries()) {
      expect(Math.abs(coarse[k]! - gains[k]!)).toBeLessThanOrEqual(1);
      errors.vector = Math.max(errors.vector, Math.abs(pnl - gains[k]!));
      errors.fine = Math.max(errors.fine, Math.abs(pnl - fine[k]!));
    }
  });

  it('is that of the vectors to the error of their tree, and of a finer tree to less', () => {
    console.log(
      `tims-style: 40 points, largest error ${errors.vector.toPrecision(2)} (USD) to a tree of 200 steps, ${errors.fine.toPrecision(2)} to one of 800`,
    );
    expect(errors.vector).toBeGreaterThan(0);
    expect(errors.vector).toBeLessThanOrEqual(50);
    expect(errors.fine).toBeLessThanOrEqual(10);
  });
});

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
