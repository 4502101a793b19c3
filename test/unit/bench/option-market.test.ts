import { expect, it } from 'vitest';
import { importDeribit } from '../../../shared/market/index.ts';
import { deribitChainBody } from '../../bench/deribit-chain-body.ts';
import { optionBook, optionMarket } from '../../bench/option-market.ts';
import { marketOf } from '../../support/markets.ts';

it.each([1000, 5000])('a market of %d different instruments is valid', (nInstruments) => {
  const market = optionMarket(nInstruments);
  expect(new Set(market.instruments.map((each) => each.id)).size).toBe(nInstruments);
  expect(marketOf(market).snapshot).toBe(market);
});

it.each([10, 100, 2000])('a book of %d holds that many instruments, none with quantity 0', (nPositions) => {
  const { positions } = optionBook(optionMarket(5000), nPositions);
  expect(new Set(positions.map((each) => each.instrument)).size).toBe(nPositions);
  expect(positions.every(({ quantity }) => Number(quantity) !== 0)).toBe(true);
});

it('the same market as an exchange answer is imported whole, with its strikes and vols', () => {
  const market = optionMarket(1000);
  const imported = importDeribit(deribitChainBody(market));
  if (!imported.ok) throw new Error(imported.failure.detail);
  expect(imported.value.skipped).toEqual([]);
  const facts = new Map(imported.value.market.instruments.map((each) => [each.id, each]));
  expect(facts.size).toBe(1000);
  for (const { id, strike, right, expiry, impliedVol } of market.instruments) {
    expect(facts.get(id)).toMatchObject({
      strike,
      right,
      expiry,
      impliedVol: expect.closeTo(impliedVol!, 10) as number,
    });
  }
});
