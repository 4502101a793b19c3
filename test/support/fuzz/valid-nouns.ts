import type { Random } from '../random.ts';

const EXPIRIES = ['2026-03-27T08:00:00Z', '2026-06-26T08:00:00Z'] as const;
const SPOTS = { BTC: 65_000, ETH: 2000 } as const;
type Coin = keyof typeof SPOTS;
const COINS: readonly Coin[] = ['BTC', 'ETH'];
const MONEYNESS = [0.8, 1, 1.25];

type Listed = { readonly id: string; readonly coin: Coin; readonly fields: Readonly<Record<string, unknown>> };

const LISTED: readonly Listed[] = COINS.flatMap((coin) => [
  { id: `${coin}-PERP`, coin, fields: { kind: 'perpetual' } },
  { id: `${coin}-JUN26`, coin, fields: { kind: 'future', expiry: EXPIRIES[1] } },
  ...EXPIRIES.flatMap((expiry, e) =>
    MONEYNESS.flatMap((moneyness) =>
      (['call', 'put'] as const).map((right) => {
        const strike = SPOTS[coin] * moneyness;
        const id = `${coin}-${e}-${strike}-${right === 'call' ? 'C' : 'P'}`;
        return { id, coin, fields: { kind: 'option', expiry, strike, right } };
      }),
    ),
  ),
]);

/** Every instrument of `fuzzMarket`. */
export const INSTRUMENTS: readonly string[] = LISTED.map(({ id }) => id);

/** A market of two coins with futures, perpetuals and options; prices and vols differ from call to call. */
export function fuzzMarket(random: Random): Record<string, unknown> {
  const spot = { BTC: SPOTS.BTC * random.between(0.9, 1.1), ETH: SPOTS.ETH * random.between(0.9, 1.1) };
  return {
    asOf: '2026-02-05T09:36:47Z',
    baseCurrency: 'USD',
    underlyings: COINS.map((coin) => ({
      id: coin,
      price: spot[coin],
      assetClass: 'crypto-major',
      rate: 0,
      volAnnual: 0.6,
    })),
    expiries: EXPIRIES.map((expiry) => ({ underlying: 'BTC', expiry, forward: spot.BTC * 1.01, rate: 0.04 })),
    instruments: LISTED.map((listed) => quoted(random, listed, spot[listed.coin])),
    currencies: [{ id: 'EUR', price: 1.08 }],
    history: history(random, spot),
  };
}

/** Sixty days of both coins, a step of at most 4 % a day. */
function history(random: Random, spot: Readonly<Record<Coin, number>>): object {
  const start = Date.UTC(2025, 11, 8);
  const dates = Array.from({ length: 60 }, (_, t) => new Date(start + t * 86_400_000).toISOString().slice(0, 10));
  const walk = (coin: Coin) => {
    let close = spot[coin];
    return dates.map(() => (close *= 1 + random.between(-0.04, 0.04)));
  };
  return { dates, closes: { BTC: walk('BTC'), ETH: walk('ETH') } };
}

function quoted(random: Random, { id, coin, fields }: Listed, spot: number): object {
  const listed = { id, underlying: coin, multiplier: 1, lotSize: 0.1, ...fields };
  if (fields['kind'] === 'option')
    return { ...listed, impliedVol: random.between(0.3, 0.9), mark: spot * 0.08, bid: spot * 0.079, ask: spot * 0.081 };
  return { ...listed, mark: spot, bid: spot * 0.999, ask: spot * 1.001, fundingRate: 0.0001 };
}

/** A book of some instruments of `fuzzMarket`, amounts as numbers or as text. */
export function fuzzPortfolio(random: Random): Record<string, unknown> {
  const positions = random.some(INSTRUMENTS, random.below(8)).map((instrument) => ({
    instrument,
    quantity: either(random, Math.round(random.between(-10, 10) * 10) / 10),
    averagePrice: either(random, 1 + random.below(5000)),
    ...(random.chance(0.3) ? { venue: 'second' } : {}),
  }));
  const orders = random.some(INSTRUMENTS, random.below(3)).map((instrument) => ({
    instrument,
    side: random.pick(['buy', 'sell']),
    quantity: either(random, 1 + random.below(5)),
    price: 1 + random.below(70_000),
  }));
  const collateral = [{ asset: random.pick(['USD', 'USDC']), quantity: either(random, 100_000 + random.below(1e6)) }];
  return { baseCurrency: 'USD', marketId: 'default', positions, collateral, ...(random.chance(0.5) ? { orders } : {}) };
}

/** An instant of February 2026, to the second or finer. */
export function instant(random: Random): string {
  const text = new Date(Date.UTC(2026, 1, 1 + random.below(28), random.below(24), random.below(60), random.below(60)));
  return random.chance(0.5) ? text.toISOString() : text.toISOString().replace('.000Z', 'Z');
}

function either(random: Random, value: number): number | string {
  return random.chance(0.5) ? value : String(value);
}

export function lots(random: Random, low: number, high: number): number | string {
  const quantity = Math.round(random.between(low, high) * 10) / 10 || 0.1;
  return random.chance(0.5) ? quantity : String(quantity);
}
