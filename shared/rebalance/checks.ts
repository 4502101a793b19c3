import { digest } from '../foundation/index.ts';
import { CERTIFICATE_TOLERANCE, type RebalanceCertificate } from './certificate.ts';

export type Verification = {
  readonly valid: boolean;
  readonly residuals: RebalanceCertificate['residuals'] & { readonly gapFraction: number };
  /** in words, what follows without trusting the solver */
  readonly proved: readonly string[];
  /** in words, what the certificate claims and the problem does not bear out */
  readonly refuted: readonly string[];
  /** in words, what a solver says and nothing here shows */
  readonly unproven: readonly string[];
};

/** What a certificate of any kind has. */
export type Figures = Pick<RebalanceCertificate, 'gapFraction' | 'residuals'>;

export type Check = readonly [claim: string, holds: boolean];

/** What a certificate is of, in words. */
export type Words = { readonly point: string; readonly rival: string; readonly objective: string };

/** What every certificate claims, each by what was recomputed from the problem's own data. */
export function commonChecks(
  { point, rival, objective }: Words,
  stated: RebalanceCertificate,
  recomputed: RebalanceCertificate,
): Check[] {
  const { certificateDigest, ...body } = stated;
  return [
    ['the certificate is unaltered', digest(body) === certificateDigest],
    ['the problem is the one of this request', stated.problemDigest === recomputed.problemDigest],
    [`${point} keep every limit`, keepsRows(recomputed)],
    [`${objective} is ${recomputed.objective}`, stated.objective === recomputed.objective],
    [`no ${rival} within the limits has an objective below ${recomputed.bound}`, stated.bound === recomputed.bound],
    ['gap and residuals are as stated', digest(figuresOf(stated)) === digest(figuresOf(recomputed))],
  ];
}

/** A point may be short of the best, where a search ended first: its gap says by how much. */
export function optimality(claim: string, recomputed: Figures): Check[] {
  return recomputed.gapFraction > CERTIFICATE_TOLERANCE ? [] : [[claim, keepsRows(recomputed)]];
}

export function concluded(
  checks: readonly Check[],
  { residuals, gapFraction }: Figures,
  unproven: readonly string[] = [],
): Verification {
  return {
    valid: checks.every(([, holds]) => holds),
    residuals: { ...residuals, gapFraction },
    proved: checks.filter(([, holds]) => holds).map(([claim]) => claim),
    refuted: checks.filter(([, holds]) => !holds).map(([claim]) => claim),
    unproven,
  };
}

export function keepsRows({ residuals }: Figures): boolean {
  return Math.max(...Object.values(residuals)) <= CERTIFICATE_TOLERANCE;
}

function figuresOf({ gapFraction, residuals }: Figures): Figures {
  return { gapFraction, residuals };
}
