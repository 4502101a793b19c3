import { describe, expect, it } from 'vitest';
import { chooseMethod, marginOf } from '../../../shared/margin/index.ts';
import { black76Value } from '../../../shared/pricing/index.ts';
import { countPricings, countScenarioPrices, valuationOf } from '../../../shared/risk/index.ts';
import { pricesKept, shockedPrices } from '../../../shared/risk/shocked-prices.ts';
import type { Scenario, ScenarioSet, VolShockRule } from '../../../shared/scenarios/index.ts';
import { historyBook } from '../../support/history-book.ts';
import { bookOf, marginUnder, valueIn } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';
import { Random } from '../../support/random.ts';

const AS_OF = '2026-03-26T08:00:00Z';
const UNDERLYINGS = [{ id: 'X', price: 100, rate: 0, dividendYield: 0 }];
const EXPIRY = '2026-06-26T08:00:00Z';
const STRIKES = [80, 90, 100, 110, 120];
const SMILE = [0.6, 0.5, 0.45, 0.44, 0.47];

function market() {
  const options = STRIKES.flatMap((strike, i) =>
    (['call', 'put'] as const).map((right) =>
      instrument({
        id: `${strike}-${right}`,
        kind: 'option',
        underlying: 'X',
        expiry: EXPIRY,
        strike,
        right,
        impliedVol: SMILE[i]! + (right === 'put' ? 0.002 : 0),
      }),
    ),
  );
  const later = instrument({
    id: 'L',
    kind: 'option',
    underlying: 'X',
    expiry: '2026-09-25T08:00:00Z',
    strike: 100,
    right: 'call',
    impliedVol: 0.9,
  });
  const instruments = [...options, later];
  return marketOf(marketSnapshot({ asOf: AS_OF, underlyings: UNDERLYINGS, instruments }));
}

const FLAT: VolShockRule = { kind: 'flat' };
const SCALED: VolShockRule = { kind: 'tenor-scaled', shortPower: 0.3, longPower: 0.5, floorDays: 1, minVolUpAnnual: 0 };

function setOf(shocks: readonly Partial<Scenario>[], parts: Partial<ScenarioSet> = {}): ScenarioSet {
  const scenarios = shocks.map((shock, k) => ({ id: `${k}`, weight: 1, spotShockFraction: 0, ...shock }));
  return { scenarios, volRule: FLAT, ...parts };
}

function bookOn(here: ReturnType<typeof market>, quantities: Readonly<Record<string, string>>) {
  const positions = Object.entries(quantities).map(([id, quantity]) => ({ instrument: id, quantity, venue: 'main' }));
  return bookOf({ baseCurrency: 'USD', positions, collateral: [], orders: [] }, here);
}

function held(id: string) {
  const book = bookOn(market(), { [id]: '1' });
  const priceIn = (here: typeof book, set: ScenarioSet) => shockedPrices(here, [valuationOf(here, id)], set);
  return { book, priceIn, price: (set: ScenarioSet) => priceIn(book, set) };
}

describe('prices that several sets of scenarios need', () => {
  const spot = [-0.1, 0, 0.1].map((spotShockFraction) => ({ spotShockFraction }));
  const vol = spot.flatMap((shock) => [-0.2, 0, 0.2].map((volShockFraction) => ({ ...shock, volShockFraction })));

  it('belong to the market that numbered their shocks: under another one they are made anew', () => {
    const { book, price, priceIn } = held('100-call');
    const [down, up] = [setOf([{ spotShockFraction: -0.1 }]), setOf([{ spotShockFraction: 0.1 }])];
    const [atDown, atUp] = [price(down)[0]!, price(up)[0]!];
    const other = { ...book, market: market() };
    expect(priceIn(other, up)[0]).toBe(atUp);
    expect(priceIn(other, down)[0]).toBe(atDown);
    expect(price(up)[0]).toBe(atUp);
  });

  it('are made once per shock, whatever the set', () => {
    const { book, price } = held('100-call');
    expect(countScenarioPrices(book)).toBe(0);
    const first = price(setOf(spot));
    expect(countScenarioPrices(book)).toBe(3);
    const second = price(setOf(vol));
    expect(countScenarioPrices(book)).toBe(9);
    expect([second[1], second[4], second[7]]).toEqual([...first]);
    price(setOf([...vol, ...spot, ...spot]));
    expect(countScenarioPrices(book)).toBe(9);
    price(setOf(vol, { volRule: SCALED }));
    expect(countScenarioPrices(book)).toBe(15);
    price(setOf(spot, { volDynamics: 'sticky-delta' }));
    expect(countScenarioPrices(book)).toBe(17);
  });

  it('are those of a fresh valuation, in any order of sets', () => {
    const sets = [setOf(vol), setOf(spot), setOf(vol, { volRule: SCALED }), setOf([{ daysForward: 5 }, ...spot])];
    const { price } = held('90-put');
    for (const set of sets.toReversed()) price(set);
    for (const set of sets) expect(price(set)).toEqual(held('90-put').price(set));
  });
});

describe('prices under a long history of several underlyings', () => {
  it('are made once, and each contract has room for the shocks of its own underlying alone', () => {
    const [days, ids] = [2_500, Array.from({ length: 30 }, (_, i) => `A${i}`)];
    const random = new Random(3);
    const returns = Array.from({ length: days }, () => ids.map(() => random.between(-0.05, 0.05)));
    const history = historyBook(
      ids.map(() => 1),
      returns,
    );
    const here = marketOf(history.market);
    const book = bookOf(history.portfolio, here);
    for (const id of ['value-at-risk-historical', 'expected-shortfall-historical'])
      valueIn(marginOf(book, valueIn(chooseMethod({ id }, '/methods/0'))));
    expect(countPricings(here)).toBe(days * ids.length);
    expect(pricesKept(here)).toBe(days * ids.length);
  });
});

describe('prices that several books on one market need', () => {
  const GRID = 21;
  const grid = valueIn(chooseMethod({ id: 'scenario-grid' }, '/methods/0'));

  it('are made once: the count follows the contracts and shocks, not the books', () => {
    const shared = market();
    for (let n = 1; n <= 50; n++) valueIn(marginOf(bookOn(shared, { '100-call': `${n}`, '90-put': `-${n}` }), grid));
    expect(countPricings(shared)).toBe(2 * GRID);
    valueIn(marginOf(bookOn(shared, { '100-call': '3', L: '1' }), grid));
    expect(countPricings(shared)).toBe(3 * GRID);
  });

  it('give each the margin that it has on a market of its own', () => {
    const shared = market();
    const books = [
      { '100-call': '1' },
      { '100-call': '-2', '90-put': '5', L: '-1' },
      { '120-put': '1', '100-call': '7' },
    ];
    for (const quantities of [...books, ...books.toReversed()]) {
      const alone = valueIn(marginOf(bookOn(market(), quantities), grid));
      expect(valueIn(marginOf(bookOn(shared, quantities), grid))).toEqual(alone);
    }
  });

  it('are forgotten before they fill the memory of a warm function, but not by a book that was read before', () => {
    const ids = Array.from({ length: 100 }, (_, i) => `P${i}`);
    const instruments = ids.map((id) => instrument({ id, kind: 'perpetual', underlying: 'X', mark: 100 }));
    const shared = marketOf(marketSnapshot({ asOf: AS_OF, underlyings: UNDERLYINGS, instruments }));
    const wide = setOf(Array.from({ length: 45_000 }, (_, k) => ({ spotShockFraction: -0.5 + k / 1e5 })));
    const early = bookOn(shared, { P0: '1' });
    const all = bookOn(shared, Object.fromEntries(ids.map((id) => [id, '1'])));
    const priced = (book: typeof early) => shockedPrices(book, [...book.valuations.values()], wide);
    const first = priced(early);
    priced(all);
    expect(countPricings(shared)).toBe(100 * 45_000);
    const late = bookOn(shared, { P0: '1' });
    expect(priced(late)).toEqual(first);
    expect(countPricings(shared)).toBe(101 * 45_000);
    priced(bookOn(shared, { P0: '2' }));
    priced(early);
    expect(countPricings(shared)).toBe(101 * 45_000);
  });
});

/** The mean of call and put, straight between strikes, flat beyond. */
function smileAt(x: number): number {
  const points = STRIKES.map((strike, i) => [Math.log(strike / 100), SMILE[i]! + 0.001] as const);
  const i = points.findIndex(([at]) => at > x);
  if (i === 0) return points[0]![1];
  if (i < 0) return points.at(-1)![1];
  const [[x0, v0], [x1, v1]] = [points[i - 1]!, points[i]!];
  return v0 + ((x - x0) / (x1 - x0)) * (v1 - v0);
}

describe('a book under several methods', () => {
  /** Prices for 10 options: the default grid of 21 shocks, which both methods share. The sum of what each asks for is twice that. */
  const COMMITTED = 10 * 21;

  it('needs as many prices as the committed baseline says', () => {
    const positions = STRIKES.flatMap((strike) =>
      ['call', 'put'].map((right) => ({ instrument: `${strike}-${right}`, quantity: '-1', venue: 'main' })),
    );
    const book = bookOf({ baseCurrency: 'USD', positions, collateral: [], orders: [] }, market());
    for (const id of ['scenario-grid', 'isolated'])
      valueIn(marginOf(book, valueIn(chooseMethod({ id }, '/methods/0'))));
    const count = countScenarioPrices(book);
    console.log(`prices: ${count}, baseline ${COMMITTED}`);
    expect(count).toBe(COMMITTED);
  });
});

describe('sticky delta', () => {
  const moves = [-0.5, -0.1, 0, 0.1, 0.05, 3].map((spotShockFraction) => ({ spotShockFraction }));
  const black = { type: 'call' as const, strike: 100, timeYears: 92 / 365, discount: 1 };
  it('takes each option to the vol of its new moneyness, keeping its distance from the smile', () => {
    const prices = held('100-call').price(setOf(moves, { volDynamics: 'sticky-delta' }));
    for (const [k, { spotShockFraction }] of moves.entries()) {
      const volAnnual = 0.45 + smileAt(-Math.log(1 + spotShockFraction)) - smileAt(0);
      expect(prices[k]).toBeCloseTo(black76Value({ ...black, forward: 100 * (1 + spotShockFraction), volAnnual }), 10);
    }
  });

  it('leaves an unmoved option, and an expiry of one strike, at its own vol', () => {
    const sticky = setOf(moves, { volDynamics: 'sticky-delta' });
    expect(held('100-call').price(sticky)[2]).toBe(held('100-call').price(setOf(moves))[2]);
    expect(held('L').price(sticky)).toEqual(held('L').price(setOf(moves)));
  });

  it('shocks the vol that the move leads to', () => {
    const shock = [{ spotShockFraction: 0.1, volShockFraction: 0.5 }];
    const [price] = held('100-call').price(setOf(shock, { volDynamics: 'sticky-delta' }));
    const volAnnual = 1.5 * (0.45 + smileAt(-Math.log(1.1)) - smileAt(0));
    expect(price).toBeCloseTo(black76Value({ ...black, forward: 110, volAnnual }), 10);
  });

  it('is a parameter of scenario-grid', () => {
    const positions = [{ instrument: '100-call', quantity: '-1', venue: 'main' }];
    const book = { baseCurrency: 'USD', positions, collateral: [], orders: [] };
    const scenarios = [{ spotShockFraction: 0.1 }];
    const margin = (parameters: Record<string, unknown>) =>
      marginUnder(book, market(), { id: 'scenario-grid', parameters: { scenarios, ...parameters } }).initial;
    const before = black76Value({ ...black, forward: 100, volAnnual: 0.45 });
    const volAnnual = 0.45 + smileAt(-Math.log(1.1)) - smileAt(0);
    expect(margin({})).toBeCloseTo(black76Value({ ...black, forward: 110, volAnnual: 0.45 }) - before, 10);
    expect(margin({ volDynamics: 'sticky-delta' })).toBeCloseTo(
      black76Value({ ...black, forward: 110, volAnnual }) - before,
      10,
    );
  });
});
