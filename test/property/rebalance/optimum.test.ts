import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseMethod } from '../../../shared/margin/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { evaluate, graphOf, valueOf } from '../../../shared/requirement/index.ts';
import { quantitiesOf, readBook } from '../../../shared/risk/index.ts';
import { calculateRebalance, type RebalanceAnswer, type RebalanceRequest } from '../../../shared/usecases/index.ts';
import { bookOf, marginUnder, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';
import { MIXED_METHODS } from '../../support/mixed-methods.ts';
import {
  btcGreeks,
  type RebalanceCase as Case,
  CONTRACTS,
  costOf,
  FEE,
  HALF_SPREAD,
  limitsOf,
  traded,
  UNIVERSE_IDS,
} from '../../support/mixed-trades.ts';
import { Random } from '../../support/random.ts';

const MARKET = marketOf(MIXED_MARKET);
const SUBJECT = { market: MARKET, marketDigest: 'mixed' };
/** Books of one method: over all methods there are at least 500. */
const BOOKS = 100;
const SAMPLES = 600;

const scenario = fc.record({
  portfolio: randomBook({ orders: true, assets: false }),
  ids: fc.subarray(UNIVERSE_IDS, { minLength: 1, maxLength: 3 }),
  bound: fc.constantFrom(2, 10),
  limits: fc.record({
    deltaWidth: fc.constantFrom(0.5, 5),
    vegaWidth: fc.constantFrom(10_000, 1e9),
    cost: fc.constantFrom(200, 2_000, 1e9),
    turnover: fc.constantFrom(100_000, 1e9),
  }),
});

const GENEROUS = { deltaWidth: 5, vegaWidth: 1e9, cost: 1e9, turnover: 1e9 };

function perpetual(quantity: string): Portfolio {
  const positions = [{ instrument: 'BTC-PERP', quantity, venue: 'main' }];
  return { baseCurrency: 'USD', positions, collateral: [], orders: [] };
}

/** Here the margin rule's own columns reach what they can within the trade bounds: no price may lean on that. */
const AT_REACH: readonly Case[] = [
  {
    portfolio: perpetual('0.75'),
    ids: ['BTC-70-P', 'ETH-PERP'],
    bound: 2,
    limits: { deltaWidth: 0.5, vegaWidth: 1e9, cost: 200, turnover: 100_000 },
  },
  { portfolio: perpetual('-2.125'), ids: ['BTC-INV', 'BTC-JUN'], bound: 2, limits: GENEROUS },
  {
    portfolio: perpetual('-0.875'),
    ids: ['BTC-INV', 'BTC-75-P-COIN'],
    bound: 2,
    limits: { ...GENEROUS, cost: 200, turnover: 100_000 },
  },
];

function bandAround(now: number, width: number): { min: number; max: number } {
  return { min: now - width, max: now + width };
}

function requestOf({ portfolio, ids, bound, limits }: Case, method: string): RebalanceRequest {
  const { delta, vega } = btcGreeks(bookOf(portfolio, MARKET));
  const hasBtc = ids.some((id) => id.startsWith('BTC'));
  return {
    objective: { minimise: 'margin', method },
    universe: ids.map((instrument) => ({ instrument, minTrade: String(-bound), maxTrade: String(bound) })),
    constraints: {
      greeks: hasBtc
        ? [
            { underlying: 'BTC', greek: 'delta', ...bandAround(delta, limits.deltaWidth) },
            { underlying: 'BTC', greek: 'vega', ...bandAround(vega, limits.vegaWidth) },
          ]
        : [],
      costBudget: limits.cost,
      turnoverBudget: limits.turnover,
    },
    costs: { halfSpread: HALF_SPREAD, feeFraction: FEE },
  };
}

function solve(portfolio: Portfolio, request: RebalanceRequest): RebalanceAnswer {
  return valueIn(calculateRebalance({ ...SUBJECT, portfolio }, request));
}

/** Objective of any trades on one book: the method's own expression, compiled once. */
function objectiveOn({ portfolio, ids }: Case, method: string): (trades: ReadonlyMap<string, number>) => number {
  const candidates = ids.map((instrument) => ({ instrument, venue: 'main', pointer: '' }));
  const book = valueIn(readBook(portfolio, MARKET, candidates));
  const { initial } = valueIn(valueIn(chooseMethod({ id: method }, '')).formulate(book));
  const graph = graphOf([initial]);
  const lineOf = (holding: string) =>
    book.lines.findIndex(
      (line) =>
        line.venue === 'main' &&
        (line.kind === 'asset' ? line.asset : line.kind === 'position' && line.contract.instrument.id) === holding,
    );
  return (trades) => {
    const quantities = quantitiesOf(book);
    let total = 0;
    for (const [id, quantity] of trades) {
      const { coin, premium } = CONTRACTS[id]!;
      const cost = Math.abs(quantity) * costOf(id);
      quantities[lineOf(id)]! += quantity;
      quantities[lineOf(coin ? 'BTC' : 'USD')]! -= (quantity * premium + cost) / (coin ? 80_000 : 1);
      total += cost;
    }
    return total + valueOf(evaluate(graph, quantities), initial);
  };
}

const CONVEX = MIXED_METHODS.filter((each) => each.convex && each.takesAll && each.selection.parameters === undefined);

it('is asked of 500 random books', () => expect(CONVEX.length * BOOKS).toBeGreaterThanOrEqual(500));

describe.each(CONVEX)('the optimum under $name', ({ name: method }) => {
  it('is what the margin engine says of the traded book, keeps every limit, and no random trade is better', () => {
    const seen = { solved: 0, trades: 0, feasible: 0 };
    fc.assert(
      fc.property(scenario, (each) => {
        const request = requestOf(each, method);
        const { status, certificate, trades, before, after } = solve(each.portfolio, request);
        expect(status).toEqual({ termination: 'optimal', exactness: 'exact' });
        const objective = certificate!.objective;
        const best = new Map(trades.map(({ instrument, quantity }) => [instrument, Number(quantity)]));
        const cost = [...best].reduce((total, [id, quantity]) => total + Math.abs(quantity) * costOf(id), 0);
        const scale = 1e-6 * Math.max(1, Math.abs(objective));
        const recomputed = marginUnder(traded(each.portfolio, best), MARKET, { id: method }).initial;
        expect(Math.abs(recomputed + cost - objective)).toBeLessThanOrEqual(scale);
        expect(Math.abs(after[0]!.initial - recomputed)).toBeLessThanOrEqual(scale);
        expect(objective).toBeLessThanOrEqual(before[0]!.initial + scale);

        const keeps = limitsOf(each, request);
        expect(keeps(best, 1e-6)).toBe(true);
        const objectiveOf = objectiveOn(each, method);
        const random = new Random(seen.solved + 1);
        for (let i = 0; i < SAMPLES; i++) {
          const reach = random.next() ** 4 * each.bound;
          const start = i % 2 === 0 ? new Map<string, number>() : best;
          const attempt = new Map(
            each.ids.map((id) => [id, clamp((start.get(id) ?? 0) + random.between(-reach, reach), each.bound)]),
          );
          if (!keeps(attempt, 0)) continue;
          seen.feasible += 1;
          const value = objectiveOf(attempt);
          if (value < objective - scale) expect({ attempt, value }).toEqual({ objective });
        }
        seen.solved += 1;
        seen.trades += best.size;
      }),
      { numRuns: BOOKS },
    );
    console.log(`optimum ${method}: ${seen.solved} books, ${seen.trades} trades, ${seen.feasible} feasible rivals`);
    expect(seen.solved).toBe(BOOKS);
    expect(seen.trades).toBeGreaterThan(10);
    expect(seen.feasible).toBeGreaterThan(20_000);
  });

  it('has prices that bound what moving a limit does, either way', () => {
    const seen = { priced: 0, bounded: 0, tight: 0 };
    fc.assert(
      fc.property(scenario, (each) => {
        const request = requestOf(each, method);
        const { certificate, prices } = solve(each.portfolio, request);
        const { objective } = certificate!;
        if (prices.length > 0) seen.priced += 1;
        for (const { constraint, objectivePerUnit } of prices) {
          expect(objectivePerUnit).toBeLessThan(0);
          const step = stepOf(constraint);
          const moved = [step, -step].map((slack) => solve(each.portfolio, moveLimit(request, constraint, slack)));
          for (const [i, slack] of [step, -step].entries()) {
            const change = moved[i]!.certificate!.objective - objective;
            const bound = objectivePerUnit * slack;
            expect(change).toBeGreaterThanOrEqual(bound - 1e-6 * Math.max(1, Math.abs(objective)) * Math.min(1, step));
            seen.bounded += 1;
            if (Math.abs(change - bound) <= 1e-5 * Math.abs(bound) + 1e-7 * Math.abs(objective)) seen.tight += 1;
          }
        }
      }),
      { numRuns: 90, examples: AT_REACH.map((each) => [each]) },
    );
    expect(seen.priced).toBeGreaterThan(5);
    expect(seen.bounded).toBeGreaterThan(10);
    expect(seen.tight).toBeGreaterThan(seen.bounded / 2);
  });
});

function clamp(value: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, value));
}

/** A change that is small beside the limit. */
function stepOf(constraint: string): number {
  if (constraint.includes('/vega')) return 10;
  return constraint === 'costBudget' ? 0.5 : constraint === 'turnoverBudget' ? 100 : 0.001;
}

/** The request with `slack` more room on one limit. */
function moveLimit(request: RebalanceRequest, constraint: string, slack: number): RebalanceRequest {
  const { constraints = {}, universe = [] } = request;
  if (constraint === 'costBudget' || constraint === 'turnoverBudget') {
    return { ...request, constraints: { ...constraints, [constraint]: constraints[constraint]! + slack } };
  }
  const [kind, name, last, side] = constraint.split('/');
  if (kind === 'universe') {
    const field = last as 'minTrade' | 'maxTrade';
    const away = field === 'maxTrade' ? slack : -slack;
    const moved = universe.map((each) =>
      each.instrument === name ? { ...each, [field]: String(Number(each[field]) + away) } : each,
    );
    return { ...request, universe: moved };
  }
  const end = side as 'min' | 'max';
  const greeks = constraints.greeks!.map((band) =>
    band.underlying === name && band.greek === last
      ? { ...band, [end]: band[end]! + (end === 'max' ? slack : -slack) }
      : band,
  );
  return { ...request, constraints: { ...constraints, greeks } };
}
