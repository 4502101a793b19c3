import { describe, expect, it } from 'vitest';
import { canonicalJson, type Outcome } from '../../../shared/foundation/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import {
  calculateRebalance,
  type RebalanceAnswer,
  type RebalanceRequest,
  verifyRebalance,
} from '../../../shared/usecases/index.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { loadedHighs } from '../../support/optimise/highs.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../../support/option-book.ts';

const SUBJECT = { market: marketOf(OPTION_MARKET), marketDigest: 'option' };
const HIGHS = await loadedHighs();
const [PERP, CALL, PUT, WING] = ['BTC-PERP', 'BTC-26JUN26-90000-C', 'BTC-26JUN26-70000-P', 'BTC-26JUN26-60000-P'];

const REQUEST: RebalanceRequest = {
  objective: { minimise: 'margin', method: 'paradex-style' },
  lots: 'integer',
  constraints: { greeks: [{ underlying: 'BTC', greek: 'delta', min: -0.5, max: 0.5 }], costBudget: 900 },
  costs: { halfSpread: 0.002 },
};

type Parts = Omit<Partial<RebalanceRequest>, 'portfolio'>;

function rebalance(parts: Parts = {}, portfolio: Portfolio = OPTION_BOOK): Outcome<RebalanceAnswer> {
  return calculateRebalance({ ...SUBJECT, portfolio }, { ...REQUEST, ...parts });
}

function constrained(constraints: RebalanceRequest['constraints']): RebalanceAnswer {
  return valueIn(rebalance({ constraints: { ...REQUEST.constraints, ...constraints } }));
}

function sizes({ trades }: RebalanceAnswer): Map<string, string> {
  return new Map(trades.map(({ instrument, quantity }) => [instrument, quantity]));
}

describe('trades in whole lots', () => {
  it('are exact decimals, and cost more than trades of any size by little', () => {
    const answer = valueIn(rebalance());
    const free = valueIn(rebalance({ lots: 'continuous' }));
    expect(answer.trades.length).toBeGreaterThan(1);
    for (const { instrument, quantity, lotSize, lots } of answer.trades) {
      expect(lotSize).toBe(instrument === PERP ? '0.001' : '0.1');
      expect(quantity).toMatch(instrument === PERP ? /^-?\d+(\.\d{1,3})?$/ : /^-?\d+(\.\d)?$/);
      expect(lots! * Number(lotSize)).toBeCloseTo(Number(quantity), 9);
    }
    const { objective, bound, integer } = answer.certificate!;
    expect(integer!.linearBound).toBeCloseTo(free.certificate!.objective, 4);
    expect(objective).toBeGreaterThan(free.certificate!.objective);
    expect(objective).toBeLessThan(free.certificate!.objective * 1.05);
    expect(bound).toBeGreaterThanOrEqual(integer!.linearBound);
    expect(free.trades.every(({ lotSize, lots }) => lotSize === null && lots === null)).toBe(true);
  });

  it('are equal in bytes for equal requests, by either solver', () => {
    for (const large of [null, HIGHS]) {
      const bytes = () => {
        const [portfolio, request] = [structuredClone(OPTION_BOOK), structuredClone(REQUEST)];
        return canonicalJson(valueIn(calculateRebalance({ ...SUBJECT, portfolio }, request, large)));
      };
      expect(bytes()).toBe(bytes());
    }
  });

  it('are no smaller than the ticket, of each instrument’s own', () => {
    const universe = [PERP, CALL, PUT, WING].map((instrument) => ({
      instrument,
      ...(instrument === WING ? { minTicket: '1.95' } : {}),
    }));
    const constraints = { ...REQUEST.constraints, minTicket: '0.75' };
    const answer = valueIn(rebalance({ universe, constraints }));
    for (const { instrument, quantity } of answer.trades)
      expect(Math.abs(Number(quantity))).toBeGreaterThanOrEqual(instrument === WING ? 2 : 0.75);
    expect([...sizes(valueIn(rebalance())).values()].some((size) => Math.abs(Number(size)) < 0.75)).toBe(true);
  });

  it('are no more than may be, and fewer are never better', () => {
    const objectives = [0, 1, 2, 3, 4].map((maxTrades) => {
      const { trades, certificate } = constrained({ maxTrades, greeks: [] });
      expect(trades.length).toBeLessThanOrEqual(maxTrades);
      return certificate!.objective;
    });
    expect(objectives).toEqual(objectives.toSorted((a, b) => b - a));
    expect(objectives[1]!).toBeLessThan(objectives[0]!);
  });

  it.each(['integer', 'continuous'] as const)('close a position wholly or keep it (%s)', (lots) => {
    const constraints = { costBudget: 900, closeOnly: [CALL, PUT, WING] };
    const answer = valueIn(rebalance({ lots, constraints }));
    const traded = sizes(answer);
    for (const { instrument, quantity } of OPTION_BOOK.positions.slice(1)) {
      if (traded.has(instrument)) expect(Number(traded.get(instrument))).toBe(-Number(quantity));
    }
    expect(traded.size).toBeGreaterThan(0);
    const all = valueIn(rebalance({ lots, constraints: { costBudget: 900, closeOnly: true } }));
    const held = new Map(OPTION_BOOK.positions.map((each) => [each.instrument, each.quantity]));
    for (const [id, quantity] of sizes(all)) expect(Number(quantity)).toBe(-Number(held.get(id)));
  });

  it('leave a position that no whole number of lots closes, with a warning', () => {
    const [perpetual, ...others] = OPTION_BOOK.positions;
    const portfolio = { ...OPTION_BOOK, positions: [{ ...perpetual!, quantity: '3.0005' }, ...others] };
    const answer = valueIn(rebalance({ constraints: { closeOnly: true } }, portfolio));
    expect(sizes(answer).has(PERP)).toBe(false);
    expect(answer.warnings).toEqual(['not-closable: BTC-PERP is no whole lots of 0.001']);
  });

  it.each([
    ['what is not in the universe', { closeOnly: [CALL, 'BTC-26JUN26-80000-C'] }, {}, '/constraints/closeOnly/1'],
    [
      'to close what is not held',
      { closeOnly: true },
      { universe: [{ instrument: 'BTC-26JUN26-80000-C', maxTrade: '1' }] },
      '/universe/0/instrument',
    ],
    ['no lot', {}, { universe: [{ instrument: CALL, minTrade: '0.01', maxTrade: '0.09' }] }, '/universe/0/minTrade'],
  ] as const)('refuse %s', (_, constraints, parts, pointer) => {
    expect(rebalance({ constraints, ...parts })).toMatchObject({
      ok: false,
      failure: { reason: 'invalid-input', errors: [{ pointer }] },
    });
  });
});

function band(min: number, max: number) {
  return [{ underlying: 'BTC', greek: 'delta' as const, min, max }];
}

function linearFor(costBudget: number) {
  const { certificate, prices } = constrained({ costBudget });
  return { linear: certificate!.integer!.linearBound, prices };
}

function boundPrices({ prices }: RebalanceAnswer) {
  return prices.filter(({ constraint }) => constraint.startsWith('universe/'));
}

describe('prices of limits beside whole lots', () => {
  it('are those of the linear program, by finite difference', () => {
    const budget = 400;
    const [{ linear, prices }, eased] = [linearFor(budget), linearFor(budget + 0.5)];
    const price = prices.find(({ constraint }) => constraint === 'costBudget')!.objectivePerUnit;
    expect(price).toBeLessThan(0);
    expect((eased.linear - linear) / 0.5).toBeCloseTo(price, 4);
  });

  it('leave out the bounds of a trade that a switch decides', () => {
    const universe = [{ instrument: WING, minTrade: '0', maxTrade: '1' }];
    const constraints = { costBudget: 900 };
    expect(boundPrices(valueIn(rebalance({ universe, constraints })))).toHaveLength(1);
    expect(boundPrices(valueIn(rebalance({ universe, constraints: { ...constraints, minTicket: '0.5' } })))).toEqual(
      [],
    );
  });
});

describe('limits that no whole lots keep', () => {
  const universe = [{ instrument: PERP, minTrade: '-10', maxTrade: '10' }];

  it('are named beside the lots, and the smallest relaxation is enough', () => {
    const free = valueIn(rebalance({ lots: 'continuous', universe, constraints: { greeks: band(0.0002, 0.0003) } }));
    expect(free.status.termination).toBe('optimal');
    const { status, infeasible, certificate, warnings } = valueIn(
      rebalance({ universe, constraints: { greeks: band(0.0002, 0.0003), turnoverBudget: 1e9 } }),
    );
    expect([status.termination, certificate]).toEqual(['infeasible', null]);
    expect(infeasible!.conflict).toEqual(['lots', 'greeks/BTC/delta']);
    expect(warnings).toEqual([expect.stringMatching(/^unproven: /)]);
    const slack = infeasible!.smallestRelaxation!['greeks/BTC/delta']! + 1e-9;
    const eased = rebalance({ universe, constraints: { greeks: band(0.0002 - slack, 0.0003 + slack) } });
    expect(valueIn(eased).status.termination).toBe('optimal');
  });

  it('are tickets and the number of trades', () => {
    const delta = valueIn(rebalance({ universe, constraints: { greeks: band(0.5, 1), minTicket: '9', maxTrades: 1 } }));
    expect(delta.infeasible!.conflict.toSorted()).toEqual(['greeks/BTC/delta', 'minTicket/BTC-PERP']);
    const none = valueIn(rebalance({ universe, constraints: { greeks: band(0.5, 1), maxTrades: 0 } }));
    expect(none.infeasible!.conflict.toSorted()).toEqual(['greeks/BTC/delta', 'maxTrades']);
    const close = valueIn(
      rebalance({ constraints: { greeks: band(0.5, 1), closeOnly: [PERP], keep: [CALL, PUT, WING] } }),
    );
    expect(close.infeasible!.conflict).toContain('closeOnly/BTC-PERP');
  });
});

describe('a search that ends early', () => {
  it('at a gap has a bound that others don’t pass', () => {
    const best = valueIn(rebalance({ limits: { gapFraction: 0 } }));
    const rough = valueIn(rebalance({ limits: { gapFraction: 0.2 } }));
    expect(rough.status.termination).not.toBe('work-limit');
    expect(rough.certificate!.bound).toBeLessThanOrEqual(best.certificate!.objective + 1e-6);
    expect(rough.certificate!.objective).toBeGreaterThanOrEqual(best.certificate!.objective - 1e-6);
    expect(rough.work.nodes).toBeLessThan(best.work.nodes);
  });

  it('by its work has the best trades so far', () => {
    const answer = constrained({ maxTrades: 2, greeks: [] });
    const cut = valueIn(
      rebalance({ constraints: { costBudget: 900, maxTrades: 2 }, limits: { nodes: 1, gapFraction: 0 } }),
    );
    expect(['work-limit', 'optimal', 'gap-limit']).toContain(cut.status.termination);
    expect(cut.certificate!.objective).toBeGreaterThanOrEqual(answer.certificate!.bound - 1e-6);
    expect(cut.certificate!.objective).toBeLessThanOrEqual(cut.before[0]!.initial);
    expect(cut.certificate!.gapFraction).toBeLessThan(1);
    expect(cut.provenance.reproducible).toBeUndefined();
  });

  it.each([
    ['our own', null],
    ['HiGHS', HIGHS],
  ] as const)('by the wall clock says so, with the best trades so far: %s', (_, large) => {
    let reads = 0;
    const clock = () => (reads++ === 0 ? 0 : 1e9);
    const request = { ...REQUEST, constraints: { costBudget: 900, maxTrades: 2 }, limits: { gapFraction: 0 } };
    const answer = valueIn(calculateRebalance({ ...SUBJECT, portfolio: OPTION_BOOK }, request, large, clock));
    expect(answer.status.termination).toBe('time-limit');
    expect(answer.provenance.reproducible).toBe(false);
    expect(answer.certificate!.objective).toBeLessThanOrEqual(answer.before[0]!.initial);
    const verified = verifyRebalance({ ...SUBJECT, portfolio: OPTION_BOOK }, request, answer.certificate!);
    expect(valueIn(verified)).toMatchObject({ valid: true, refuted: [] });
  });
});
