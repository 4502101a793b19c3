import { describe, expect, it } from 'vitest';
import { digest } from '../../../shared/foundation/index.ts';
import { calculateRebalance, type RebalanceRequest, verifyRebalance } from '../../../shared/usecases/index.ts';
import { historyBook } from '../../support/history-book.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { loadedHighs } from '../../support/optimise/highs.ts';
import { Random } from '../../support/random.ts';

const HIGHS = await loadedHighs();

const random = new Random(3);
const RETURNS = Array.from({ length: 60 }, () => Array.from({ length: 4 }, () => random.between(-0.03, 0.03)));
const { market, portfolio } = historyBook([40_000, -25_000, 30_000, 12_000], RETURNS);
const PRICED = { ...market, underlyings: market.underlyings.map((each) => ({ ...each, adv: 1e6 })) };
const SUBJECT = { portfolio, market: marketOf(PRICED), marketDigest: digest(PRICED) };

const SMOOTH: RebalanceRequest = {
  portfolio,
  objective: { minimise: 'margin', method: 'expected-shortfall-historical' },
  costs: { halfSpread: 0.0005, impact: { kind: 'three-halves', coefficient: 0.05 } },
};
const LINEAR: RebalanceRequest = { ...SMOOTH, costs: { halfSpread: 0.0005 } };
const DELTA = { greek: 'delta', min: 0, max: 0 } as const;
const INFEASIBLE: RebalanceRequest = {
  ...SMOOTH,
  objective: { minimise: 'margin', method: 'isolated' },
  constraints: {
    costBudget: 1,
    greeks: portfolio.positions.map(({ instrument }) => ({ underlying: instrument, ...DELTA })),
  },
};

/** The answer where the clock runs out at its n-th reading. */
function outOfTimeAt(reading: number, request: RebalanceRequest) {
  let reads = 0;
  const clock = () => (reads++ < reading ? 0 : 1e9);
  return valueIn(calculateRebalance(SUBJECT, request, HIGHS, clock));
}

/** Readings of the clock that an answer in time takes. */
function readingsOf(request: RebalanceRequest): number {
  let reads = 0;
  const clock = () => {
    reads += 1;
    return 0;
  };
  valueIn(calculateRebalance(SUBJECT, request, HIGHS, clock));
  return reads;
}

function spread(most: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => 1 + Math.floor((k * (most - 1)) / count));
}

describe('a rebalance whose time runs out, whenever that is', () => {
  it.each([
    ['with smooth costs', SMOOTH],
    ['with linear costs', LINEAR],
  ])('%s has trades no worse than none, and a bound that is verified', (_, request) => {
    const optimum = valueIn(calculateRebalance(SUBJECT, request, HIGHS));
    expect(optimum.status.termination).toBe('optimal');
    const endings = spread(readingsOf(request), 12).map((reading) => {
      const { status, objective, certificate, provenance } = outOfTimeAt(reading, request);
      expect(provenance.reproducible).toBe(false);
      expect(objective.after).toBeLessThanOrEqual(objective.before * (1 + 1e-9));
      expect(objective.after).toBeGreaterThanOrEqual(optimum.objective.after * (1 - 1e-6));
      expect(certificate!.bound).toBeLessThanOrEqual(optimum.objective.after);
      expect(valueIn(verifyRebalance(SUBJECT, request, certificate!))).toMatchObject({ valid: true, refuted: [] });
      return { termination: status.termination, gap: certificate!.gapFraction };
    });
    expect(endings[0]).toMatchObject({ termination: 'time-limit' });
    expect(endings.at(-1)!.gap).toBeLessThan(0.05);
  });

  it('ends alike by its work, counted with the steps of the interior point', () => {
    const request = { ...SMOOTH, limits: { pivots: 12 } };
    const [once, again] = [1, 2].map(() => valueIn(calculateRebalance(SUBJECT, request, HIGHS)));
    expect(once).toMatchObject({ status: { termination: 'work-limit' }, work: { pivots: 12 } });
    expect(once!.provenance.reproducible).toBeUndefined();
    expect(again).toEqual(once);
    expect(valueIn(verifyRebalance(SUBJECT, request, once!.certificate!))).toMatchObject({ valid: true, refuted: [] });
  });

  it('explains limits that conflict as far as it came, and says how far', () => {
    const whole = valueIn(calculateRebalance(SUBJECT, INFEASIBLE, HIGHS)).infeasible!;
    expect(whole).toMatchObject({ isIrreducible: true });
    const seen = { partial: 0, withoutRelaxation: 0 };
    for (const reading of spread(readingsOf(INFEASIBLE), 30)) {
      const { status, infeasible, provenance } = outOfTimeAt(reading, INFEASIBLE);
      expect(provenance.reproducible).toBe(false);
      if (status.termination === 'time-limit') continue;
      expect(status.termination).toBe('infeasible');
      expect(infeasible!.conflict).toEqual(expect.arrayContaining([...whole.conflict]));
      expect(infeasible!.conflict.length === whole.conflict.length || !infeasible!.isIrreducible).toBe(true);
      seen.partial += Number(!infeasible!.isIrreducible);
      seen.withoutRelaxation += Number(infeasible!.smallestRelaxation === null);
    }
    expect(seen.partial).toBeGreaterThan(0);
    expect(seen.withoutRelaxation).toBeGreaterThan(0);
  });
});
