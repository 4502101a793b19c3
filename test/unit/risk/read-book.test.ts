import { describe, expect, it } from 'vitest';
import { readBook } from '../../../shared/risk/index.ts';
import { marketOf, marketSnapshot } from '../../support/markets.ts';

const MARKET = marketOf(marketSnapshot({ asOf: '2026-03-26T08:00:00Z', underlyings: [], instruments: [] }));

function bookWith(quantity: string) {
  const collateral = [{ asset: 'NOPE', quantity, venue: 'main' }];
  return readBook({ baseCurrency: 'USD', positions: [], collateral, orders: [] }, MARKET);
}

describe('a balance in a currency that the market does not know', () => {
  it('is refused by name where there is some of it', () => {
    const book = bookWith('1');
    expect(book.ok ? null : book.failure).toMatchObject({ errors: [{ pointer: '/portfolio/collateral/0/asset' }] });
  });

  it('is worth nothing where it was booked and taken back', () => {
    expect(bookWith('0').ok).toBe(true);
  });
});
