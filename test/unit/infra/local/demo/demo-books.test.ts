import { describe, expect, it } from 'vitest';
import { DEMO_AS_OF, demoBooks, demoMarket } from '../../../../../infra/local/demo/index.ts';
import { portfolio } from '../../../../../shared/contract/portfolio.ts';
import type { MarketSnapshot, QuotedInstrument } from '../../../../../shared/market/index.ts';
import { black76Value } from '../../../../../shared/pricing/index.ts';

const MARKET = demoMarket(DEMO_AS_OF);
const [MARKET_MAKER, TREASURY] = demoBooks(MARKET) as ReturnType<typeof demoBooks> & { readonly length: 2 };
const YEAR_MS = 365 * 86_400_000;

function instrumentOf(market: MarketSnapshot, id: string): QuotedInstrument {
  const found = market.instruments.find((each) => each.id === id);
  if (found === undefined) throw new Error(`${id} is not in the market`);
  return found;
}

/** Value of a linear contract with spot and forwards scaled and its vol moved; a perpetual follows spot. */
function valueAt(id: string, scale: number, volShift = 0): number {
  const quoted = instrumentOf(MARKET, id);
  if (quoted.kind === 'perpetual')
    return scale * MARKET.underlyings.find((each) => each.id === quoted.underlying)!.price!;
  if (quoted.kind === 'future') return quoted.mark! * scale;
  const point = MARKET.expiries.find((each) => each.underlying === quoted.underlying && each.expiry === quoted.expiry)!;
  const timeYears = (Date.parse(quoted.expiry!) - Date.parse(MARKET.asOf)) / YEAR_MS;
  const discount = Math.exp(-point.rate! * timeYears);
  const volAnnual = quoted.impliedVol! + volShift;
  const terms = { type: quoted.right!, forward: point.forward! * scale, strike: quoted.strike!, timeYears, volAnnual };
  return quoted.multiplier * black76Value({ ...terms, discount });
}

/** By central differences, in units of the underlying. */
function netDelta(underlying: string): number {
  const spot = MARKET.underlyings.find((each) => each.id === underlying)!.price!;
  const bump = 1e-5;
  return MARKET_MAKER!.portfolio.positions
    .filter(({ instrument }) => instrumentOf(MARKET, instrument).underlying === underlying)
    .reduce((sum, { instrument, quantity }) => {
      const change = valueAt(instrument, 1 + bump) - valueAt(instrument, 1 - bump);
      return sum + (Number(quantity) * change) / (2 * bump * spot);
    }, 0);
}

describe('demoBooks', () => {
  it('are two books that the contract accepts, on instruments of the market, each held once', () => {
    expect(demoBooks(MARKET).map((each) => each.id)).toEqual(['market-maker', 'treasury']);
    for (const { portfolio: book } of demoBooks(MARKET)) {
      expect(portfolio.parse(book)).toEqual(book);
      const ids = [...book.positions, ...book.orders].map((each) => each.instrument);
      for (const id of ids) expect(instrumentOf(MARKET, id).id).toBe(id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('can be made on a market of any day', () => {
    for (const asOf of ['2026-01-31T23:59:59Z', '2026-06-26T08:00:00Z', '2027-12-30T00:00:00Z']) {
      const market = demoMarket(asOf);
      for (const { portfolio: book } of demoBooks(market)) {
        for (const { instrument } of [...book.positions, ...book.orders])
          expect(instrumentOf(market, instrument).id).toBe(instrument);
      }
    }
  });

  it('trade on the lot', () => {
    for (const { portfolio: book } of demoBooks(MARKET)) {
      for (const { instrument, quantity } of [...book.positions, ...book.orders]) {
        const lots = Number(quantity) / instrumentOf(MARKET, instrument).lotSize;
        expect(Math.abs(lots - Math.round(lots)), instrument).toBeLessThan(1e-6);
        expect(Math.round(lots)).not.toBe(0);
      }
    }
  });
});

describe('the market maker', () => {
  it('has 40 positions, flat in delta to a lot of the perpetual and short of vol', () => {
    const { positions } = MARKET_MAKER!.portfolio;
    expect(positions).toHaveLength(40);
    for (const underlying of ['BTC', 'ETH']) expect(Math.abs(netDelta(underlying))).toBeLessThan(2e-3);
    const vega = positions.reduce(
      (sum, { instrument, quantity }) =>
        sum + Number(quantity) * (valueAt(instrument, 1, 0.005) - valueAt(instrument, 1, -0.005)),
      0,
    );
    expect(vega).toBeLessThan(0);
  });
});

describe('the treasury', () => {
  it('writes no more calls than it has coins or shares, orders included', () => {
    const { positions, orders, collateral } = TREASURY!.portfolio;
    const held = (id: string) =>
      Number(
        collateral.find((each) => each.asset === id)?.quantity ??
          positions.find((each) => each.instrument === id)?.quantity,
      );
    for (const underlying of ['BTC', 'ETH', 'SPY']) {
      const written = [
        ...positions,
        ...orders.map(({ instrument, quantity }) => ({ instrument, quantity: `-${quantity}` })),
      ]
        .map(({ instrument, quantity }) => ({ option: instrumentOf(MARKET, instrument), quantity: Number(quantity) }))
        .filter(({ option, quantity }) => option.underlying === underlying && option.right === 'call' && quantity < 0)
        .reduce((sum, { option, quantity }) => sum - quantity * option.multiplier, 0);
      expect(written).toBeGreaterThan(0);
      expect(written).toBeLessThanOrEqual(held(underlying));
    }
    expect(orders.map((each) => each.side).sort()).toEqual(['buy', 'sell', 'sell']);
  });
});
