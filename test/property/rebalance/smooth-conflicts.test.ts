import { describe, expect, it } from 'vitest';
import { type RebalanceModel, type RebalanceResult, solveRebalance } from '../../../shared/rebalance/index.ts';
import { absolute, type Expression, line, norm, quantity } from '../../../shared/requirement/index.ts';
import { valueIn } from '../../support/margins.ts';
import { NO_LIMITS } from '../../support/no-limits.ts';
import { Random } from '../../support/random.ts';

const LIMITS = { pivots: 20_000, cells: 1_000_000, nodes: 4_000, gapFraction: 1e-6 };
const MODELS = { 'any size': 16, 'whole lots': 8 };
/** The relaxation that an answer states, and less than it. */
const [ENOUGH, TOO_LITTLE] = [1 + 1e-6, 0.99];

type Parts = Partial<Pick<RebalanceModel, 'limits' | 'chargeLimits' | 'costBudget' | 'turnoverBudget'>>;
/** A limit by its name in answers, with `slack` more room than it has. */
type Limit = (slack: number) => Parts;
type Limits = Readonly<Record<string, Limit>>;
type Book = { readonly model: RebalanceModel; readonly limits: Limits };

function someOf(random: Random, lines: readonly number[]): number[] {
  return lines.map(() => random.between(-2, 2));
}

function lengthOf(random: Random, lines: readonly number[]): Expression {
  return norm(lines.slice(random.below(lines.length)).map(() => line(lines, someOf(random, lines))));
}

function band(random: Random, id: string, lines: readonly number[]): Limit {
  const coefficients = someOf(random, lines);
  const [at, width] = [random.between(-25, 25), random.pick([0, 0.5, 2])];
  return (slack) => ({
    limits: [{ id, lines, coefficients, lower: at - width - slack, upper: at + width + slack }],
  });
}

function randomLimits(random: Random, lines: readonly number[]): Limits {
  const [cost, turnover, risk] = [random.between(0.1, 20), random.between(5, 200), random.between(0.1, 8)];
  const expression = lengthOf(random, lines);
  const all: Limits = {
    'greeks/A/delta': band(random, 'greeks/A/delta', lines),
    'greeks/A/vega': band(random, 'greeks/A/vega', lines),
    costBudget: (slack) => ({ costBudget: cost + slack }),
    turnoverBudget: (slack) => ({ turnoverBudget: turnover + slack }),
    risk: (slack) => ({ chargeLimits: [{ id: 'risk', expression, upper: risk + slack }] }),
  };
  return Object.fromEntries(Object.entries(all).filter(() => random.chance(0.7)));
}

function tradeOf(random: Random, at: number, inLots: boolean): RebalanceModel['trades'][number] {
  const impact = { exponent: random.pick([1, 1.5, 2] as const), coefficient: random.between(0.01, 1) };
  return {
    id: `t${at}`,
    line: at,
    minTrade: -10,
    maxTrade: 10,
    sizes: { lotSize: inLots ? random.pick([0.5, 1]) : null, ticket: null },
    costPerUnit: { spread: random.between(0.05, 0.5), fees: 0.01 },
    impact: random.chance(0.8) ? impact : null,
    turnoverPerUnit: random.between(1, 20),
    cash: null,
  };
}

function randomBook(random: Random, inLots: boolean): Book {
  const lines = Array.from({ length: 2 + random.below(3) }, (_, j) => j);
  const charge = random.chance(0.5) ? lengthOf(random, lines) : absolute(quantity(0));
  const model: RebalanceModel = {
    quantities: Float64Array.from(lines, () => Math.round(random.between(-8, 8))),
    trades: lines.map((at) => tradeOf(random, at, inLots)),
    charges: [{ id: 'charge', weight: random.between(0.1, 1), expression: charge }],
    costWeight: 1,
    ...NO_LIMITS,
  };
  return { model, limits: randomLimits(random, lines) };
}

function ofAnySize(model: RebalanceModel): RebalanceModel {
  return { ...model, trades: model.trades.map((trade) => ({ ...trade, sizes: { lotSize: null, ticket: null } })) };
}

function solved(model: RebalanceModel, limits: Limits, names: readonly string[], slacks: Record<string, number> = {}) {
  const parts = names.map((name) => limits[name]!(slacks[name] ?? 0));
  return valueIn(
    solveRebalance(
      {
        ...model,
        ...Object.assign({}, ...parts),
        limits: parts.flatMap((part) => part.limits ?? []),
        chargeLimits: parts.flatMap((part) => part.chargeLimits ?? []),
      },
      LIMITS,
    ),
  );
}

function isInfeasible({ termination }: RebalanceResult): boolean {
  expect(['optimal', 'gap-limit', 'infeasible']).toContain(termination);
  return termination === 'infeasible';
}

/** How often something was shown of an answer. */
type Seen = { infeasible: number; alone: number; needed: number };

function checkAnswer({ model, limits }: Book, seen: Seen): void {
  const names = Object.keys(limits);
  const result = solved(model, limits, names);
  if (!isInfeasible(result) || result.termination !== 'infeasible') return;
  const { conflict, smallestRelaxation, relaxationAlone } = result;
  const ends = (kept: readonly string[], slacks = {}, given = model) =>
    isInfeasible(solved(given, limits, kept, slacks));
  const scaled = (factor: number) =>
    Object.fromEntries(Object.entries(smallestRelaxation!).map(([name, amount]) => [name, amount * factor]));
  const named = conflict.filter((name) => name !== 'lots');
  const sized = conflict.includes('lots') ? model : ofAnySize(model);
  expect(ends(named, {}, sized)).toBe(true);
  for (const name of named) {
    const others = named.filter((each) => each !== name);
    expect(ends(others, {}, sized)).toBe(false);
  }
  if (conflict.includes('lots')) expect(ends(named, {}, ofAnySize(model))).toBe(false);
  expect(ends(names, scaled(ENOUGH))).toBe(false);
  expect(ends(names, scaled(TOO_LITTLE))).toBe(true);
  for (const [name, amount] of Object.entries(relaxationAlone)) {
    expect(ends(names, { [name]: amount * ENOUGH })).toBe(false);
    expect(ends(names, { [name]: amount * TOO_LITTLE })).toBe(true);
    seen.alone += 1;
  }
  seen.infeasible += 1;
  seen.needed += conflict.length;
}

describe('limits that conflict under smooth charges and costs', () => {
  it.each([
    ['any size', false],
    ['whole lots', true],
  ] as const)(
    'have relaxations that suffice, of %s, and less does not: every claim is solved again',
    (name, inLots) => {
      const random = new Random(20_261_126);
      const seen: Seen = { infeasible: 0, alone: 0, needed: 0 };
      for (let i = 0; i < MODELS[name]; i++) checkAnswer(randomBook(random, inLots), seen);
      console.log(`smooth conflicts, ${name}: ${JSON.stringify(seen)}`);
      expect(seen.infeasible).toBeGreaterThan(MODELS[name] / 3);
      expect(seen.alone).toBeGreaterThan(MODELS[name] / 4);
      expect(seen.needed).toBeGreaterThan(seen.infeasible);
    },
  );

  /** Buying x costs x/4 + x²: the most that a budget buys of a holding of 3, and what it would have to be for one of 9. */
  it.each([1, 4.5, 20, 37])('are as much as the quadratic says, of a budget of %d', (budget) => {
    const { model } = randomBook(new Random(1), false);
    const impact = { exponent: 2, coefficient: 1 } as const;
    const trade = { ...model.trades[0]!, costPerUnit: { spread: 0.25, fees: 0 }, impact };
    const limits: Limits = {
      'greeks/A/delta': () => ({
        limits: [{ id: 'greeks/A/delta', lines: [0], coefficients: [1], lower: 9, upper: Infinity }],
      }),
      costBudget: () => ({ costBudget: budget }),
    };
    const charges = [{ id: 'charge', weight: 1, expression: absolute(quantity(0)) }];
    const own = { ...model, quantities: Float64Array.of(3), trades: [trade], charges };
    const result = solved(own, limits, Object.keys(limits));
    if (result.termination !== 'infeasible') throw new Error(result.termination);
    const bought = (Math.sqrt(1 / 16 + 4 * budget) - 1 / 4) / 2;
    const truth = { 'greeks/A/delta': 6 - bought, costBudget: 6 / 4 + 36 - budget };
    expect(result.conflict).toEqual(Object.keys(truth));
    for (const [name, amount] of Object.entries(truth))
      expect(Math.abs(result.relaxationAlone[name]! / amount - 1)).toBeLessThan(1e-6);
    // the cheapest to give: of the budget, one of delta is worth 1/4 + 2x, above 1 at all of these
    expect(Object.keys(result.smallestRelaxation!)).toEqual(['greeks/A/delta']);
    expect(result.smallestRelaxation!['greeks/A/delta']! / truth['greeks/A/delta']).toBeCloseTo(1, 6);
  });
});
