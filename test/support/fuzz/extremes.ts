import type { Random } from '../random.ts';

type Draw = (random: Random) => unknown;

const magnitude =
  (low: number, high: number): Draw =>
  (random) =>
    10 ** (random.chance(0.2) ? random.pick([low, high]) : random.between(low, high));

const price = magnitude(-12, 12);
const size: Draw = (random) => (random.chance(0.1) ? 0 : random.pick([1, -1]) * Number(magnitude(-12, 14.9)(random)));
const vol: Draw = (random) => (random.chance(0.2) ? 0 : magnitude(-9, 2)(random));
const rate: Draw = (random) => random.pick([0, 2, -2, random.between(-2, 2)]);
const time: Draw = (random) =>
  random.pick([
    '2026-02-05T09:36:47Z',
    '2026-02-05T09:36:48Z',
    '2025-01-01T00:00:00Z',
    '2099-12-31T23:59:59Z',
    '2000-01-01T00:00:00Z',
  ]);

/** What the schemas accept, at its edges, by the name of the field. */
const EXTREMES: Readonly<Record<string, Draw>> = {
  price,
  mark: price,
  bid: price,
  ask: price,
  strike: price,
  forward: price,
  multiplier: price,
  lotSize: price,
  averagePrice: price,
  impliedVol: vol,
  volAnnual: vol,
  quantity: size,
  unrealisedFunding: size,
  minTrade: (random) => -Math.abs(Number(size(random))),
  maxTrade: (random) => Math.abs(Number(size(random))),
  rate,
  dividendYield: rate,
  expiry: time,
  asOf: time,
  executedAt: time,
  fundingRate: (random) => random.between(-10, 10),
  feeFraction: (random) => random.pick([0, 1, random.next()]),
  halfSpread: (random) => random.pick([0, 1, 'market']),
  payoff: () => 'inverse',
  kind: (random) => random.pick(['spot', 'perpetual', 'future', 'option']),
  costBudget: magnitude(-12, 14.9),
  turnoverBudget: magnitude(-12, 14.9),
  pivots: (random) => 1 + random.below(50),
  nodes: (random) => 1 + random.below(20),
  gapFraction: (random) => random.pick([0, 1, random.next()]),
  maxTrades: (random) => random.pick([0, 1, 2000]),
  minTicket: magnitude(-12, 14.9),
  mark_price: price,
  mark_iv: magnitude(-9, 4),
  underlying_price: price,
  contract_size: price,
};

/** A body whose fields are at the edges of what they may be, each with this probability. */
export function toExtremes(random: Random, value: unknown, share: number): unknown {
  if (Array.isArray(value)) return value.map((each) => toExtremes(random, each, share));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => {
    const draw = Object.hasOwn(EXTREMES, name) ? EXTREMES[name] : undefined;
    if (draw !== undefined && random.chance(share)) return [name, draw(random)];
    return [name, toExtremes(random, each, share)];
  });
  return Object.fromEntries(entries) as unknown;
}
