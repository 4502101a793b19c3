import { describe, expect, it } from 'vitest';
import { digest } from '../../../shared/foundation/index.ts';
import type { RebalanceCertificate } from '../../../shared/rebalance/index.ts';
import { calculateRebalance, verifyRebalance } from '../../../shared/usecases/index.ts';
import { valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { OPTION_BOOK, OPTION_MARKET, OPTION_REBALANCE } from '../../support/option-book.ts';

const SUBJECT = { portfolio: OPTION_BOOK, market: marketOf(OPTION_MARKET), marketDigest: 'option' };
const REQUEST = OPTION_REBALANCE;
const CERTIFICATE = valueIn(calculateRebalance(SUBJECT, REQUEST)).certificate!;

type Body = Omit<RebalanceCertificate, 'certificateDigest' | 'integer' | 'supports' | 'measure'>;

function verify(certificate: RebalanceCertificate) {
  return valueIn(verifyRebalance(SUBJECT, REQUEST, certificate));
}

/** The certificate with a change, under a digest that fits it. */
function forged(change: (body: Body) => Body): RebalanceCertificate {
  const { certificateDigest: _, ...body } = CERTIFICATE;
  const changed = change(body);
  return { certificateDigest: digest(changed), ...changed };
}

const more = (value: number) => value + Math.max(1e-9, Math.abs(value) * 1e-9);

const FORGERIES: Readonly<Record<keyof Body, readonly ((body: Body) => Body)[]>> = {
  problemDigest: [(body) => ({ ...body, problemDigest: digest('another problem') })],
  objective: [(body) => ({ ...body, objective: more(body.objective) })],
  bound: [(body) => ({ ...body, bound: more(body.bound) }), (body) => ({ ...body, bound: body.bound - 1 })],
  gapFraction: [(body) => ({ ...body, gapFraction: more(body.gapFraction) })],
  residuals: [
    (body) => ({ ...body, residuals: { ...body.residuals, rowViolation: more(body.residuals.rowViolation) } }),
    (body) => ({ ...body, residuals: { ...body.residuals, boundViolation: more(body.residuals.boundViolation) } }),
  ],
  // Trades only: an auxiliary of a branch that does not bind may move within its slack and prove the same.
  primal: CERTIFICATE.primal.flatMap(({ id }, i) =>
    /^(buy|sell)\//.test(id)
      ? [
          (body: Body) => ({ ...body, primal: body.primal.toSpliced(i, 1) }),
          (body: Body) => ({
            ...body,
            primal: body.primal.with(i, { ...body.primal[i]!, value: body.primal[i]!.value * 1.001 }),
          }),
        ]
      : [],
  ),
  duals: CERTIFICATE.duals.flatMap((_, i) => [
    (body: Body) => ({ ...body, duals: body.duals.toSpliced(i, 1) }),
    (body: Body) => ({
      ...body,
      duals: body.duals.with(i, { ...body.duals[i]!, value: body.duals[i]!.value * 1.001 }),
    }),
  ]),
};

describe('verify', () => {
  it('accepts the certificate as it was given', () => {
    expect(verify(CERTIFICATE)).toMatchObject({ valid: true, refuted: [] });
    expect(CERTIFICATE.primal.length).toBeGreaterThan(2);
    expect(CERTIFICATE.duals.length).toBeGreaterThan(2);
  });

  it('refuses one whose digest is not that of its content', () => {
    const certificate = { ...CERTIFICATE, certificateDigest: digest('something else') };
    expect(verify(certificate)).toMatchObject({ valid: false, refuted: ['the certificate is unaltered'] });
  });

  it.each(Object.entries(FORGERIES))('refuses a changed %s, even under a digest that fits', (_, forgeries) => {
    expect(forgeries.length).toBeGreaterThan(0);
    for (const change of forgeries) {
      const { valid, refuted } = verify(forged(change));
      expect(valid).toBe(false);
      expect(refuted).not.toContain('the certificate is unaltered');
    }
  });

  it('refuses another point under the figures of the best', () => {
    const still = forged((body) => ({ ...body, primal: [] }));
    expect(verify(still)).toMatchObject({ valid: false });
    expect(verify(still).proved).not.toContain('the trades are optimal');
  });

  it('accepts the best that was found, and does not call it optimal, where the work allowed ended the search', () => {
    const free = { ...REQUEST, constraints: {} };
    for (const lots of ['continuous', 'integer'] as const) {
      const request = { ...free, lots, limits: { pivots: 3 } };
      const answer = valueIn(calculateRebalance(SUBJECT, request));
      const certificate = answer.certificate!;
      expect(answer).toMatchObject({ status: { termination: 'work-limit' }, trades: [] });
      expect(certificate.objective).toBeCloseTo(answer.before[0]!.initial, 6);
      const best = valueIn(calculateRebalance(SUBJECT, free)).certificate!;
      expect(certificate.bound).toBeLessThanOrEqual(best.bound);
      const { valid, proved } = valueIn(verifyRebalance(SUBJECT, request, certificate));
      expect(valid).toBe(true);
      expect(proved.filter((claim) => claim.includes('optimal'))).toEqual([]);
    }
  });

  it('accepts it where one method is limited twice', () => {
    const marginLimit = [
      { method: 'paradex-style', amount: 60_000 },
      { method: 'paradex-style', requirement: 'maintenance', amount: 25_000 },
    ] as const;
    const request = { ...REQUEST, constraints: { marginLimit } };
    const { certificate } = valueIn(calculateRebalance(SUBJECT, request));
    expect(valueIn(verifyRebalance(SUBJECT, request, certificate!))).toMatchObject({ valid: true, refuted: [] });
  });

  it('names a column or row that the problem does not have', () => {
    for (const field of ['primal', 'duals'] as const) {
      const certificate = forged((body) => ({ ...body, [field]: [{ id: 'nothing', value: 1 }] }));
      expect(verifyRebalance(SUBJECT, REQUEST, certificate)).toMatchObject({
        ok: false,
        failure: { reason: 'invalid-input', errors: [{ pointer: `/certificate/${field}/0/id` }] },
      });
    }
  });

  it('refuses it for another book, market or limit', () => {
    const [first, ...others] = OPTION_BOOK.positions;
    const grown = { ...OPTION_BOOK, positions: [{ ...first!, quantity: '3.001' }, ...others] };
    const other = marketOf({ ...OPTION_MARKET, asOf: '2026-04-22T00:00:01Z' });
    const answers = [
      verifyRebalance({ ...SUBJECT, portfolio: grown }, REQUEST, CERTIFICATE),
      verifyRebalance({ ...SUBJECT, market: other }, REQUEST, CERTIFICATE),
      verifyRebalance(SUBJECT, { ...REQUEST, costs: { halfSpread: 0.0020001 } }, CERTIFICATE),
    ].map(valueIn);
    for (const { valid, refuted } of answers) {
      expect(valid).toBe(false);
      expect(refuted).toContain('the problem is the one of this request');
    }
  });
});
