import { describe, expect, it } from 'vitest';
import type { FrontierAnswer, RiskAnswer } from '../../shared/usecases/index.ts';
import { historyBook } from '../support/history-book.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { RISK_HISTORIES } from '../support/risk-histories.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();
const [HISTORY] = RISK_HISTORIES;
const BOOK = historyBook(HISTORY!.weights, HISTORY!.returns);
const [FIRST, SECOND] = [0, 1];

function frontier(request: object, status = 200) {
  return post<FrontierAnswer>('/frontier', { ...BOOK, ...request }, status);
}

describe('term 21: Markowitz portfolio theory', () => {
  it('of two assets is the closed form: least variance, tangency, and every portfolio between', async () => {
    const { covSample } = HISTORY!.expected;
    const [a, b, c] = [covSample[FIRST]![FIRST]!, covSample[SECOND]![SECOND]!, covSample[FIRST]![SECOND]!];
    const [meanA, meanB, rate] = [0.002, 0.001, 0.0002];
    const answer = await frontier({
      universe: ['A0', 'A1'],
      expectedReturns: { A0: meanA, A1: meanB },
      riskFreeReturn: rate,
      constraints: { minWeight: null, maxWeight: null },
      points: 5,
    });
    const least = (b - c) / (a + b - 2 * c);
    expect(answer.minimumVariance.weights['A0']).toBeCloseTo(least, 10);
    expect(answer.minimumVariance.volatility).toBeCloseTo(Math.sqrt((a * b - c * c) / (a + b - 2 * c)), 12);
    const [up, down] = [b * (meanA - rate) - c * (meanB - rate), a * (meanB - rate) - c * (meanA - rate)];
    expect(answer.tangency!.weights['A0']).toBeCloseTo(up / (up + down), 9);
    expect(answer.warnings.join()).toContain('frontier-unbounded');
    for (const { weights, mean, volatility } of answer.points) {
      const share = (mean - meanB) / (meanA - meanB);
      expect(weights['A0']).toBeCloseTo(share, 9);
      const variance = share * share * a + (1 - share) * (1 - share) * b + 2 * share * (1 - share) * c;
      expect(volatility).toBeCloseTo(Math.sqrt(variance), 12);
    }
  });

  it.each(['sample', 'ewma', 'ledoit-wolf-constant-correlation', 'ledoit-wolf-identity'] as const)(
    'by %s: convex and monotone, KKT residual below 1e-8, the tangency at the top, the book not above it',
    async (estimator) => {
      const answer = await frontier({ covariance: { estimator }, points: 40 });
      expect(answer.residuals.kkt).toBeLessThan(1e-8);
      const { points, tangency, current } = answer;
      expect(points).toHaveLength(40);
      for (const [k, { mean, volatility }] of points.entries()) {
        expect(mean / volatility).toBeLessThanOrEqual(tangency!.sharpeRatio * (1 + 1e-12));
        const [before, after] = [points[k - 1], points[k + 1]];
        if (before === undefined || after === undefined) continue;
        expect(mean).toBeGreaterThan(before.mean);
        expect(volatility).toBeGreaterThan(before.volatility);
        const chord = (before.volatility + after.volatility) / 2;
        expect(volatility).toBeLessThanOrEqual(chord * (1 + 1e-9));
      }
      expect(current.volatility).toBeGreaterThanOrEqual((current.efficientVolatility ?? 0) * (1 - 1e-12));
    },
  );

  it('keeps bounds, budget and linear limits, and prices a limit as moving it shows', async () => {
    const [least, looser, tighter] = [
      await leastWithFirstTwo(0.7),
      await leastWithFirstTwo(0.6999),
      await leastWithFirstTwo(0.7001),
    ];
    // Half the variance is quadratic in the limit, so that the central difference is its slope.
    const slope = (looser.volatility ** 2 - tighter.volatility ** 2) / 2 / 0.0002;
    expect(slope).toBeLessThan(0);
    expect(Math.abs(least.prices['first-two']! / slope - 1)).toBeLessThan(1e-7);
  });

  it('names what cannot be asked', async () => {
    const refused = [
      [{ constraints: { maxWeight: 0.1 } }, 'budget'],
      [{ universe: ['A0', 'nothing'] }, 'nothing'],
      [{ universe: ['A0', 'A0'] }, '/universe/1'],
      [{ expectedReturns: { A0: 0.1 } }, '/expectedReturns/A1'],
      [{ constraints: { linear: [{ id: 'x', coefficients: { Q: 1 }, max: 1 }] } }, '/constraints/linear/0'],
      [{ constraints: { minWeight: 2 } }, '/constraints'],
      [{ constraints: { linear: [{ id: 'budget', coefficients: { A0: 1 }, max: 1 }] } }, '/constraints/linear/0/id'],
      [{ constraints: { weights: { A0: { max: -1 } } } }, '/constraints/weights/A0'],
      [{ window: 10_000 }, '/market/history'],
      [{ horizonDays: HISTORY!.returns.length }, '/market/history'],
    ] as const;
    for (const [request, named] of refused) expect(JSON.stringify(await frontier(request, 422))).toContain(named);
  });

  it('has the quadratic proxy of a margin, delta-gamma value at risk, within its measured error of full revaluation', async () => {
    const figures = await post<RiskAnswer>('/risk', {
      ...shortStraddles(),
      measures: ['delta-normal', 'delta-gamma', 'monte-carlo'].map((kind) => ({
        id: `value-at-risk-${kind}`,
        confidence: 0.99,
        ...(kind === 'monte-carlo' ? { seed: 7, paths: 2_000 } : {}),
      })),
    });
    const [linear, quadratic, full] = figures.measures.map(({ amount }) => amount) as [number, number, number];
    const error = Math.abs(quadratic / full - 1);
    console.log(`delta-gamma proxy: ${quadratic}, full revaluation ${full}, error ${error}; linear ${linear}`);
    expect(error).toBeLessThan(0.1);
    expect(error).toBeLessThan(Math.abs(linear / full - 1) / 4);
  });
});

/** The least variance where two names together have at least `min`, after a look at every portfolio's limits. */
async function leastWithFirstTwo(min: number) {
  const answer = await frontier({
    constraints: {
      maxWeight: 0.5,
      weights: { A2: { min: 0.1, max: 0.3 } },
      linear: [{ id: 'first-two', coefficients: { A0: 1, A1: 1 }, min }],
    },
  });
  for (const { weights } of answer.points) {
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(Math.max(...Object.values(weights))).toBeLessThanOrEqual(0.5 + 1e-12);
    expect(weights['A2']).toBeGreaterThanOrEqual(0.1 - 1e-12);
    expect(weights['A0']! + weights['A1']!).toBeGreaterThanOrEqual(min - 1e-12);
  }
  return answer.minimumVariance;
}

/** The book of the history with short 90-day straddles on three of its names. */
function shortStraddles() {
  const { market, portfolio } = BOOK;
  const expiry = new Date(Date.parse(market.asOf) + 90 * 86_400_000).toISOString();
  const legs = ['A0', 'A1', 'A2'].flatMap((underlying) =>
    (['call', 'put'] as const).map((right) =>
      instrument({
        id: `${underlying}-${right}`,
        kind: 'option',
        underlying,
        expiry,
        strike: 1,
        right,
        impliedVol: 0.4,
      }),
    ),
  );
  const shorts = legs.map(({ id }) => ({ instrument: id, quantity: '-1', venue: 'main' }));
  return {
    market: marketSnapshot({ ...market, instruments: [...market.instruments, ...legs] }),
    portfolio: { ...portfolio, positions: [...portfolio.positions, ...shorts] },
  };
}
