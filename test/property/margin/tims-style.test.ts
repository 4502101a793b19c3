import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { black76Value, impliedVol } from '../../../shared/pricing/index.ts';
import { EQUITY_MARKET } from '../../support/equity-market.ts';
import { marginUnder, scaleOf, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';

const MARKET = marketOf(EQUITY_MARKET);
const IDS = EQUITY_MARKET.instruments.map(({ id }) => id).filter((id) => id !== 'BTC-shares');
const YEARS = (Date.parse('2026-06-19T20:00:00Z') - Date.parse(EQUITY_MARKET.asOf)) / (365 * 86_400_000);
/** Points of the product type that each class group is of, largest fall first. */
const RANGE: Readonly<Record<string, readonly [down: number, up: number]>> = {
  equity: [0.15, 0.15],
  'index-broad': [0.1, 0.1],
  'index-broad-high-cap': [0.08, 0.06],
};

type Groups = { productGroups: Rule[]; portfolioGroups: PortfolioRule[] };
type Rule = { id: string; classGroups: string[]; offsetFraction: number };
type PortfolioRule = { id: string; productGroups: string[]; offsetFraction: number };

const share = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
const groups: fc.Arbitrary<Groups> = fc
  .tuple(share, share, share, fc.boolean())
  .map(([indices, shares, all, pooled]) => ({
    productGroups: [
      { id: 'indices', classGroups: ['SPX', 'NDX', 'INVERSE'], offsetFraction: indices },
      { id: 'shares', classGroups: ['IBM', 'XYZ', 'DOUBLE'], offsetFraction: shares },
    ],
    portfolioGroups: pooled ? [{ id: 'all', productGroups: ['indices', 'shares'], offsetFraction: all }] : [],
  }));

const holdings = fc.uniqueArray(
  fc.record({ id: fc.constantFrom(...IDS), size: fc.integer({ min: -40, max: 40 }).filter((n) => n !== 0) }),
  { maxLength: 8, selector: (each) => each.id },
);
type Holding = { id: string; size: number };

function portfolioOf(held: readonly Holding[]): Portfolio {
  const positions = held.map(({ id, size }) => ({ instrument: id, quantity: String(size), venue: 'main' }));
  return { baseCurrency: 'USD', positions, collateral: [], orders: [] };
}

/** Gain of one contract when its underlying moves by `fraction`, straight from the pricer. */
function gainOf(id: string, fraction: number): number {
  const quoted = EQUITY_MARKET.instruments.find((each) => each.id === id)!;
  const { price, rate, dividendYield } = EQUITY_MARKET.underlyings.find((each) => each.id === quoted.underlying)!;
  if (quoted.kind !== 'option') return quoted.multiplier * (quoted.mark ?? price!) * fraction;
  const state = { strike: quoted.strike!, type: quoted.right!, timeYears: YEARS, discount: Math.exp(-rate * YEARS) };
  const forward = price! * Math.exp((rate - dividendYield) * YEARS);
  const volAnnual = valueIn(impliedVol({ ...state, forward, price: quoted.mark! }));
  return quoted.multiplier * (black76Value({ ...state, forward: forward * (1 + fraction), volAnnual }) - quoted.mark!);
}

/** The algorithm of tradfi-margin.md §1.2, step by step. */
function timsByHand(held: readonly Holding[], { productGroups, portfolioGroups }: Groups): number {
  const classes = new Map<string, number[]>();
  const minima = new Map<string, number>();
  for (const { id, size } of held) {
    const quoted = EQUITY_MARKET.instruments.find((each) => each.id === id)!;
    const { assetClass, leverageFactor } = EQUITY_MARKET.underlyings.find((each) => each.id === quoted.underlying)!;
    const [down, up] = RANGE[assetClass!]!;
    const points = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5].map(
      (n) => (leverageFactor ?? 1) * (n < 0 ? down : up) * (n / 5),
    );
    const group = quoted.underlying === 'SPY' ? 'SPX' : quoted.underlying;
    const before = classes.get(group) ?? points.map(() => 0);
    classes.set(
      group,
      before.map((gain, i) => gain + size * gainOf(id, points[i]!)),
    );
    const perUnit = quoted.kind === 'option' && size > 0 ? Math.min(0.375, quoted.mark!) : 0.375;
    const minimum = quoted.kind === 'spot' ? 0 : Math.abs(size) * perUnit * quoted.multiplier;
    minima.set(group, (minima.get(group) ?? 0) + minimum);
  }
  const asProducts = productGroups.map(({ id, classGroups, offsetFraction }) => ({
    id,
    members: classGroups,
    offsetFraction,
  }));
  const asPortfolios = portfolioGroups.map(({ id, productGroups: members, offsetFraction }) => ({
    id,
    members,
    offsetFraction,
  }));
  const tops = netted(netted(classes, asProducts), asPortfolios);
  const least = totals(totals(minima, asProducts), asPortfolios);
  return [...tops].reduce((total, [id, gains]) => total + Math.max(0, -Math.min(...gains), least.get(id)!), 0);
}

type Level = { id: string; members: readonly string[]; offsetFraction: number };

function netted(below: ReadonlyMap<string, number[]>, levels: readonly Level[]): Map<string, number[]> {
  const result = new Map([...below].filter(([id]) => !levels.some(({ members }) => members.includes(id))));
  for (const { id, members, offsetFraction } of levels) {
    const present = members.flatMap((member) => (below.has(member) ? [below.get(member)!] : []));
    if (present.length === 1) result.set(id, present[0]!);
    if (present.length < 2) continue;
    const points = present[0]!.map((_, i) => {
      const losses = present.reduce((total, gains) => total + Math.min(0, gains[i]!), 0);
      return losses + offsetFraction * present.reduce((total, gains) => total + Math.max(0, gains[i]!), 0);
    });
    result.set(id, points);
  }
  return result;
}

function totals(below: ReadonlyMap<string, number>, levels: readonly Level[]): Map<string, number> {
  const result = new Map<string, number>();
  for (const [id, amount] of below) {
    const top = levels.find(({ members }) => members.includes(id))?.id ?? id;
    result.set(top, (result.get(top) ?? 0) + amount);
  }
  return result;
}

describe('tims-style', () => {
  it('is the published algorithm step by step, for any book and any groups', () => {
    const seen = { books: 0, offset: 0, minimum: 0 };
    fc.assert(
      fc.property(holdings, groups, (held, parameters) => {
        const result = marginUnder(portfolioOf(held), MARKET, { id: 'tims-style', parameters });
        const expected = timsByHand(held, parameters);
        expect(Math.abs(result.initial - expected)).toBeLessThanOrEqual(1e-9 * (1 + scaleOf(result)));
        expect(result.offset).toBeGreaterThanOrEqual(0);
        expect(result.unallocated).toBe(0);
        seen.books++;
        if (result.offset > 1) seen.offset++;
        if (result.components.some(({ id, counted }) => id === 'minimum' && counted)) seen.minimum++;
      }),
      { numRuns: 500 },
    );
    console.log(`tims-style: ${seen.books} books, ${seen.offset} with offsets, ${seen.minimum} at the minimum`);
    expect(seen.offset).toBeGreaterThan(100);
    expect(seen.minimum).toBeGreaterThan(3);
  });

  it('never asks for more where more of a gain offsets', () => {
    fc.assert(
      fc.property(holdings, groups, share, (held, parameters, less) => {
        const lowered = parameters.productGroups.map((each) => ({
          ...each,
          offsetFraction: each.offsetFraction * less,
        }));
        const [more, fewer] = [parameters.productGroups, lowered].map((productGroups) =>
          marginUnder(portfolioOf(held), MARKET, { id: 'tims-style', parameters: { ...parameters, productGroups } }),
        );
        expect(more!.initial).toBeLessThanOrEqual(fewer!.initial + 1e-9 * (1 + scaleOf(fewer!)));
      }),
      { numRuns: 200 },
    );
  });
});
