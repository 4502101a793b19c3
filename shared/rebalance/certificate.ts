import { digest, requireThat } from '../foundation/index.ts';
import {
  certifyOptimality,
  epigraphViolation,
  exactDualBound,
  problemDigest,
  type Support,
} from '../optimise/index.ts';
import type { FormulatedRebalance } from './formulate.ts';
import { type IntegerEvidence, type IntegerProof, proveInteger } from './integer-proof.ts';
import type { Measure } from './model.ts';
import { type Named, nonZero } from './named-values.ts';

/** What travels with a rebalance so that anyone can check it: zero entries are left out. */
export type RebalanceCertificate = {
  /** of everything else in here */
  readonly certificateDigest: string;
  /** of the linear program, which is rebuilt from the request and the supports */
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
  /** where charges or costs are smooth: affine functions nowhere above them, which the problem has as rows */
  readonly supports?: readonly Support[] | undefined;
  /** where trades are in whole lots or have a smallest size: then `bound` is of those alone */
  readonly integer?: IntegerProof | undefined;
  /** where the proof is of those trades alone that leave just this */
  readonly measure?: Measure | undefined;
};

/** Accepted relative error of a certificate. */
export const CERTIFICATE_TOLERANCE = 1e-6;

/** A linear problem, and the smooth functions that some of its rows are supports of. */
export type Certifiable = Pick<FormulatedRebalance, 'problem' | 'epigraphs' | 'supports' | 'measure'>;

/** Certifies a primal and a dual point by the problem's own data; says nothing of how they were found. */
export function certifyRebalance(
  { problem, epigraphs, supports, measure }: Certifiable,
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
    residuals: {
      rowViolation: Math.max(residuals.rowViolation.relative, epigraphViolation(epigraphs, x)),
      boundViolation: residuals.boundViolation.relative,
    },
    ...(supports.length === 0 ? {} : { supports }),
    ...(integer === null ? {} : { integer: integer.proof }),
    ...(measure === null ? {} : { measure }),
  };
  return { certificateDigest: digest(body), ...body };
}
