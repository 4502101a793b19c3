import { digest, type Outcome, requireThat, succeed } from '../foundation/index.ts';
import { certifyOptimality, exactDualBound, type LinearProblem, problemDigest } from '../optimise/index.ts';
import type { FormulatedRebalance } from './formulate.ts';
import { type IntegerEvidence, type IntegerProof, isSameProof, proveInteger, readEvidence } from './integer-proof.ts';
import { type Named, nonZero, placed } from './named-values.ts';
import { keepsSizes } from './trade-sizes.ts';

/** What travels with a rebalance so that anyone can check it: zero entries are left out. */
export type RebalanceCertificate = {
  /** of everything else in here */
  readonly certificateDigest: string;
  /** of the linear program, which is rebuilt from the request */
  readonly problemDigest: string;
  readonly objective: number;
  /** no trade within the limits has an objective below this: weak duality in exact arithmetic, rounded down */
  readonly bound: number;
  /** |objective − bound| relative to the larger of 1 and both */
  readonly gapFraction: number;
  readonly primal: readonly Named[];
  /** > 0 charges a row's lower side, < 0 its upper side */
  readonly duals: readonly Named[];
  readonly residuals: { readonly rowViolation: number; readonly boundViolation: number };
  /** where trades are in whole lots or have a smallest size: then `bound` is of those alone */
  readonly integer?: IntegerProof | undefined;
};

/** Accepted relative error of a certificate. */
export const CERTIFICATE_TOLERANCE = 1e-6;

/** Certifies a primal and a dual point by the problem's own data; says nothing of how they were found. */
export function certifyRebalance(
  problem: LinearProblem,
  x: readonly number[],
  y: readonly number[],
  evidence: IntegerEvidence | null = null,
): RebalanceCertificate {
  const { objective, residuals } = certifyOptimality(problem, x, y);
  const linearBound = exactDualBound(problem, y);
  requireThat(linearBound !== null, 'finite column bounds', { columns: problem.columns.length });
  const integer = evidence === null ? null : proveInteger(problem, evidence, linearBound, objective);
  const bound = integer?.bound ?? linearBound;
  const body = {
    problemDigest: problemDigest(problem),
    objective,
    bound,
    gapFraction: Math.abs(objective - bound) / Math.max(1, Math.abs(objective), Math.abs(bound)),
    primal: nonZero(problem.columns, x),
    duals: nonZero(problem.rows, y),
    residuals: { rowViolation: residuals.rowViolation.relative, boundViolation: residuals.boundViolation.relative },
    ...(integer === null ? {} : { integer: integer.proof }),
  };
  return { certificateDigest: digest(body), ...body };
}

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

type Checked = Pick<FormulatedRebalance, 'problem' | 'exactness' | 'sizes' | 'columns'>;
type Check = readonly [claim: string, holds: boolean];

/**
 * Checks a certificate against the problem rebuilt from the request: digests, feasibility of its primal point, the sizes of its trades,
 * the objective there, and the bound that its duals and its branching tree prove by weak duality. No solver runs. Where the problem is
 * approximate, its objective is a bound.
 *
 * @returns `invalid-input` where it names a column or row that the problem does not have
 */
export function verifyCertificate(formulated: Checked, certificate: RebalanceCertificate): Outcome<Verification> {
  const { problem, sizes } = formulated;
  const x = placed('primal', problem.columns, certificate.primal);
  const y = placed('duals', problem.rows, certificate.duals);
  if (!x.ok) return x;
  if (!y.ok) return y;
  const { integer } = certificate;
  const evidence = integer === undefined ? succeed(null) : readEvidence(problem, sizes.whole, integer);
  if (!evidence.ok) return evidence;
  const recomputed = certifyRebalance(problem, x.value, y.value, evidence.value);
  const ofAnySize = sizes.whole.length === 0;
  const checks = [
    ...claimsOf(formulated, certificate, recomputed),
    ...(ofAnySize ? [] : sizeClaims(formulated, certificate, recomputed, x.value)),
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
  { exactness, sizes }: Checked,
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
  { columns, sizes }: Checked,
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
function optimalityOf({ exactness }: Checked, recomputed: RebalanceCertificate): Check[] {
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
