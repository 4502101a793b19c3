import { describe, expect, it } from 'vitest';
import { readBook } from '../../../shared/risk/index.ts';
import { type Cure, cureOf } from '../../../shared/usecases/cure.ts';
import type { Policy } from '../../../shared/usecases/policy-terms.ts';
import { violationsOf, type WatchedState, watchedState } from '../../../shared/usecases/violations.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../../support/option-book.ts';

const METHOD = 'paradex-style';
const FEE = 0.0003;
const FREE_MARKET = marketOf({
  ...OPTION_MARKET,
  instruments: OPTION_MARKET.instruments.map(({ feeFraction: _fee, ...free }) => free),
});
const [PERP, CALL, PUT, WING] = OPTION_BOOK.positions.map(({ instrument }) => instrument) as [
  string,
  string,
  string,
  string,
];

function policyOf(changes: Partial<Policy>): Policy {
  const bands = { margin: [], greeks: [] };
  const rest = { schedule: null, cooldownSeconds: 0, hysteresisFraction: 0, costs: { feeFraction: FEE } };
  return { methods: [{ id: METHOD }], limits: [], bands, ...rest, ...changes };
}

type Trades = Readonly<Record<string, number>>;

/** The book after trades that left its cash alone, as the engine sees it. */
function stateOf(policy: Policy, trades: Trades = {}, market = marketOf(OPTION_MARKET)): WatchedState {
  const positions = OPTION_BOOK.positions.map(({ quantity, ...rest }) => ({
    ...rest,
    quantity: String(Number(quantity) + (trades[rest.instrument] ?? 0)),
  }));
  const book = valueIn(readBook({ ...OPTION_BOOK, positions }, market));
  const methods = policy.methods.map(({ id }) => id);
  return valueIn(watchedState(book, policy, methods, undefined));
}

function curedBy(policy: Policy, market = marketOf(OPTION_MARKET)): Cure {
  const before = stateOf(policy, {}, market);
  const violations = violationsOf(before, policy, 0);
  expect(violations.length).toBeGreaterThan(0);
  const subject = { portfolio: OPTION_BOOK, market, marketDigest: 'option' };
  const methods = policy.methods.map(({ id }) => id);
  const cure = cureOf(subject, policy, methods, { before, violations }, () => 0);
  expect([cure.cures, cure.fraction, cure.failure]).toEqual([true, 1, null]);
  expect(violationsOf(cure.after, policy, policy.hysteresisFraction)).toEqual([]);
  return cure;
}

const sizesOf = ({ trades }: Cure) => trades.map(({ instrument, quantity }) => [instrument, Number(quantity)]);
const deltaOf = ({ greeks }: WatchedState) => greeks[0]!.delta;
const initialOf = ({ margins }: WatchedState) => margins[0]!.initial;
const deltaBand = (max: number) => ({ margin: [], greeks: [{ underlying: 'BTC', greek: 'delta' as const, max }] });
const marginBand = (max: number) => ({
  margin: [{ method: METHOD, requirement: 'initial' as const, max }],
  greeks: [],
});

describe('the smallest cure', () => {
  it('of a delta is one trade in what has the most delta for its cost', () => {
    const delta = deltaOf(stateOf(policyOf({})));
    const cure = curedBy(policyOf({ bands: deltaBand(delta - 1) }));
    const [[instrument, quantity]] = sizesOf(cure) as [[string, number]];
    // by hand: every contract costs the same fee, and the perpetual has a delta of 1
    expect([cure.trades.length, instrument]).toEqual([1, PERP]);
    expect(quantity).toBeCloseTo(-1, 6);
    expect(cure.cost.total).toBeCloseTo(FEE * 80_000, 0);
  });

  it('is the smallest where nothing costs anything, and says that it costs nothing', () => {
    const costs = { costBudget: 0 };
    const delta = deltaOf(stateOf(policyOf({ costs }), {}, FREE_MARKET));
    const cure = curedBy(policyOf({ costs, bands: deltaBand(delta - 1) }), FREE_MARKET);
    expect(sizesOf(cure)).toEqual([[PERP, expect.closeTo(-1, 6)]]);
    expect(cure.cost.total).toBe(0);
  });

  it.each([60_000, 45_000, 35_000])(
    'of a margin above %i costs no more than any trade of a grid in two contracts',
    (max) => {
      const policy = policyOf({ bands: marginBand(max) });
      const cure = curedBy(policy);
      expect(initialOf(cure.after)).toBeCloseTo(max, -1);
      const held = new Map(
        OPTION_BOOK.positions.map(({ instrument, quantity }) => [instrument, Math.abs(Number(quantity))]),
      );
      let [tried, cheapest] = [0, Infinity];
      for (const [a, b] of [
        [PERP, CALL],
        [PERP, PUT],
        [CALL, PUT],
        [PUT, WING],
      ] as const) {
        for (let i = -5; i <= 5; i++) {
          for (let j = -5; j <= 5; j++) {
            const trades = { [a]: (i / 5) * held.get(a)!, [b]: (j / 5) * held.get(b)! };
            if (initialOf(stateOf(policy, trades)) > max) continue;
            tried += 1;
            cheapest = Math.min(cheapest, FEE * 80_000 * (Math.abs(trades[a]!) + Math.abs(trades[b]!)));
          }
        }
      }
      expect(tried).toBeGreaterThan(2);
      expect(cure.cost.total).toBeLessThanOrEqual(cheapest * 1.001);
    },
  );

  it('of a utilisation counts what its own trades cost', () => {
    const costs = { halfSpread: 0.05, feeFraction: 0.002 };
    const limits = [{ method: METHOD, utilisation: 0.05 }];
    const cure = curedBy(policyOf({ costs, limits }));
    const { equity, margins } = cure.after;
    expect(equity).toBeCloseTo(cure.before.equity - cure.cost.total, 4);
    expect(cure.cost.total).toBeGreaterThan(100);
    expect(margins[0]!.maintenance / equity).toBeCloseTo(0.05, 5);
  });

  it('keeps the limits that its trades alone would pass', () => {
    const before = stateOf(policyOf({}));
    const bands = deltaBand(deltaOf(before) - 3);
    const alone = curedBy(policyOf({ bands }));
    const most = (initialOf(before) + initialOf(alone.after)) / 2;
    expect(initialOf(alone.after)).toBeGreaterThan(initialOf(before));
    const both = curedBy(policyOf({ bands: { ...bands, margin: marginBand(most).margin } }));
    expect(initialOf(both.after)).toBeLessThanOrEqual(most);
    expect(both.cost.total).toBeGreaterThan(alone.cost.total);
  });

  it('comes inside by the hysteresis, and no further', () => {
    const delta = deltaOf(stateOf(policyOf({})));
    const max = delta - 1;
    const cure = curedBy(policyOf({ bands: deltaBand(max), hysteresisFraction: 0.1 }));
    expect(deltaOf(cure.after)).toBeCloseTo(max - 0.1 * Math.abs(max), 6);
  });
});
