import { digest, failAt, type Outcome, requireThat, succeed } from '../foundation/index.ts';
import {
  certifyOptimality,
  exactDualBound,
  isOptimalWithin,
  type LinearProblem,
  problemDigest,
} from '../optimise/index.ts';
import type { FormulatedRebalance } from './formulate.ts';

type Named = { readonly id: string; readonly value: number };

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
};

/** Accepted relative error of a certificate. */
export const CERTIFICATE_TOLERANCE = 1e-6;

/** Certifies a primal and a dual point by the problem's own data; says nothing of how they were found. */
export function certifyRebalance(
  problem: LinearProblem,
  x: readonly number[],
  y: readonly number[],
): RebalanceCertificate {
  const { objective, residuals } = certifyOptimality(problem, x, y);
  const bound = exactDualBound(problem, y);
  requireThat(bound !== null, 'finite column bounds', { columns: problem.columns.length });
  const body = {
    problemDigest: problemDigest(problem),
    objective,
    bound,
    gapFraction: Math.abs(objective - bound) / Math.max(1, Math.abs(objective), Math.abs(bound)),
    primal: nonZero(problem.columns, x),
    duals: nonZero(problem.rows, y),
    residuals: { rowViolation: residuals.rowViolation.relative, boundViolation: residuals.boundViolation.relative },
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
};

/**
 * Checks a certificate against the problem rebuilt from the request: digests, feasibility of its primal point, the objective
 * there, and the bound that its duals prove by weak duality. No solver runs. Where the problem is approximate, its objective is a bound.
 *
 * @returns `invalid-input` where it names a column or row that the problem does not have
 */
export function verifyCertificate(
  { problem, exactness }: Pick<FormulatedRebalance, 'problem' | 'exactness'>,
  certificate: RebalanceCertificate,
): Outcome<Verification> {
  const x = placed('primal', problem.columns, certificate.primal);
  const y = placed('duals', problem.rows, certificate.duals);
  if (!x.ok) return x;
  if (!y.ok) return y;
  const recomputed = certifyRebalance(problem, x.value, y.value);
  const exact = certifyOptimality(problem, x.value, y.value);
  const { certificateDigest, ...body } = certificate;
  const objectiveName = exactness === 'exact' ? 'the objective' : 'a bound from below on the objective of the trades';
  const checks: (readonly [string, boolean])[] = [
    ['the certificate is unaltered', digest(body) === certificateDigest],
    ['the problem is the one of this request', certificate.problemDigest === recomputed.problemDigest],
    ['the trades keep every limit', Math.max(...Object.values(recomputed.residuals)) <= CERTIFICATE_TOLERANCE],
    [`${objectiveName} is ${recomputed.objective}`, certificate.objective === recomputed.objective],
    [`no trade within the limits has an objective below ${recomputed.bound}`, certificate.bound === recomputed.bound],
    ['gap and residuals are as stated', digest(figuresOf(certificate)) === digest(figuresOf(recomputed))],
    [
      `the trades are optimal${exactness === 'exact' ? '' : ' for that bound'}`,
      isOptimalWithin(exact, CERTIFICATE_TOLERANCE),
    ],
  ];
  return succeed({
    valid: checks.every(([, holds]) => holds),
    residuals: { ...recomputed.residuals, gapFraction: recomputed.gapFraction },
    proved: checks.filter(([, holds]) => holds).map(([claim]) => claim),
    refuted: checks.filter(([, holds]) => !holds).map(([claim]) => claim),
  });
}

function figuresOf({ gapFraction, residuals }: RebalanceCertificate) {
  return { gapFraction, residuals };
}

function nonZero(items: readonly { readonly id: string }[], values: readonly number[]): Named[] {
  return items.flatMap(({ id }, i) => (values[i] === 0 ? [] : [{ id, value: values[i]! }]));
}

function placed(field: string, items: readonly { readonly id: string }[], named: readonly Named[]): Outcome<number[]> {
  const indexOf = new Map(items.map(({ id }, i) => [id, i]));
  const values = items.map(() => 0);
  for (const [k, { id, value }] of named.entries()) {
    const index = indexOf.get(id);
    if (index === undefined) {
      return failAt('invalid-input', `/certificate/${field}/${k}/id`, `the problem has no ${id}`);
    }
    values[index] = value;
  }
  return succeed(values);
}
