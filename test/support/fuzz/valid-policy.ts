import type { Random } from '../random.ts';

/** A policy of some of the methods. */
export function fuzzPolicy(random: Random, methods: readonly string[]): object {
  const chosen = random.some(methods, 1 + random.below(methods.length)).map((id) => ({ id }));
  const [{ id: method }] = chosen as [{ id: string }];
  return {
    methods: chosen,
    limits: random.chance(0.5) ? [{ method, utilisation: random.between(0.2, 1) }] : [],
    bands: {
      margin: [{ method, max: random.between(1e3, 1e6) }],
      greeks: [{ underlying: 'BTC', greek: random.pick(['delta', 'gamma', 'vega']), min: -5, max: 5 }],
    },
    schedule: random.chance(0.5)
      ? null
      : { expression: random.pick(['rate(1 hour)', 'cron(0 8 ? * MON-FRI *)']), timeZone: 'Europe/Berlin' },
    cooldownSeconds: random.below(3600),
    hysteresisFraction: 0.1,
    ...(random.chance(0.3) ? { sizes: { lots: random.pick(['integer', 'continuous']), maxTrades: 3 } } : {}),
    costs: {
      halfSpread: 'market',
      costBudget: random.between(0, 1e5),
      funding: { rateAnnual: random.between(0.01, 1), horizonDays: 1 + random.below(365) },
    },
  };
}
