import { describe, expect, it } from 'vitest';
import {
  type RebalanceModel,
  solveRebalance,
  type TradeVariable,
  verifyCertificate,
} from '../../../shared/rebalance/index.ts';
import { isAllowed, objectiveOf } from '../../../shared/rebalance/objective.ts';
import { type Expression, line, norm, quantity, squares } from '../../../shared/requirement/index.ts';
import { valueIn } from '../../support/margins.ts';
import { NO_LIMITS } from '../../support/no-limits.ts';
import { Random } from '../../support/random.ts';

const GAP_FRACTION = 1e-6;
const LIMITS = { pivots: 10_000, cells: 1_000_000, nodes: 20_000, gapFraction: GAP_FRACTION };
/** Lots per trade either way. */
const MOST = 4;
const LINES = [0, 1, 2];
/** Beyond what rounding makes of a sum that is a limit exactly. */
const ROUNDING = 1e-9;

function tradeOf(at: number, lotSize: number, change: Partial<TradeVariable>): TradeVariable {
  return {
    id: `t${at}`,
    line: at,
    minTrade: -MOST * lotSize,
    maxTrade: MOST * lotSize,
    sizes: { lotSize, ticket: null },
    costPerUnit: { spread: 0.01, fees: 0 },
    impact: null,
    turnoverPerUnit: 1,
    cash: null,
    ...change,
  };
}

function slopeIn(random: Random): number {
  return random.pick([-3, -2, -1, 1, 2, 3]);
}

function smoothIn(random: Random): Expression {
  const slopes = () => LINES.map(() => slopeIn(random));
  return random.chance(0.5)
    ? norm(LINES.map(() => line(LINES, slopes(), 0)))
    : squares([line([0, 1], [1, slopeIn(random)], 0), line([2], [2], slopeIn(random))]);
}

function modelIn(random: Random): RebalanceModel {
  const lotSize = random.pick([0.1, 0.5, 1, 2]);
  const ticket = random.pick([null, { rule: 'minTicket' as const, size: lotSize * (2 + random.below(3)) }]);
  const exponent = random.pick([null, 1.5, 2] as const);
  const impactOf = () => (exponent === null ? null : { exponent, coefficient: random.between(0.05, 0.5) });
  return {
    ...NO_LIMITS,
    quantities: Float64Array.from(LINES, () => (random.below(13) - 6) * lotSize),
    trades: LINES.map((at) =>
      tradeOf(at, lotSize, {
        sizes: { lotSize, ticket },
        costPerUnit: { spread: random.between(0, 0.5), fees: 0 },
        impact: impactOf(),
      }),
    ),
    charges: [{ id: 'charge', weight: 1, expression: smoothIn(random) }],
    costWeight: 1,
    costBudget: random.chance(0.4) ? random.between(0.1, 3) : null,
    maxTrades: random.chance(0.4) ? 1 + random.below(2) : null,
  };
}

function isOfSizes({ trades, maxTrades }: RebalanceModel, lots: readonly number[]): boolean {
  const made = lots.filter((each) => each !== 0);
  const { lotSize, ticket } = trades[0]!.sizes;
  return (
    made.length <= (maxTrades ?? 3) && made.every((each) => Math.abs(each) * lotSize! >= (ticket?.size ?? 0) - ROUNDING)
  );
}

/** The lowest objective of all trades, one by one. */
function enumerated(model: RebalanceModel): number {
  const { lotSize } = model.trades[0]!.sizes;
  const counts = Array.from({ length: 2 * MOST + 1 }, (_, i) => i - MOST);
  const all = counts.flatMap((a) => counts.flatMap((b) => counts.map((c) => [a, b, c])));
  return all
    .filter((lots) => isOfSizes(model, lots))
    .map((lots) => lots.map((each) => each * lotSize!))
    .filter((trades) => isAllowed(model, trades))
    .reduce((least, trades) => Math.min(least, objectiveOf(model, trades)), Infinity);
}

function answerOf(model: RebalanceModel) {
  const result = valueIn(solveRebalance(model, LIMITS));
  if (result.trades === null) throw new Error(result.termination);
  return result;
}

describe('whole lots, tickets and few trades under squares, norms and powers', () => {
  it('are the best of all, or say that work ended, and never worse than none', () => {
    const random = new Random(2_611);
    const ended = { ended: 0, proven: 0, budgeted: 0 };
    for (let run = 0; run < 240; run += 1) {
      const model = modelIn(random);
      const best = enumerated(model);
      const { trades, objective, termination, certificate } = answerOf(model);
      const tolerance = 2e-6 * Math.max(1, Math.abs(best));
      expect(objective, `run ${run}`).toBeCloseTo(objectiveOf(model, trades), 9);
      expect(objective, `run ${run}`).toBeGreaterThanOrEqual(best - tolerance);
      expect(objective, `run ${run}`).toBeLessThanOrEqual(objectiveOf(model, [0, 0, 0]) + ROUNDING);
      expect(certificate.bound, `run ${run}`).toBeLessThanOrEqual(best + tolerance);
      expect(valueIn(verifyCertificate(model, certificate)).refuted, `run ${run}`).toEqual([]);
      const isSaidBest = termination === 'optimal' || termination === 'gap-limit';
      if (isSaidBest) expect(objective, `run ${run}`).toBeLessThanOrEqual(best + tolerance);
      ended[isSaidBest ? 'proven' : 'ended'] += 1;
      if (model.costBudget !== null && objective < objectiveOf(model, [0, 0, 0]) - tolerance) ended.budgeted += 1;
    }
    expect(ended.proven).toBeGreaterThan(225);
    expect(ended.budgeted).toBeGreaterThan(30);
  });

  it('are closed by 3 of 2.6 in lots of 1, where 0.4² and the costs are least', () => {
    const model: RebalanceModel = {
      ...NO_LIMITS,
      quantities: Float64Array.of(2.6),
      trades: [tradeOf(0, 1, {})],
      charges: [{ id: 'square', weight: 1, expression: squares([quantity(0)]) }],
      costWeight: 1,
    };
    const { trades, objective, certificate } = answerOf(model);
    expect(trades).toEqual([-3]);
    expect(objective).toBeCloseTo(0.19, 12);
    const supports = certificate.supports!.map((each, i) =>
      i === 0 ? { ...each, slopes: [each.slopes[0]! / 2] } : each,
    );
    expect(valueIn(verifyCertificate(model, certificate))).toMatchObject({ valid: true, refuted: [] });
    expect(valueIn(verifyCertificate(model, { ...certificate, supports })).valid).toBe(false);
  });
});
