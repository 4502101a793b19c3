import { describe, expect, it } from 'vitest';
import { digest } from '../../../shared/foundation/index.ts';
import type { FrontierCertificate } from '../../../shared/rebalance/index.ts';
import { calculateFrontier, type FrontierRequest, verifyEfficiency } from '../../../shared/usecases/index.ts';
import { historyBook } from '../../support/history-book.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { RISK_HISTORIES } from '../../support/risk-histories.ts';

const [HISTORY] = RISK_HISTORIES;
const BOOK = historyBook(HISTORY!.weights, HISTORY!.returns);
const SUBJECT = { portfolio: BOOK.portfolio, market: marketOf(BOOK.market), marketDigest: 'history' };
const REQUEST: FrontierRequest = {
  points: 4,
  riskFreeReturn: 0.0001,
  constraints: { maxWeight: 0.5, linear: [{ id: 'first-two', coefficients: { A0: 1, A1: 1 }, min: 0.1 }] },
};
const ANSWER = valueIn(calculateFrontier(SUBJECT, REQUEST));
const CERTIFICATE = ANSWER.certificate!;

function verify(certificate: FrontierCertificate, request = REQUEST, subject = SUBJECT) {
  return valueIn(verifyEfficiency(subject, request, certificate));
}

/** The certificate with a change, under a digest that fits it. */
function forged(change: object): FrontierCertificate {
  const { certificateDigest: _, ...body } = { ...CERTIFICATE, ...change };
  return { certificateDigest: digest(body), ...body };
}

const more = (value: number) => value + Math.max(1e-9, Math.abs(value) * 1e-9);

/** Every number of a value made a little more, one at a time. */
function variations(value: unknown): unknown[] {
  if (typeof value === 'number') return [more(value)];
  if (Array.isArray(value)) return value.flatMap((each, k) => variations(each).map((other) => value.with(k, other)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => variations(each).map((other) => ({ ...value, [key]: other })));
}

describe('the certificate of a frontier', () => {
  it('holds as it was given, and says what the answer says', () => {
    const { valid, refuted, proved } = verify(CERTIFICATE);
    expect({ valid, refuted }).toEqual({ valid: true, refuted: [] });
    expect(proved.join('; ')).toContain('every portfolio between two neighbours');
    expect(CERTIFICATE.corners.length).toBeGreaterThan(3);
    expect(CERTIFICATE.gapFraction).toBeLessThan(1e-9);
    const named = Object.fromEntries(CERTIFICATE.corners[1]!.primal.map(({ id, value }) => [id, value]));
    expect(ANSWER.corners[1]!.weights).toMatchObject(named);
    expect(CERTIFICATE.leastVariance / ANSWER.minimumVariance.volatility ** 2).toBeCloseTo(1, 9);
    expect(CERTIFICATE.greatestMean! / ANSWER.corners.at(-1)!.mean).toBeCloseTo(1, 9);
    expect(CERTIFICATE.tangency!.sharpeRatio).toBe(ANSWER.tangency!.sharpeRatio);
    expect(CERTIFICATE.tangency!.bound! / ANSWER.tangency!.sharpeRatio).toBeCloseTo(1, 9);
  });

  it.each([
    { covariance: { estimator: 'ewma' } },
    { covariance: { estimator: 'ledoit-wolf-identity' } },
    { constraints: { minWeight: -0.3 } },
    { constraints: { maxWeight: null } },
    { constraints: { minWeight: null, maxWeight: null } },
    { constraints: { budget: { min: 0.5, max: 2 } } },
    { riskFreeReturn: 1 },
    { universe: ['A0'] },
    { points: 1 },
    // Fewer returns than names: a covariance that was repaired.
    { window: 3 },
  ] as FrontierRequest[])('holds for %j', (request) => {
    const { certificate } = valueIn(calculateFrontier(SUBJECT, request));
    const { valid, refuted, residuals } = verify(certificate!, request);
    expect({ valid, refuted }).toEqual({ valid: true, refuted: [] });
    expect(residuals.gapFraction).toBeLessThan(1e-6);
  });

  it.each([
    'problemDigest',
    'corners',
    'points',
    'tangency',
    'leastVariance',
    'greatestMean',
    'gapFraction',
    'residuals',
  ] as const)('is refused with another number in its %s, even under a digest that fits', (field) => {
    const changes = field === 'problemDigest' ? [digest('another')] : variations(CERTIFICATE[field]);
    expect(changes.length).toBeGreaterThan(0);
    for (const change of changes) {
      const outcome = verifyEfficiency(SUBJECT, REQUEST, forged({ [field]: change }));
      if (!outcome.ok) {
        expect(outcome.failure.reason).toBe('invalid-input');
        continue;
      }
      expect(outcome.value.valid).toBe(false);
      expect(outcome.value.refuted).not.toContain('the certificate is unaltered');
    }
  });

  it('is refused for another book, market, rate or limit', () => {
    const later = { ...BOOK.market, history: { ...BOOK.market.history!, closes: movedCloses() } };
    const answers = [
      verify(CERTIFICATE, REQUEST, { ...SUBJECT, market: marketOf(later) }),
      verify(CERTIFICATE, { ...REQUEST, constraints: { ...REQUEST.constraints, maxWeight: 0.500001 } }),
      verify(CERTIFICATE, { ...REQUEST, window: 50 }),
    ];
    for (const { valid, refuted } of answers) {
      expect(valid).toBe(false);
      expect(refuted).toContain('the problem is the one of this request');
    }
    expect(verify(CERTIFICATE, { ...REQUEST, riskFreeReturn: 0.0002 }).valid).toBe(false);
  });

  it('does not call efficient what is not: corners moved within the limits', () => {
    const [first, ...others] = CERTIFICATE.corners;
    const primal = first!.primal.map((each, k) => ({
      ...each,
      value: each.value + (k === 0 ? 0.01 : k === 1 ? -0.01 : 0),
    }));
    const { valid, proved } = verify(forged({ corners: [{ ...first!, primal }, ...others] }));
    expect(valid).toBe(false);
    expect(proved.join()).not.toContain('efficient');
  });

  it('names what the problem does not have', () => {
    const [first, ...others] = CERTIFICATE.corners;
    const stray = { corners: [{ ...first!, primal: [{ id: 'nothing', value: 1 }] }, ...others] };
    const away = { points: [{ ...CERTIFICATE.points[0]!, segment: 0, position: 1.5 }] };
    const cases = [
      [stray, '/certificate/corners/0/primal/0/id'],
      [away, '/certificate/points/0'],
    ] as const;
    for (const [change, pointer] of cases) {
      expect(verifyEfficiency(SUBJECT, REQUEST, forged(change))).toMatchObject({
        ok: false,
        failure: { reason: 'invalid-input', errors: [{ pointer }] },
      });
    }
  });
});

/** The closes with one of them a millionth higher. */
function movedCloses() {
  const { closes } = BOOK.market.history!;
  return { ...closes, A0: closes['A0']!.with(5, closes['A0']![5]! * (1 + 1e-6)) };
}
