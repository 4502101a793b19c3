import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LargeSolver } from '../../../shared/optimise/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import {
  calculateRebalance,
  type RebalanceAnswer,
  type RebalanceRequest,
  verifyRebalance,
} from '../../../shared/usecases/index.ts';
import { bookOf, marginUnder, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';
import { MIXED_METHODS } from '../../support/mixed-methods.ts';
import {
  btcGreeks,
  costOf,
  FEE,
  HALF_SPREAD,
  limitsOf,
  type RebalanceCase,
  traded,
  UNIVERSE_IDS,
} from '../../support/mixed-trades.ts';
import { loadedHighs } from '../../support/optimise/highs.ts';

const LOTS: Readonly<Record<string, number>> = { 'BTC-PERP': 0.5, 'BTC-70-P': 0.25, 'BTC-INV': 1 };
const lotOf = (id: string) => LOTS[id] ?? 1;
const MARKET = marketOf({
  ...MIXED_MARKET,
  instruments: MIXED_MARKET.instruments.map((each) => ({ ...each, lotSize: lotOf(each.id) })),
});
const SUBJECT = { market: MARKET, marketDigest: 'lots' };
const HIGHS = await loadedHighs();

type Sizes = { readonly minTicket: number; readonly maxTrades: number; readonly closeOnly: boolean };
type Case = RebalanceCase & { readonly sizes: Sizes };

const scenario: fc.Arbitrary<Case> = fc.record({
  portfolio: randomBook({ orders: true, assets: false }),
  ids: fc.subarray(UNIVERSE_IDS, { minLength: 2, maxLength: 3 }),
  bound: fc.constantFrom(1, 2),
  limits: fc.record({
    deltaWidth: fc.constantFrom(1.5, 5),
    vegaWidth: fc.constant(1e9),
    cost: fc.constantFrom(600, 1e9),
    turnover: fc.constantFrom(300_000, 1e9),
  }),
  sizes: fc.record({
    minTicket: fc.constantFrom(0, 0, 0, 0.8, 1.2),
    maxTrades: fc.constantFrom(1, 2, 3, 3),
    closeOnly: fc.constantFrom(false, false, false, true),
  }),
});

function heldAt({ positions }: Portfolio, id: string): number {
  return positions.reduce(
    (sum, each) => sum + (each.instrument === id && each.venue === 'main' ? Number(each.quantity) : 0),
    0,
  );
}

function closable({ portfolio, ids, sizes }: Case): string[] {
  return sizes.closeOnly ? ids.filter((id) => heldAt(portfolio, id) !== 0).slice(0, 1) : [];
}

function requestOf(each: Case, method: string): RebalanceRequest {
  const { portfolio, ids, bound, limits, sizes } = each;
  const { delta } = btcGreeks(bookOf(portfolio, MARKET));
  const closeOnly = closable(each);
  const band = { min: delta - limits.deltaWidth, max: delta + limits.deltaWidth };
  return {
    objective: { minimise: 'margin', method },
    universe: ids.map((instrument) => ({ instrument, minTrade: String(-bound), maxTrade: String(bound) })),
    lots: 'integer',
    constraints: {
      greeks: ids.some((id) => id.startsWith('BTC')) ? [{ underlying: 'BTC', greek: 'delta', ...band }] : [],
      costBudget: limits.cost,
      turnoverBudget: limits.turnover,
      maxTrades: sizes.maxTrades,
      ...(sizes.minTicket === 0 ? {} : { minTicket: String(sizes.minTicket) }),
      ...(closeOnly.length === 0 ? {} : { closeOnly }),
    },
    costs: { halfSpread: HALF_SPREAD, feeFraction: FEE },
    limits: { gapFraction: 0, nodes: 5_000 },
  };
}

/** The sizes that a trade of one instrument may have, by hand. */
function sizesOf(each: Case, id: string): number[] {
  const { portfolio, bound, sizes } = each;
  const steps = Math.round(bound / lotOf(id));
  const all = Array.from({ length: 2 * steps + 1 }, (_, k) => (k - steps) * lotOf(id));
  const large = all.filter((size) => size === 0 || Math.abs(size) >= sizes.minTicket);
  const held = heldAt(portfolio, id);
  return closable(each).includes(id) ? large.filter((size) => size === 0 || size === -held) : large;
}

function everyTrade(each: Case): Map<string, number>[] {
  let all: Map<string, number>[] = [new Map()];
  for (const id of each.ids) {
    all = all.flatMap((trades) =>
      sizesOf(each, id).map((size) => (size === 0 ? trades : new Map(trades).set(id, size))),
    );
  }
  return all.filter((trades) => trades.size <= each.sizes.maxTrades);
}

/** The least margin and cost of every trade on the grid that keeps the limits, by the margin of the traded book. */
function bestByEnumeration(each: Case, request: RebalanceRequest, method: string) {
  const keeps = limitsOf(each, request);
  const allowed = everyTrade(each).filter((trades) => keeps(trades, 0));
  const objectives = allowed.map((trades) => {
    const cost = [...trades].reduce((total, [id, quantity]) => total + Math.abs(quantity) * costOf(id), 0);
    return marginUnder(traded(each.portfolio, trades), MARKET, { id: method }).initial + cost;
  });
  return { least: Math.min(...objectives), tried: allowed.length };
}

function solve(portfolio: Portfolio, request: RebalanceRequest, large: LargeSolver | null): RebalanceAnswer {
  return valueIn(calculateRebalance({ ...SUBJECT, portfolio }, request, large));
}

const METHODS = MIXED_METHODS.filter((each) => each.convex && each.takesAll && each.selection.parameters === undefined);
const BOOKS = Math.ceil(200 / METHODS.length);

describe.each(METHODS.map(({ name }, i) => ({ method: name, seed: 20261126 + i })))(
  'whole lots under $method',
  ({ method, seed }) => {
    it('are the best of all that enumeration tries, and their certificate holds', () => {
      const seen = { books: 0, tried: 0, trades: 0, optimal: 0, largestError: 0 };
      fc.assert(
        fc.property(scenario, (each) => {
          const request = requestOf(each, method);
          const large = seen.books % 4 === 0 ? HIGHS : null;
          const answer = solve(each.portfolio, request, large);
          const { certificate, trades, status, after } = answer;
          const { least, tried } = bestByEnumeration(each, request, method);
          const { objective, bound } = certificate!;
          const scale = 1e-6 * Math.max(1, Math.abs(least));
          expect(Math.abs(objective - least)).toBeLessThanOrEqual(scale);
          expect(bound).toBeLessThanOrEqual(least + scale);
          const made = new Map(trades.map(({ instrument, quantity }) => [instrument, Number(quantity)]));
          expect(everyTrade(each).some((rival) => isSame(rival, made))).toBe(true);
          const cost = [...made].reduce((total, [id, quantity]) => total + Math.abs(quantity) * costOf(id), 0);
          expect(Math.abs(after[0]!.initial + cost - objective)).toBeLessThanOrEqual(scale);
          const verified = valueIn(verifyRebalance({ ...SUBJECT, portfolio: each.portfolio }, request, certificate!));
          expect(verified.refuted).toEqual([]);
          seen.books += 1;
          seen.tried += tried;
          seen.trades += made.size;
          seen.optimal += status.termination === 'optimal' ? 1 : 0;
          seen.largestError = Math.max(seen.largestError, Math.abs(objective - least) / Math.max(1, Math.abs(least)));
        }),
        { numRuns: BOOKS, seed },
      );
      console.log(`whole lots, ${method}: ${JSON.stringify(seen)}`);
      expect(seen.books).toBe(BOOKS);
      expect(seen.tried).toBeGreaterThan(20 * BOOKS);
      expect(seen.trades).toBeGreaterThan(BOOKS / 4);
      expect(seen.optimal).toBeGreaterThan(BOOKS / 2);
    });
  },
);

function isSame(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([id, quantity]) => b.get(id) === quantity);
}
