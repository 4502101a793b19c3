import { describe, expect, it } from 'vitest';
import { calculateRebalance, type RebalanceAnswer, type RebalanceRequest } from '../../../shared/usecases/index.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../../support/option-book.ts';
import { Random } from '../../support/random.ts';

const SUBJECT = { portfolio: OPTION_BOOK, market: marketOf(OPTION_MARKET), marketDigest: 'option' };
const UNIVERSE = ['BTC-PERP', 'BTC-26JUN26-100000-C', 'BTC-26JUN26-60000-P'].map((instrument) => ({
  instrument,
  minTrade: '-20',
  maxTrade: '20',
}));
const BOOKS = 30;
/** The relaxation that an answer states, and less than it. */
const [ENOUGH, TOO_LITTLE] = [1 + 1e-6, 0.99];

/** A limit by its name in answers, with `slack` more room than it has. */
type Limit = (slack: number) => RebalanceRequest['constraints'];
type Limits = Readonly<Record<string, Limit>>;

function band(greek: 'delta' | 'vega', centre: number, width: number): Limit {
  return (slack) => ({
    greeks: [{ underlying: 'BTC', greek, min: centre - width - slack, max: centre + width + slack }],
  });
}

/** Some limits of every kind, most of which can't all be kept. */
function randomLimits(random: Random): Limits {
  const [cost, turnover, margin] = [random.between(1, 500), random.between(1e3, 5e5), random.between(1e4, 6e4)];
  const all: Limits = {
    'greeks/BTC/delta': band('delta', random.between(-5, 5), 0.1),
    'greeks/BTC/vega': band('vega', random.between(-1e5, 1e5), 1e3),
    costBudget: (slack) => ({ costBudget: cost + slack }),
    turnoverBudget: (slack) => ({ turnoverBudget: turnover + slack }),
    'marginLimit/paradex-style': (slack) => ({ marginLimit: { method: 'paradex-style', amount: margin + slack } }),
  };
  return Object.fromEntries(Object.entries(all).filter(() => random.chance(0.7)));
}

function ending(limits: Limits, names: readonly string[], slacks: Readonly<Record<string, number>> = {}) {
  const parts = names.map((name) => limits[name]!(slacks[name] ?? 0)!);
  const greeks = parts.flatMap((part) => part.greeks ?? []);
  const request: RebalanceRequest = {
    objective: { minimise: 'margin', method: 'paradex-style' },
    universe: UNIVERSE,
    constraints: { ...Object.assign({}, ...parts), greeks },
    costs: { halfSpread: 0.002 },
  };
  return valueIn(calculateRebalance(SUBJECT, request));
}

function isInfeasible({ status: { termination } }: RebalanceAnswer): boolean {
  expect(['optimal', 'infeasible']).toContain(termination);
  return termination === 'infeasible';
}

function subsetsBelow(names: readonly string[], size: number): string[][] {
  const all = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((__, i) => (bits >> i) % 2 === 1));
  return all.filter((set) => set.length > 0 && set.length < size);
}

function scaled(amounts: Readonly<Record<string, number>>, factor: number): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount * factor]));
}

describe('limits that conflict', () => {
  it('are the fewest that do, each needed, and their relaxations are the least: every claim is solved again', () => {
    const random = new Random(20_260_205);
    const seen = { infeasible: 0, sizes: new Map<number, number>(), alone: 0 };
    for (let book = 0; book < BOOKS; book++) {
      const limits = randomLimits(random);
      const names = Object.keys(limits);
      const answer = ending(limits, names);
      if (!isInfeasible(answer)) {
        expect(answer.infeasible).toBeNull();
        continue;
      }
      const { conflict, isSmallest, smallestRelaxation, relaxationAlone } = answer.infeasible!;
      expect(isSmallest).toBe(true);
      expect(isInfeasible(ending(limits, conflict))).toBe(true);
      for (const set of subsetsBelow(names, conflict.length)) expect(isInfeasible(ending(limits, set))).toBe(false);
      for (const name of conflict) {
        const others = conflict.filter((each) => each !== name);
        if (others.length > 0) expect(isInfeasible(ending(limits, others))).toBe(false);
      }
      expect(isInfeasible(ending(limits, names, scaled(smallestRelaxation!, ENOUGH)))).toBe(false);
      expect(isInfeasible(ending(limits, names, scaled(smallestRelaxation!, TOO_LITTLE)))).toBe(true);
      for (const [name, amount] of Object.entries(relaxationAlone)) {
        expect(conflict).toContain(name);
        expect(isInfeasible(ending(limits, names, { [name]: amount * ENOUGH }))).toBe(false);
        expect(isInfeasible(ending(limits, names, { [name]: amount * TOO_LITTLE }))).toBe(true);
        seen.alone += 1;
      }
      seen.infeasible += 1;
      seen.sizes.set(conflict.length, (seen.sizes.get(conflict.length) ?? 0) + 1);
    }
    console.log(`conflicts: ${seen.infeasible} of ${BOOKS} books, by size`, seen.sizes, `${seen.alone} relaxed alone`);
    expect(seen.infeasible).toBeGreaterThan(10);
    expect(seen.sizes.size).toBeGreaterThan(1);
    expect(seen.alone).toBeGreaterThan(10);
  });
});
