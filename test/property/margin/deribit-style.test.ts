import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DERIBIT_VERSIONS } from '../../../shared/margin/deribit-style/versions.data.ts';
import { chooseMethod, marginOf } from '../../../shared/margin/index.ts';
import type { QuotedInstrument } from '../../../shared/market/index.ts';
import { evaluate, graphOf, valueOf } from '../../../shared/requirement/index.ts';
import { quantitiesOf } from '../../../shared/risk/index.ts';
import { bookOf, scaleOf, valueIn } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';
import { type NaiveLeg, naiveWorstCase } from '../../support/naive-deribit.ts';

const AS_OF = '2026-03-02T10:00:00Z';
const EXPIRIES = ['2026-03-03T08:00:00Z', '2026-03-27T08:00:00Z', '2026-09-25T08:00:00Z'];
const INDEX = { BTC: 68_000, ETH: 2_000 };
const YEAR_MS = 365 * 86_400_000;
const [BTC_2024, ETH_2026] = DERIBIT_VERSIONS.map((each) => each.parameters);
/** the pairs of both dates together, with an offset for each */
const PAIRS = {
  BTC: { ...BTC_2024!.pairs['BTC']!, pnlOffsetFraction: 0.5, maxOffsetablePnlUsd: 30_000 },
  ETH: ETH_2026!.pairs['ETH']!,
};

type Contract = {
  readonly quoted: QuotedInstrument;
  readonly leg: Omit<NaiveLeg, 'size'>;
  readonly coinPerContract: number;
};

function contracts(underlying: 'BTC' | 'ETH', inverse: boolean): Contract[] {
  const price = INDEX[underlying];
  const facts = { underlying, payoff: inverse ? 'inverse' : 'linear' } as const;
  const leg = { underlying, inverse, timeYears: null, option: null };
  const name = `${underlying}${inverse ? '' : '-USD'}`;
  const mark = price * 1.001;
  const perpetual: Contract = {
    quoted: instrument({ ...facts, id: `${name}-PERP`, kind: 'perpetual', mark, multiplier: inverse ? 10 : 1 }),
    leg: { ...leg, mark },
    coinPerContract: inverse ? 10 / mark : 1,
  };
  const options = EXPIRIES.flatMap((expiry, e) =>
    [0.8, 1, 1.25].flatMap((moneyness, m) =>
      (['call', 'put'] as const).map((right): Contract => {
        const forward = price * (1 + 0.004 * e);
        const [strike, impliedVol] = [price * moneyness, 0.35 + 0.1 * e + 0.1 * m];
        const timeYears = (Date.parse(expiry) - Date.parse(AS_OF)) / YEAR_MS;
        const id = `${name}-${e}-${m}-${right}`;
        return {
          quoted: instrument({ ...facts, id, kind: 'option', expiry, strike, right, impliedVol, forward }),
          leg: { ...leg, mark: forward, timeYears, option: { right, strike, volAnnual: impliedVol } },
          coinPerContract: 1,
        };
      }),
    ),
  );
  return [perpetual, ...options];
}

const COIN = contracts('BTC', true);
const LINEAR = [...contracts('BTC', false), ...contracts('ETH', false)];
const MARKET = marketOf(
  marketSnapshot({
    asOf: AS_OF,
    underlyings: Object.entries(INDEX).map(([id, price]) => ({ id, price, rate: 0, dividendYield: 0 })),
    instruments: [...COIN, ...LINEAR].map(({ quoted }) => quoted),
  }),
);

function sizes(size: number) {
  return fc.array(fc.integer({ min: -400, max: 400 }), { minLength: size, maxLength: size });
}

const METHOD = valueIn(chooseMethod({ id: 'deribit-style', parameters: { pairs: PAIRS } }, ''));

function readHeld(held: readonly Contract[], quantities: readonly number[], baseCurrency: string) {
  const positions = held.map(({ quoted }, i) => ({
    instrument: quoted.id,
    quantity: String(quantities[i]! / 8),
    venue: 'main',
  }));
  return bookOf({ baseCurrency, positions, collateral: [], orders: [] }, MARKET);
}

function marginOfHeld(held: readonly Contract[], quantities: readonly number[], baseCurrency: string) {
  return valueIn(marginOf(readHeld(held, quantities, baseCurrency), METHOD));
}

function naive(held: readonly Contract[], quantities: readonly number[]) {
  const legs = held.map(({ leg, coinPerContract }, i) => ({ ...leg, size: (quantities[i]! / 8) * coinPerContract }));
  return naiveWorstCase(legs, INDEX, { ...ETH_2026!, pairs: PAIRS });
}

describe('deribit-style against the rule as a procedure, cell by cell', () => {
  it.each([
    ['coin-settled, one pair, in coin', COIN, 'BTC', 1],
    ['coin-settled, one pair, in dollars at the index before the move', COIN, 'USD', INDEX.BTC],
    ['linear, two pairs with gains that offset', LINEAR, 'USD', 1],
  ] as const)('%s', (_, held, baseCurrency, rate) => {
    let binding = 0;
    fc.assert(
      fc.property(sizes(held.length), (quantities) => {
        const margin = marginOfHeld(held, quantities, baseCurrency);
        const { worstCase } = naive(held, quantities);
        const charged = margin.components.find(({ id }) => id === 'worst_case')!;
        const tolerance = 1e-11 * (scaleOf(margin) + worstCase * rate);
        expect(Math.abs(charged.initial - worstCase * rate)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(charged.maintenance - 0.8 * worstCase * rate)).toBeLessThanOrEqual(tolerance);
        const explained = margin.contributions.reduce((total, { amount }) => total + amount, margin.unallocated);
        expect(Math.abs(explained - margin.initial)).toBeLessThanOrEqual(1e-12 * scaleOf(margin));
        if (margin.bindingScenarios.some(({ id }) => id.includes('extended'))) binding += 1;
      }),
      { numRuns: 100 },
    );
    console.log(`deribit-style: 100 random books, ${binding} bound by a tail`);
    expect(binding).toBeGreaterThan(0);
  });

  it('shows the same cells after dampening and offset', () => {
    fc.assert(
      fc.property(sizes(LINEAR.length), (quantities) => {
        const margin = marginOfHeld(LINEAR, quantities, 'USD');
        const { tableOf } = naive(LINEAR, quantities);
        const [btc, eth] = [tableOf('BTC'), tableOf('ETH')];
        for (const [k, { pnl }] of margin.scenarios.entries()) {
          expect(Math.abs(pnl - btc[k]! - eth[k]!)).toBeLessThanOrEqual(1e-10 * scaleOf(margin));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('bounds what it charges from below by a convex requirement, tight where no tail gains', () => {
    let tight = 0;
    fc.assert(
      fc.property(sizes(LINEAR.length), (quantities) => {
        const book = readHeld(LINEAR, quantities, 'USD');
        const initial = valueIn(METHOD.formulate(book)).pools[0]!.components[0]!.initial;
        if (initial?.kind !== 'local') throw new Error('a worst case of several pairs is behind a local node');
        const [exact, bound] = [initial.children[0]!, initial.below[0]!];
        const evaluation = evaluate(graphOf([exact, bound]), quantitiesOf(book));
        const [charged, least] = [valueOf(evaluation, exact), valueOf(evaluation, bound)];
        expect(bound.curvature.convex).toBe(true);
        expect(least).toBeLessThanOrEqual(charged + 1e-9 * (1 + charged));
        if (charged - least <= 1e-9 * charged) tight += 1;
      }),
      { numRuns: 100 },
    );
    expect(tight).toBeGreaterThan(50);
  });
});
