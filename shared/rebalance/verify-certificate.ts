import { chain, digest, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { CERTIFICATE_TOLERANCE, certifyRebalance, type RebalanceCertificate } from './certificate.ts';
import { claimAt } from './claim.ts';
import { type FormulatedRebalance, formulateRebalance, withSupports } from './formulate.ts';
import { isSameProof, readEvidence } from './integer-proof.ts';
import type { RebalanceModel } from './model.ts';
import { placed } from './named-values.ts';
import { keepsSizes } from './trade-sizes.ts';

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

type Check = readonly [claim: string, holds: boolean];

/**
 * Checks a certificate against the problem rebuilt from the request: digests, feasibility of its primal point, the sizes of its trades,
 * the objective there by the problem and by the charges' own evaluation, and the bound that its duals and its branching tree prove by weak
 * duality. No solver runs. Where the problem is approximate, its objective is a bound.
 *
 * @returns `invalid-input` where it names a column, row or smooth function that the problem does not have; `unsupported` as
 *   `formulateRebalance`
 */
export function verifyCertificate(model: RebalanceModel, certificate: RebalanceCertificate): Outcome<Verification> {
  return chain(formulateRebalance(model), (asked) => {
    const formulated = withSupports(asked, certificate.supports ?? []);
    return formulated === null
      ? failAt('invalid-input', '/certificate/supports', 'are no supports of the smooth functions of this request')
      : verifyAgainst(model, formulated, certificate);
  });
}

function verifyAgainst(
  model: RebalanceModel,
  formulated: FormulatedRebalance,
  certificate: RebalanceCertificate,
): Outcome<Verification> {
  const { problem, sizes } = formulated;
  const x = placed('primal', problem.columns, certificate.primal);
  const y = placed('duals', problem.rows, certificate.duals);
  if (!x.ok) return x;
  if (!y.ok) return y;
  const { integer } = certificate;
  const evidence = integer === undefined ? succeed(null) : readEvidence(problem, sizes.whole, integer);
  if (!evidence.ok) return evidence;
  const recomputed = certifyRebalance(formulated, x.value, y.value, evidence.value);
  const ofAnySize = sizes.whole.length === 0;
  const said = claimAt(model, formulated, x.value, recomputed.objective);
  const checks: Check[] = [
    ...claimsOf(formulated, certificate, recomputed),
    ...(ofAnySize ? [] : sizeClaims(formulated, certificate, recomputed, x.value)),
    ['the charges themselves say no less of the trades', said !== null],
    ...optimalityOf(formulated, recomputed),
  ];
  return succeed({
    valid: checks.every(([, holds]) => holds),
    residuals: { ...recomputed.residuals, gapFraction: recomputed.gapFraction },
    proved: checks.filter(([, holds]) => holds).map(([claim]) => claim),
    refuted: checks.filter(([, holds]) => !holds).map(([claim]) => claim),
    unproven: unprovenOf(recomputed),
  });
}

function claimsOf(
  { exactness, sizes }: FormulatedRebalance,
  stated: RebalanceCertificate,
  recomputed: RebalanceCertificate,
): Check[] {
  const { certificateDigest, ...body } = stated;
  const objective = exactness === 'exact' ? 'the objective' : 'a bound from below on the objective of the trades';
  const trade = sizes.whole.length === 0 ? 'trade' : 'trade of the sizes allowed';
  return [
    ['the certificate is unaltered', digest(body) === certificateDigest],
    ['the problem is the one of this request', stated.problemDigest === recomputed.problemDigest],
    ['the trades keep every limit', keepsRows(recomputed)],
    [`${objective} is ${recomputed.objective}`, stated.objective === recomputed.objective],
    [`no ${trade} within the limits has an objective below ${recomputed.bound}`, stated.bound === recomputed.bound],
    ['gap and residuals are as stated', digest(figuresOf(stated)) === digest(figuresOf(recomputed))],
  ];
}

function sizeClaims(
  { columns, sizes }: FormulatedRebalance,
  { integer: stated }: RebalanceCertificate,
  { integer: recomputed }: RebalanceCertificate,
  x: readonly number[],
): Check[] {
  const trades = columns.map(({ buy, sell }) => x[buy]! - x[sell]!);
  const isProof = stated !== undefined && recomputed !== undefined && isSameProof(stated, recomputed);
  return [
    ['each trade has one of its sizes, and no more are made than may be', keepsSizes(sizes, trades)],
    [`no trade of any size has an objective below ${recomputed?.linearBound}`, isProof],
  ];
}

/** Trades may be short of the best, where a search ended first: their gap says by how much. */
function optimalityOf({ exactness }: FormulatedRebalance, recomputed: RebalanceCertificate): Check[] {
  if (recomputed.gapFraction > CERTIFICATE_TOLERANCE) return [];
  return [[`the trades are optimal${exactness === 'exact' ? '' : ' for that bound'}`, keepsRows(recomputed)]];
}

function unprovenOf({ integer }: RebalanceCertificate): string[] {
  if (integer === undefined || integer.claimedBound === null) return [];
  const { claimedBy, claimedBound } = integer;
  return [`${claimedBy} says that no trade of the sizes allowed has an objective below ${claimedBound}`];
}

function keepsRows({ residuals }: RebalanceCertificate): boolean {
  return Math.max(...Object.values(residuals)) <= CERTIFICATE_TOLERANCE;
}

function figuresOf({ gapFraction, residuals }: RebalanceCertificate) {
  return { gapFraction, residuals };
}
