import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../../shared/exposure/index.ts';
import { cumulantsOf, principalForm } from '../../../shared/numerics/index.ts';
import { meanVarianceCharge, trackingCharge, varianceCharge } from '../../../shared/rebalance/index.ts';
import { type Expression, evaluate, graphOf, valueOf } from '../../../shared/requirement/index.ts';
import { quantitiesOf } from '../../../shared/risk/index.ts';
import { historyBook } from '../../support/history-book.ts';
import { bookOf, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_MARKET } from '../../support/mixed-market.ts';
import { portfolioReturns, RISK_HISTORIES } from '../../support/risk-histories.ts';

const CAPITAL = 1_000_000;
const NAMES = ['BTC', 'ETH'];
const SIGMA = [
  [0.0009, 0.0007],
  [0.0007, 0.0016],
];
const COVARIANCE = { names: NAMES, matrix: SIGMA };
const HOLDINGS = { 'BTC-PERP': '2.5', 'BTC-80-C': '-8', 'BTC-70-P': '-3', 'ETH-2600-C': '-20', 'ETH-PERP': '30' };
const BOOK = bookOf(
  {
    baseCurrency: 'USD',
    positions: Object.entries(HOLDINGS).map(([instrument, quantity]) => ({ instrument, quantity, venue: 'main' })),
    collateral: [],
    orders: [],
  },
  marketOf(MIXED_MARKET),
);
const CASH = NAMES.map((name) => exposureOf(BOOK).byUnderlying.find(({ underlying }) => underlying === name)!.cash);

function valueAt(expression: Expression): number {
  return valueOf(evaluate(graphOf([expression]), quantitiesOf(BOOK)), expression);
}

const quadratic = (matrix: readonly (readonly number[])[], x: readonly number[]) =>
  x.reduce((sum, a, i) => sum + x.reduce((inner, b, j) => inner + a * b * matrix[i]![j]!, 0), 0);

describe('the variance of a book', () => {
  it.each(RISK_HISTORIES)('$id: is that of what its holdings returned each day', (history) => {
    const { market, portfolio } = historyBook(history.weights, history.returns);
    const book = bookOf(portfolio, marketOf(market));
    const { expression } = valueIn(varianceCharge(book, { capital: 2 }, '/objective'));
    const value = valueOf(evaluate(graphOf([expression]), quantitiesOf(book)), expression);
    const gains = portfolioReturns(history);
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1);
    expect(Math.abs((2 * value) / variance - 1)).toBeLessThan(1e-10);
  });

  it('by cash deltas is dᵀΣd over the capital', () => {
    const { expression, warnings } = valueIn(
      varianceCharge(BOOK, { covariance: COVARIANCE, capital: CAPITAL }, '/objective'),
    );
    const byHand =
      quadratic(
        SIGMA,
        CASH.map(({ delta }) => delta),
      ) / CAPITAL;
    expect(Math.abs(valueAt(expression) / byHand - 1)).toBeLessThan(1e-12);
    expect(warnings.join()).toContain('convexity-not-captured');
  });

  it('is not 0 for want of a second return', () => {
    const { market, portfolio } = historyBook([60, 40], [[0.01, -0.02]]);
    const charge = varianceCharge(bookOf(portfolio, marketOf(market)), { capital: 2 }, '/objective');
    expect(charge).toMatchObject({ ok: false, failure: { reason: 'missing-market-data' } });
  });

  it('with curvature is the second cumulant of the quadratic form in its principal axes', () => {
    const spec = { covariance: COVARIANCE, capital: CAPITAL, approximation: 'delta-gamma' } as const;
    const { expression, warnings } = valueIn(varianceCharge(BOOK, spec, '/objective'));
    const [a, b, c] = [Math.sqrt(SIGMA[0]![0]!), SIGMA[0]![1]! / Math.sqrt(SIGMA[0]![0]!), SIGMA[1]![1]!];
    const factor = Float64Array.of(a, 0, b, Math.sqrt(c - b * b));
    const deltas = Float64Array.from(CASH, ({ delta }) => delta);
    const gammas = Float64Array.of(CASH[0]!.gamma, 0, 0, CASH[1]!.gamma);
    const [, second] = cumulantsOf(principalForm(0, deltas, gammas, factor));
    expect(Math.abs((valueAt(expression) * CAPITAL) / second - 1)).toBeLessThan(1e-10);
    expect(warnings).toEqual([]);
  });

  it('counts half the aversion, less what is expected, with the time that passes where curvature counts', () => {
    const expectedReturns = { BTC: 0.001, ETH: -0.002 };
    const common = { covariance: COVARIANCE, capital: CAPITAL, horizonDays: 7 } as const;
    const gain = CASH[0]!.delta * 0.001 - CASH[1]!.delta * 0.002;
    const plain = valueIn(meanVarianceCharge(BOOK, { ...common, expectedReturns, riskAversion: 3 }, '/objective'));
    const variance = quadratic(
      SIGMA,
      CASH.map(({ delta }) => delta),
    );
    expect(valueAt(plain.expression)).toBeCloseTo((1.5 * variance) / CAPITAL - gain, 6);
    const curved = { ...common, expectedReturns, riskAversion: 0, approximation: 'delta-gamma' } as const;
    const expected =
      gain + CASH.reduce((sum, { gamma, theta }, i) => sum + (gamma * SIGMA[i]![i]!) / 2 + (theta * 7) / 365, 0);
    expect(-valueAt(valueIn(meanVarianceCharge(BOOK, curved, '/objective')).expression) / expected).toBeCloseTo(1, 10);
  });

  it('of the difference to itself is 0, and to other holdings theirs', () => {
    const common = { covariance: COVARIANCE, capital: CAPITAL, approximation: 'delta-gamma' } as const;
    const itself = valueIn(trackingCharge(BOOK, { ...common, target: { quantities: HOLDINGS } }, '/objective'));
    expect(valueAt(itself.expression)).toBeLessThan(1e-9);
    const nothing = valueIn(trackingCharge(BOOK, { ...common, target: { quantities: {} } }, '/objective'));
    const whole = valueIn(varianceCharge(BOOK, common, '/objective'));
    expect(valueAt(nothing.expression) / valueAt(whole.expression)).toBeCloseTo(1, 12);
    const weights = { BTC: CASH[0]!.delta / CAPITAL, ETH: CASH[1]!.delta / CAPITAL };
    const { expression } = valueIn(
      trackingCharge(BOOK, { covariance: COVARIANCE, capital: CAPITAL, target: { weights } }, '/o'),
    );
    expect(valueAt(expression)).toBeLessThan(1e-9);
  });

  it('repairs a matrix that is none, and names what it cannot take', () => {
    const given = (matrix: number[][], names = NAMES) =>
      varianceCharge(BOOK, { covariance: { names, matrix }, capital: CAPITAL }, '/objective');
    const broken = [
      [0.0001, 0.0005],
      [0.0005, 0.0001],
    ];
    expect(valueIn(given(broken)).warnings.join()).toContain('covariance-repaired: 1 of 2');
    const failures = [
      [given([[1, 0]]), '/objective/covariance/matrix'],
      [
        given([
          [1, 2],
          [3, 4],
        ]),
        '/objective/covariance/matrix/0/1',
      ],
      [given(SIGMA, ['BTC', 'SOL']), '/objective/covariance/names'],
      [given(SIGMA, ['BTC', 'BTC']), '/objective/covariance/names/1'],
      [varianceCharge(BOOK, { covariance: COVARIANCE, capital: -1 }, '/objective'), '/objective/capital'],
      [varianceCharge(BOOK, { capital: CAPITAL }, '/objective'), '/market/history'],
      [
        trackingCharge(BOOK, { covariance: COVARIANCE, capital: 1, target: { weights: { XRP: 1 } } }, '/objective'),
        '/objective/target/weights/XRP',
      ],
    ] as const;
    for (const [outcome, pointer] of failures)
      expect(outcome).toMatchObject({ ok: false, failure: { errors: [{ pointer }] } });
  });
});
