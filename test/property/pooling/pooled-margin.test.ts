import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseMethod, requirementOf } from '../../../shared/margin/index.ts';
import {
  columnAffine,
  combineAffine,
  constantAffine,
  ProblemBuilder,
  solveLinear,
} from '../../../shared/optimise/index.ts';
import { poolVenues, weightedMargins } from '../../../shared/pooling/index.ts';
import { extremeWeights } from '../../../shared/pooling/transfer-cone.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { type Book, gainsMatrix } from '../../../shared/risk/index.ts';
import { bookOf, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';

const MARKET = marketOf(MIXED_MARKET);
const VENUES = ['a', 'b', 'c'];
const GRID = valueIn(chooseMethod({ id: 'scenario-grid' }, '/method'));

function deal<T extends object>(items: readonly T[]) {
  return items.map((each, i) => ({ ...each, venue: VENUES[i % 3]! }));
}

/** Deals what a random book holds out to three venues. */
const dealt = randomBook({ orders: true, assets: true }).map((portfolio): Portfolio => {
  return {
    ...portfolio,
    positions: deal(portfolio.positions),
    collateral: deal(portfolio.collateral),
    orders: deal(portfolio.orders),
  };
});

const fraction = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
const matrix = fc
  .array(fc.array(fraction, { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 })
  .map((rows) => rows.map((row, w) => row.map((each, v) => (w === v ? 1 : each))));

/** min Σ c_v : for all k exists f_k ≥ 0: c_v + P_vk q_v + Σ_w τ_wv f_wv − Σ_w f_vw ≥ 0, with the transfers as columns. */
function byTransfers(book: Book, tau: readonly (readonly number[])[]): number {
  const set = { scenarios: GRID.scenarios, volRule: { kind: 'flat' } } as const;
  const gains = gainsMatrix(book, [...book.lines.keys()], set, { start: 'model' });
  const builder = new ProblemBuilder();
  const held = VENUES.map((venue) => builder.addColumn(venue, 0, Infinity));
  for (let k = 0; k < gains.axis.length; k++) {
    const sent = VENUES.map((from) =>
      VENUES.map((to) => builder.addColumn(`${k}/${from}/${to}`, 0, from === to ? 0 : Infinity)),
    );
    for (const [v, venue] of VENUES.entries()) {
      let gain = 0;
      for (const [i, line] of book.lines.entries()) {
        if (line.venue === venue) gain += line.quantity * gains.matrix[gains.rowOf.get(i)! * gains.axis.length + k]!;
      }
      const received = VENUES.map((_, w) => [tau[w]![v]!, columnAffine(sent[w]![v]!)] as const);
      const given = VENUES.map((_, w) => [-1, columnAffine(sent[v]![w]!)] as const);
      const covered = combineAffine([[1, columnAffine(held[v]!)], [1, constantAffine(gain)], ...received, ...given]);
      builder.addRow(`${k}/${venue}`, covered, 0, Infinity);
    }
  }
  const problem = builder.minimise(combineAffine(held.map((column) => [1, columnAffine(column)] as const)));
  const solution = valueIn(solveLinear(problem, { pivots: 1e6, cells: 1e8 }));
  expect(solution.termination).toBe('optimal');
  return solution.primal!.values.slice(0, VENUES.length).reduce((total, each) => total + each, 0);
}

function pool(book: Book, tau: readonly (readonly number[])[], id = 'scenario-grid') {
  const method = valueIn(chooseMethod({ id }, '/method'));
  return valueIn(poolVenues(VENUES, weightedMargins(book, method, VENUES), tau, [0, 0, 0]));
}

function uniform(tau: number): number[][] {
  return VENUES.map((_, w) => VENUES.map((__, v) => (w === v ? 1 : tau)));
}

describe('the pooled requirement', () => {
  it('is the least that covers every venue in every scenario with transfers', () => {
    let [cases, largest, between] = [0, 0, 0];
    fc.assert(
      fc.property(dealt, matrix, (portfolio, tau) => {
        const book = bookOf(portfolio, MARKET);
        const { pooled, siloed } = pool(book, tau);
        const truth = byTransfers(book, tau);
        const error = Math.abs(pooled.initial - truth) / Math.max(1, siloed.initial);
        cases++;
        largest = Math.max(largest, error);
        if (truth < siloed.initial * 0.999) between++;
        expect(error).toBeLessThan(1e-9);
      }),
      { numRuns: 25, seed: 4 },
    );
    console.log(
      `pooling: ${cases} cases, largest error ${largest} (of the silos), ${between} of them pooled below the silos`,
    );
    expect(between).toBeGreaterThan(5);
  });

  it('is exact at both ends, at most the silos, and monotone; contributions and savings add up', () => {
    fc.assert(
      fc.property(dealt, fc.constantFrom('scenario-grid', 'paradex-style', 'greeks'), (portfolio, id) => {
        const book = bookOf(portfolio, MARKET);
        const answers = [0, 0.3, 0.7, 1].map((tau) => pool(book, uniform(tau), id));
        const [apart, , , together] = answers;
        const scale = 1 + apart!.siloed.initial;
        const whole = valueIn(requirementOf(book, valueIn(chooseMethod({ id }, '/method'))));
        expect(Math.abs(apart!.pooled.initial - apart!.siloed.initial)).toBeLessThan(1e-9 * scale);
        expect(Math.abs(together!.pooled.initial - whole.initial)).toBeLessThan(1e-9 * scale);
        expect(Math.abs(together!.pooled.maintenance - whole.maintenance)).toBeLessThan(1e-9 * scale);
        for (const [i, { pooled, saving, venues, pairs, exactness }] of answers.entries()) {
          if (exactness === 'exact') expect(pooled.initial).toBeLessThanOrEqual(apart!.siloed.initial + 1e-9 * scale);
          if (i > 0) expect(pooled.initial).toBeLessThanOrEqual(answers[i - 1]!.pooled.initial + 1e-9 * scale);
          const contributed = venues.reduce((total, each) => total + each.contribution.initial, 0);
          expect(Math.abs(contributed - pooled.initial)).toBeLessThan(1e-9 * scale);
          const attributed = pairs.reduce((total, each) => total + each.attributed, 0);
          expect(Math.abs(attributed - saving.initial)).toBeLessThan(1e-9 * scale);
        }
      }),
      { numRuns: 20, seed: 18 },
    );
  });
});

describe('the extreme weightings', () => {
  it('are the venues for 0, all alike for 1, and the subsets between', () => {
    expect(extremeWeights(uniform(0), 100)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(extremeWeights(uniform(1), 100)).toEqual([[1, 1, 1]]);
    const half = extremeWeights(uniform(0.5), 100)!;
    expect(half).toHaveLength(6);
    for (const weights of half) expect(weights.every((each) => each === 1 || each === 0.5)).toBe(true);
    expect(extremeWeights(uniform(0.5), 3)).toBeNull();
  });

  it('generate the cone: no transfer gains on any, and each has as many tight constraints as it needs', () => {
    fc.assert(
      fc.property(matrix, (tau) => {
        for (const weights of extremeWeights(tau, 1000)!) {
          let tight = 0;
          for (let w = 0; w < 3; w++) {
            if (weights[w] === 0) tight++;
            for (let v = 0; v < 3; v++) {
              const slack = weights[w]! - tau[w]![v]! * weights[v]!;
              expect(slack).toBeGreaterThan(-1e-12);
              if (w !== v && tau[w]![v]! > 0 && Math.abs(slack) < 1e-12) tight++;
            }
          }
          expect(tight).toBeGreaterThanOrEqual(2);
        }
      }),
    );
  });
});
