import { describe, expect, it } from 'vitest';
import type { MarketSnapshot } from '../../../shared/market/index.ts';
import { type Book, deltaPerContract, equityOf, moveBooks, readBook, shockBooks } from '../../../shared/risk/index.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';
import { shockedSnapshot } from '../../support/shocked-snapshot.ts';

const DECEMBER = '2026-12-18T21:00:00Z';
const OPTION = { kind: 'option', underlying: 'XYZ', expiry: DECEMBER, impliedVol: 0.3, multiplier: 100 } as const;

/** A stock with a yield and two cash dividends, of which forwards and early exercise must keep the amounts. */
const EQUITY: MarketSnapshot = marketSnapshot({
  asOf: '2026-04-22T00:00:00.000Z',
  underlyings: [
    {
      id: 'XYZ',
      price: 100,
      assetClass: 'equity',
      rate: 0.04,
      dividendYield: 0.005,
      dividends: [
        { exDate: '2026-06-01', amount: 1.5 },
        { exDate: '2026-09-01', amount: 1.5 },
      ],
    },
  ],
  instruments: [
    instrument({ ...OPTION, id: 'P-AM', strike: 105, right: 'put', exercise: 'american' }),
    instrument({ ...OPTION, id: 'C-AM', strike: 95, right: 'call', exercise: 'american' }),
    instrument({ ...OPTION, id: 'C-EU', strike: 100, right: 'call' }),
    instrument({ id: 'XYZ', kind: 'spot', underlying: 'XYZ', mark: 100 }),
  ],
});
const IDS = EQUITY.instruments.map(({ id }) => id);

function bookOn(snapshot: MarketSnapshot): Book {
  const positions = IDS.map((id, i) => ({ instrument: id, quantity: String(i - 2), venue: 'main' }));
  const book = readBook({ baseCurrency: 'USD', positions, collateral: [], orders: [] }, marketOf(snapshot));
  if (!book.ok) throw new Error(book.failure.detail);
  return book.value;
}

function movedBy(book: Book, spotShockFraction: number, volShockFraction: number, daysForward = 0): Book {
  const scenario = { id: 'moved', weight: 1, spotShockFraction, volShockFraction, daysForward };
  return [...moveBooks(book, [scenario])][0]!;
}

describe('a book moved into a scenario', () => {
  it.each([
    [-0.2, 0],
    [0.15, 0.5],
    [0, -0.3],
  ])(
    'is the book read on a market of that world, American exercise and dividends too: spot %f, vol %f',
    (spot, vol) => {
      const moved = movedBy(bookOn(EQUITY), spot, vol);
      const read = bookOn(shockedSnapshot(EQUITY, { spot, vol }));
      for (const id of IDS) {
        const [ours, theirs] = [moved.valuations.get(id)!, read.valuations.get(id)!];
        expect(ours.mark).toBeCloseTo(theirs.mark, 9);
        expect(ours.option?.forward ?? 0).toBeCloseTo(theirs.option?.forward ?? 0, 9);
        expect(ours.dividendsPaid).toBeCloseTo(theirs.dividendsPaid, 12);
        expect(deltaPerContract(moved, id)).toBeCloseTo(deltaPerContract(read, id), 7);
      }
      expect(equityOf(moved).amount).toBeCloseTo(equityOf(read).amount, 6);
    },
  );

  it('loses the dividends that go ex as days pass', () => {
    const before = bookOn(EQUITY).valuations.get('C-EU')!;
    const after = movedBy(bookOn(EQUITY), 0, 0, 60).valuations.get('C-EU')!;
    expect(before.dividendsPaid).toBeGreaterThan(3);
    expect(after.dividendsPaid).toBeGreaterThan(1.5);
    expect(after.dividendsPaid).toBeLessThan(1.6);
    expect(after.option!.forward).toBe(before.option!.forward);
  });

  it('stays where it is without a shock, bit for bit', () => {
    const book = bookOn(EQUITY);
    const moved = movedBy(book, 0, 0);
    for (const id of IDS) expect(moved.valuations.get(id)!.mark).toBe(book.valuations.get(id)!.mark);
    expect(equityOf(moved).amount).toBe(equityOf(book).amount);
  });

  it("keeps what a mark differs from the model's price, never below 0, and ends it at expiry", () => {
    const instruments = EQUITY.instruments.map((each) => (each.id === 'C-EU' ? { ...each, mark: 3 } : each));
    const book = bookOn({ ...EQUITY, instruments });
    const { mark, model } = book.valuations.get('C-EU')!;
    const up = movedBy(book, 0.1, 0).valuations.get('C-EU')!;
    expect(up.mark - up.model).toBeCloseTo(mark - model, 10);
    expect(movedBy(book, -0.6, 0).valuations.get('C-EU')!.mark).toBe(0);
    const expired = movedBy(book, 0.1, 0, 300).valuations.get('C-EU')!;
    expect(expired.mark).toBe(expired.model);
  });

  it('settles what has expired in cash, with the same equity', () => {
    const scenario = { id: 'later', weight: 1, spotShockFraction: 0.2, daysForward: 300 };
    const [moved] = moveBooks(bookOn(EQUITY), [scenario]);
    const [settled] = shockBooks(bookOn(EQUITY), [scenario]);
    expect(settled!.lines.map(({ kind }) => kind)).toEqual(['position', 'asset']);
    expect(equityOf(settled!).amount).toBeCloseTo(equityOf(moved!).amount, 8);
    expect(settled!.market.snapshot.asOf).toBe('2027-02-16T00:00:00.000Z');
  });
});
