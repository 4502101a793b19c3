import { describe, expect, it } from 'vitest';
import { digest } from '../../../shared/foundation/index.ts';
import type { MarketSnapshot } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { solveRebalance } from '../../../shared/rebalance/index.ts';
import {
  calculateLegOrder,
  calculateMargin,
  calculateMaxSize,
  calculatePooling,
  calculateRebalance,
  calculateWhatIf,
  type RebalanceAnswer,
  type RebalanceRequest,
  verifyRebalance,
} from '../../../shared/usecases/index.ts';
import { rebalanceTask } from '../../../shared/usecases/rebalance-model.ts';
import { historyBook } from '../../support/history-book.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { Random } from '../../support/random.ts';

type Choice = { readonly id: string; readonly parameters?: Readonly<Record<string, unknown>> };

const METHODS: readonly Choice[] = [
  { id: 'expected-shortfall-historical' },
  { id: 'expected-shortfall-filtered' },
  { id: 'value-at-risk-historical' },
  { id: 'value-at-risk-delta-normal' },
  { id: 'expected-shortfall-delta-gamma' },
  { id: 'expected-shortfall-monte-carlo', parameters: { paths: 200 } },
];

/** A0 and A1 have a close every day, A2 on five days of seven, A3 since it was listed. */
function bookOf(seed: number): { readonly market: MarketSnapshot; readonly portfolio: Portfolio } {
  const random = new Random(seed);
  const returns = Array.from({ length: 120 }, () => {
    const common = random.between(-0.03, 0.03);
    return [0, 1, 2, 3].map((i) => common * (1 - i / 3) + random.between(-0.03, 0.03));
  });
  const weights = [random.between(20_000, 90_000), -random.between(0, 40_000), 0, random.chance(0.5) ? 5_000 : 0];
  const { market, portfolio } = historyBook(weights.map(Math.round), returns);
  const closes = Object.entries(market.history!.closes).map(([id, series]) => [
    id,
    series.map((close, day) => ((id === 'A2' && day % 7 > 4) || (id === 'A3' && day < 60) ? null : close)),
  ]);
  const collateral = [{ asset: 'USD', quantity: '400000', venue: 'main' }];
  return {
    market: { ...market, history: { ...market.history!, closes: Object.fromEntries(closes) } },
    portfolio: { ...portfolio, collateral },
  };
}

function subjectOf(seed: number) {
  const { market, portfolio } = bookOf(seed);
  return { portfolio, market: marketOf(market), marketDigest: `market ${seed}` };
}

type Subject = ReturnType<typeof subjectOf>;

function marginOf(subject: Subject, choice: Choice): number {
  return valueIn(calculateMargin(subject, { methods: [choice] })).margins[0]!.initial;
}

/** Every margin of the answer is that of the book with or without the trades, by routes that know no universe. */
function expectOwnMargins(subject: Subject, choice: Choice, { before, after, trades }: RebalanceAnswer): void {
  const alone = marginOf(subject, choice);
  expect(before[0]!.initial).toBe(alone);
  const legs = trades.map(({ instrument, quantity }) => ({ instrument, quantity }));
  const [change] = valueIn(calculateWhatIf(subject, { methods: [choice], trades: legs })).changes;
  const scale = 1e-9 * Math.max(1, alone);
  expect(Math.abs(change!.before.initial - alone)).toBeLessThanOrEqual(scale);
  // What trades cost is no part of /what-if, and moves only cash.
  expect(Math.abs(change!.after.initial - after[0]!.initial)).toBeLessThanOrEqual(scale);
}

const UNIVERSE = ['A0', 'A1', 'A2', 'A3'].map((instrument) => ({
  instrument,
  minTrade: '-90000',
  maxTrade: '90000',
}));
const SEEDS = Array.from({ length: 12 }, (_, seed) => seed);

describe.each(METHODS)('$id', (choice) => {
  const { id: method, parameters } = choice;
  const minimise = { minimise: 'margin', method, parameters } as const;

  it('lowers the margin that the book really has to one that it really will have, with a proof', () => {
    let narrowed = 0;
    for (const seed of SEEDS) {
      const subject = subjectOf(seed);
      const request: RebalanceRequest = { objective: minimise, universe: UNIVERSE, costs: { halfSpread: 0.002 } };
      const answer = valueIn(calculateRebalance(subject, request));
      expectOwnMargins(subject, choice, answer);
      const { before, after } = answer.objective;
      expect(after).toBeLessThanOrEqual(before * (1 + 1e-9));
      expect(answer.status.exactness).toBe('approximate');
      expect(valueIn(verifyRebalance(subject, request, answer.certificate!))).toMatchObject({
        valid: true,
        refuted: [],
      });
      const { certificateDigest: _, measure, ...body } = answer.certificate!;
      if (measure!.underlyings.length === 4) continue;
      narrowed++;
      const of = { ...body, measure: { underlyings: ['A0', 'A1', 'A2', 'A3'], kept: [] } };
      const forged = verifyRebalance(subject, request, { certificateDigest: digest(of), ...of });
      expect(forged.ok && forged.value.valid).toBe(false);
    }
    if (method === 'expected-shortfall-historical') expect(narrowed).toBeGreaterThan(0);
  });

  it('says which underlyings the proof is of, and calls nothing optimal', () => {
    for (const seed of SEEDS.slice(0, 4)) {
      const subject = subjectOf(seed);
      const request: RebalanceRequest = { objective: minimise, universe: UNIVERSE };
      const { status, certificate } = valueIn(calculateRebalance(subject, request));
      expect(status.termination).not.toBe('optimal');
      const { proved, unproven } = valueIn(verifyRebalance(subject, request, certificate!));
      expect(proved.join()).toContain(`that leaves just ${certificate!.measure!.underlyings.join(', ')}`);
      expect(unproven.join()).toContain('measured otherwise');
    }
  });

  it('keeps a limit on the margin that the book will really have', () => {
    for (const seed of SEEDS) {
      const subject = subjectOf(seed);
      const amount = 0.6 * marginOf(subject, choice);
      const tiny = UNIVERSE.map((each) =>
        each.instrument === 'A2' ? { ...each, minTrade: '0', maxTrade: '1' } : each,
      );
      const answer = valueIn(
        calculateRebalance(subject, {
          objective: { minimise: 'cost' },
          universe: tiny,
          constraints: { marginLimit: { method, parameters, amount } },
          costs: { halfSpread: 0.002 },
        }),
      );
      expectOwnMargins(subject, choice, answer);
      expect(answer.after[0]!.initial).toBeLessThanOrEqual(amount * (1 + 1e-6));
    }
  });

  it('has the largest size and the legs of an order measured as the book then is', () => {
    for (const seed of SEEDS.slice(0, 4)) {
      const subject = subjectOf(seed);
      const size = valueIn(calculateMaxSize(subject, { method: choice, instrument: 'A2', side: 'buy' }));
      const trades = [{ instrument: 'A2', quantity: size.quantity! }];
      const bought = valueIn(calculateWhatIf(subject, { methods: [choice], trades })).changes[0]!;
      expect(size.before.initial).toBeCloseTo(bought.before.initial, 6);
      expect(size.after!.initial).toBeCloseTo(bought.after.initial, 6);
      const legs = [
        { instrument: 'A0', quantity: '-1000' },
        { instrument: 'A2', quantity: '2000' },
        { instrument: 'A3', quantity: '-5000' },
      ];
      const { order, path, before } = valueIn(calculateLegOrder(subject, { method: choice, trades: legs }));
      expect(before).toBeCloseTo(bought.before.initial, 6);
      for (const [k, peak] of path.entries()) {
        const done = order.slice(0, k + 1).map((leg) => legs[leg]!);
        const { after } = valueIn(calculateWhatIf(subject, { methods: [choice], trades: done })).changes[0]!;
        expect(peak).toBeCloseTo(after.initial, 6);
      }
    }
  });

  it('is what it is without a position that was closed', () => {
    for (const seed of SEEDS.slice(0, 4)) {
      const subject = subjectOf(seed);
      const held = subject.portfolio.positions.filter(({ quantity }) => quantity !== '0');
      expect(held.length).toBeLessThan(4);
      expect(marginOf({ ...subject, portfolio: { ...subject.portfolio, positions: held } }, choice)).toBe(
        marginOf(subject, choice),
      );
    }
  });

  it('is at each venue that of what is held there', () => {
    for (const seed of SEEDS.slice(0, 4)) {
      const subject = subjectOf(seed);
      const elsewhere = { instrument: 'A2', quantity: '30000', venue: 'other' };
      const spread = { ...subject.portfolio, positions: [...subject.portfolio.positions, elsewhere] };
      const { venues } = valueIn(
        calculatePooling({ ...subject, portfolio: spread }, { method: choice, transferability: 0.5 }),
      );
      const there = marginOf({ ...subject, portfolio: { ...spread, positions: [elsewhere], collateral: [] } }, choice);
      expect(venues.map(({ id, siloed }) => [id, siloed.initial])).toEqual([
        ['main', marginOf(subject, choice)],
        ['other', there],
      ]);
    }
  });
});

/** A3 is held, and closing it alone leaves a book that is measured on more days. */
function withListing(seed: number): Subject {
  const subject = subjectOf(seed);
  const positions = subject.portfolio.positions.map((each) =>
    each.instrument === 'A3' ? { ...each, quantity: '5000' } : each,
  );
  return { ...subject, portfolio: { ...subject.portfolio, positions } };
}

describe('an underlying of few days', () => {
  const method = 'expected-shortfall-historical';
  const half = UNIVERSE.map((each) => ({ ...each, minTrade: '-5000', maxTrade: '5000' }));

  it('leaves nothing infeasible that no trades keep within', () => {
    for (const seed of SEEDS) {
      const subject = withListing(seed);
      const amount = marginOf(subject, { id: method }) * 1.0001;
      const { status, after } = valueIn(
        calculateRebalance(subject, {
          objective: { minimise: 'margin', method: 'delta' },
          universe: half.filter(({ instrument }) => instrument === 'A3'),
          constraints: { marginLimit: { method, amount } },
        }),
      );
      expect(status.termination).not.toBe('infeasible');
      expect(after.find((each) => each.method === method)!.initial).toBeLessThanOrEqual(amount * (1 + 1e-6));
    }
  });

  it('is no worse than the best of a grid of whole thousands, whatever that leaves', () => {
    let trades = 0;
    for (const seed of SEEDS.slice(0, 6)) {
      const subject = withListing(seed);
      const universe = half.filter(({ instrument }) => instrument === 'A1' || instrument === 'A3');
      const { objective } = valueIn(
        calculateRebalance(subject, { objective: { minimise: 'margin', method }, universe }),
      );
      for (let one = -5000; one <= 5000; one += 1000) {
        for (let other = -5000; other <= 5000; other += 1000) {
          const legs = [
            { instrument: 'A1', quantity: String(one) },
            { instrument: 'A3', quantity: String(other) },
          ];
          const done = calculateWhatIf(subject, { methods: [{ id: method }], trades: legs });
          expect(objective.after).toBeLessThanOrEqual(valueIn(done).changes[0]!.after.initial + 1e-6);
          trades++;
        }
      }
    }
    console.log(`days of what is held: no better among ${trades} trades`);
  });

  it('lets no part of a universe answer better than the whole', () => {
    for (const seed of SEEDS) {
      const subject = subjectOf(seed);
      const positions = subject.portfolio.positions.slice(0, 1);
      const alone = { ...subject, portfolio: { ...subject.portfolio, positions } };
      const least = (universe: RebalanceRequest['universe']) =>
        valueIn(calculateRebalance(alone, { objective: { minimise: 'margin', method }, universe })).objective.after;
      const whole = least(UNIVERSE.slice(0, 3));
      expect(whole).toBeLessThanOrEqual(least(UNIVERSE.slice(0, 2)) * (1 + 1e-6));
      expect(whole).toBeLessThanOrEqual(least([UNIVERSE[0]!, UNIVERSE[2]!]) * (1 + 1e-6));
    }
  });

  it('is proven of trades that leave what they were measured by, and of no others', () => {
    const subject = withListing(3);
    const request: RebalanceRequest = {
      objective: { minimise: 'margin', method },
      universe: half.filter(({ instrument }) => instrument === 'A3'),
      constraints: { linear: [{ id: 'none', coefficients: { A3: 1 }, max: 0 }] },
    };
    const task = valueIn(rebalanceTask(subject, request));
    const closing = valueIn(solveRebalance(task.model, { pivots: 10_000, cells: 1_000_000 }));
    if (closing.trades === null) throw new Error(closing.termination);
    expect([closing.trades, closing.certificate.measure]).toEqual([
      [-5000],
      { underlyings: ['A0', 'A1', 'A3'], kept: [] },
    ]);
    const { valid, refuted } = valueIn(verifyRebalance(subject, request, closing.certificate));
    expect([valid, refuted]).toEqual([false, ['the trades leave what they are measured by']]);
    const { certificate, trades } = valueIn(calculateRebalance(subject, request));
    expect([trades[0]!.quantity, certificate!.measure!.underlyings]).toEqual(['-5000', ['A0', 'A1']]);
    expect(valueIn(verifyRebalance(subject, request, certificate!))).toMatchObject({ valid: true, refuted: [] });
  });

  it.each(['5000', '-5000'])('of which %s are held is not kept by trades that must close it', (quantity) => {
    const subject = withListing(3);
    const positions = subject.portfolio.positions.map((each) =>
      each.instrument === 'A3' ? { ...each, quantity } : each,
    );
    const close = String(-Number(quantity));
    const task = rebalanceTask(
      { ...subject, portfolio: { ...subject.portfolio, positions } },
      { objective: { minimise: 'margin', method }, universe: [{ instrument: 'A3', minTrade: close, maxTrade: close }] },
      { underlyings: ['A0', 'A1', 'A3'], kept: ['A3'] },
    );
    expect(task).toMatchObject({ ok: false, failure: { reason: 'infeasible' } });
  });

  it('that is too young for a window is no reason to refuse a book without it', () => {
    const subject = subjectOf(2);
    const answer = calculateRebalance(subject, {
      objective: { minimise: 'margin', method, parameters: { window: 80 } },
      universe: UNIVERSE.filter(({ instrument }) => instrument !== 'A2'),
    });
    const { objective, certificate } = valueIn(answer);
    expect(objective.after).toBeLessThan(objective.before);
    expect(certificate!.measure!.underlyings).not.toContain('A3');
  });
});
