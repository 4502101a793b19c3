import { describe, expect, it } from 'vitest';
import {
  type RebalanceModel,
  type RebalanceResult,
  solveRebalance,
  verifyCertificate,
} from '../../../shared/rebalance/index.ts';
import { type Expression, floor, outcomes, ranked, sum } from '../../../shared/requirement/index.ts';
import { valueIn } from '../../support/margins.ts';
import { NO_LIMITS } from '../../support/no-limits.ts';
import { Random } from '../../support/random.ts';
import { paired } from '../../support/requirement/expressions.ts';
import { naiveValue } from '../../support/requirement/naive.ts';

type FoundTrades = Extract<RebalanceResult, { readonly objective: number }>;

const LIMITS = { pivots: 10_000, cells: 1_000_000 };
const N_LINES = 3;
const N_SCENARIOS = 20;
/** Trades from −4 to 4 in each line, every whole one of which is tried. */
const REACH = 4;
const MODELS = 120;
const SPREAD = 0.25;

const AXIS = Array.from({ length: N_SCENARIOS }, (_, k) => `s${k}`);
const LINES = Array.from({ length: N_LINES }, (_, j) => j);
const NONE = LINES.map(() => 0);

/** The third largest of twenty losses of a few jumpy lines: rugged. */
function quantileOf(random: Random, rank = 2): Expression {
  const matrix = Float64Array.from({ length: N_LINES * N_SCENARIOS }, () => Math.round(random.between(-9, 9)));
  return floor(0, ranked([rank], [1], outcomes({ axis: AXIS, lines: LINES, rows: LINES, matrix })));
}

function modelOf(random: Random, expression: Expression): RebalanceModel {
  return {
    quantities: Float64Array.from(LINES, () => Math.round(random.between(-6, 6))),
    trades: LINES.map((line) => ({
      id: `t${line}`,
      line,
      minTrade: -REACH,
      maxTrade: REACH,
      sizes: { lotSize: null, ticket: null },
      costPerUnit: { spread: SPREAD, fees: 0 },
      impact: null,
      turnoverPerUnit: 0,
      cash: null,
    })),
    charges: [{ id: 'charge', weight: 1, expression }],
    costWeight: 1,
    ...NO_LIMITS,
  };
}

/** Written a second time, node by node. */
function objectiveOf(model: RebalanceModel, trades: readonly number[]): number {
  const q = model.quantities.map((held, line) => held + trades[line]!);
  const cost = trades.reduce((total, trade) => total + SPREAD * Math.abs(trade), 0);
  return model.charges.reduce(
    (total, { expression }) => total + naiveValue(expression, q)[0]!,
    model.costWeight * cost,
  );
}

/** The best of all whole trades, by the charges' own evaluation. */
function bestOnGrid(model: RebalanceModel): number {
  let best = Infinity;
  for (let i = 0; i < (2 * REACH + 1) ** N_LINES; i++) {
    const trades = LINES.map((j) => (Math.floor(i / (2 * REACH + 1) ** j) % (2 * REACH + 1)) - REACH);
    best = Math.min(best, objectiveOf(model, trades));
  }
  return best;
}

describe('a rebalance under a quantile', () => {
  it('whose steps are larger than the size allowed has what is known without them, and does not call it an optimum', () => {
    const model = modelOf(new Random(3), quantileOf(new Random(3)));
    const none = objectiveOf(model, NONE);
    const { termination, trades, objective } = valueIn(solveRebalance(model, { ...LIMITS, cells: 100 })) as FoundTrades;
    expect(termination).toBe('work-limit');
    expect(objective).toBeCloseTo(objectiveOf(model, trades), 9);
    expect(objective).toBeLessThanOrEqual(none);
    expect(valueIn(solveRebalance(model, LIMITS))).toMatchObject({ termination: 'local-optimum' });
    const unknown = { ...model, chargeLimits: [{ id: 'low', expression: model.charges[0]!.expression, upper: 1 }] };
    expect(solveRebalance(unknown, { ...LIMITS, cells: 300 })).toMatchObject({ failure: { reason: 'limit-exceeded' } });
  });

  it('is never worse than none, is certified above a bound that no trade on a grid is below, and mostly beats the grid', () => {
    const random = new Random(41);
    let beaten = 0;
    for (let i = 0; i < MODELS; i++) {
      const model = modelOf(random, quantileOf(random));
      const result = valueIn(solveRebalance(model, LIMITS));
      if (result.trades === null) throw new Error(result.termination);
      const { objective, certificate } = result;
      const grid = bestOnGrid(model);
      expect(objective).toBeCloseTo(objectiveOf(model, result.trades), 9);
      expect(objective).toBeLessThanOrEqual(objectiveOf(model, NONE) + 1e-9);
      expect(certificate.bound).toBeLessThanOrEqual(grid);
      expect(valueIn(verifyCertificate(model, certificate))).toMatchObject({ valid: true, refuted: [] });
      if (objective <= grid + 1e-6) beaten += 1;
    }
    console.log(`convex steps under a quantile: ${beaten} of ${MODELS} books no worse than 729 whole trades`);
    expect(beaten).toBeGreaterThan(0.8 * MODELS);
  });

  it('is exact where the quantile is the largest loss', () => {
    const random = new Random(45);
    for (let i = 0; i < 20; i++) {
      const model = modelOf(random, quantileOf(random, 0));
      const result = valueIn(solveRebalance(model, LIMITS));
      expect(result).toMatchObject({ termination: 'optimal', exactness: 'exact' });
      if (result.trades !== null) expect(result.objective).toBeLessThanOrEqual(bestOnGrid(model) + 1e-9);
    }
  });

  it('says that work ended it, and answers nothing that breaks a limit by its own rule', () => {
    const random = new Random(46);
    const endings = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const { charges, ...model } = modelOf(random, quantileOf(random));
      const now = objectiveOf({ ...model, charges }, NONE);
      const { expression } = charges[0]!;
      const limited = { ...model, charges, chargeLimits: [{ id: 'most', expression, upper: now * 0.8 }] };
      const solved = solveRebalance(limited, { ...LIMITS, pivots: 1 + (i % 30) });
      if (!solved.ok) continue;
      endings.add(solved.value.termination);
      if (solved.value.trades === null) continue;
      const margin = objectiveOf({ ...limited, costWeight: 0 }, solved.value.trades);
      expect(margin).toBeLessThanOrEqual(now * 0.8 * (1 + 1e-6) + 1e-6);
      expect(valueIn(verifyCertificate(limited, solved.value.certificate))).toMatchObject({ valid: true });
    }
    expect(endings).toContain('work-limit');
    expect(endings).not.toContain('optimal');
  });

  it('in whole lots finds sizes on the grid', () => {
    const random = new Random(42);
    for (let i = 0; i < 20; i++) {
      const model = modelOf(random, quantileOf(random));
      const sizes = { lotSize: 1, ticket: null };
      const inLots = { ...model, trades: model.trades.map((trade) => ({ ...trade, sizes })) };
      const result = valueIn(solveRebalance(inLots, LIMITS));
      if (result.trades === null) throw new Error(result.termination);
      expect(result.trades.every(Number.isInteger)).toBe(true);
      expect(result.objective).toBeGreaterThanOrEqual(bestOnGrid(model) - 1e-9);
      expect(result.objective).toBeLessThanOrEqual(objectiveOf(model, NONE) + 1e-9);
      expect(valueIn(verifyCertificate(inLots, result.certificate))).toMatchObject({ valid: true });
    }
  });

  it('keeps a limit on one by its own rule', () => {
    const random = new Random(43);
    let kept = 0;
    for (let i = 0; i < 40; i++) {
      const expression = quantileOf(random);
      const { charges, ...model } = modelOf(random, expression);
      const now = objectiveOf({ ...model, charges }, NONE);
      const limited = { ...model, charges: [], chargeLimits: [{ id: 'most', expression, upper: now * 0.7 }] };
      const solved = solveRebalance(limited, LIMITS);
      if (!solved.ok) {
        expect(solved.failure).toMatchObject({ reason: 'unsupported', detail: expect.stringContaining('not convex') });
        continue;
      }
      if (solved.value.trades === null) throw new Error(solved.value.termination);
      const margin = objectiveOf({ ...model, charges, costWeight: 0 }, solved.value.trades);
      expect(margin).toBeLessThanOrEqual(now * 0.7 * (1 + 1e-6) + 1e-6);
      kept += 1;
    }
    expect(kept).toBeGreaterThan(30);
  });

  it('takes a procedure of charges to first order where nothing bounds it', () => {
    const random = new Random(44);
    for (let i = 0; i < 20; i++) {
      const [x, y] = [quantileOf(random), quantileOf(random)];
      const model = modelOf(random, floor(0, sum([paired(0.5, x, y)])));
      const result = valueIn(solveRebalance(model, LIMITS));
      if (result.trades === null) throw new Error(result.termination);
      expect(result.objective).toBeLessThanOrEqual(objectiveOf(model, NONE) + 1e-9);
      expect(valueIn(verifyCertificate(model, result.certificate))).toMatchObject({ valid: true });
    }
  });
});
