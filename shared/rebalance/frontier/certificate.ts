import { digest } from '../../foundation/index.ts';
import {
  type CornerPortfolio,
  cornerAt,
  type FrontierPlace,
  type FrontierProblem,
  frontierDigest,
  gapBetween,
  greatestMean,
  type PortfolioProof,
  type ProvableFrontier,
  pointAt,
  provableFrontier,
  provePortfolio,
  sharpeBound,
  violationsAt,
} from '../../optimise/index.ts';
import { type Named, nonZero } from '../named-values.ts';

type Proven = {
  /** ½·variance − λ·mean */
  readonly objective: number;
  /** no portfolio within the limits has an objective below this at the risk tolerance */
  readonly bound: number;
};

/** What travels with a frontier so that anyone can check it: its corners, between which weights and multipliers are linear. */
export type FrontierCertificate = {
  /** of everything else in here */
  readonly certificateDigest: string;
  /** of covariance, means and limits, which are derived again from the request */
  readonly problemDigest: string;
  readonly corners: readonly (Proven & {
    readonly riskTolerance: number;
    readonly primal: readonly Named[];
    /** > 0 charges a row's lower side, < 0 its upper side */
    readonly duals: readonly Named[];
  })[];
  /** how the last corner goes on per unit of risk tolerance */
  readonly beyond: { readonly primal: readonly Named[]; readonly duals: readonly Named[] };
  /** the answer's points, in its order */
  readonly points: readonly (FrontierPlace & Proven)[];
  /** `bound`: no portfolio within the limits has a greater ratio; null where nothing shows that */
  readonly tangency: (FrontierPlace & { readonly sharpeRatio: number; readonly bound: number | null }) | null;
  /** no portfolio within the limits has less */
  readonly leastVariance: number;
  /** no portfolio within the limits has more; null where the limits leave the mean open */
  readonly greatestMean: number | null;
  /** the largest of all portfolios of the frontier, relative to what their objectives add up */
  readonly gapFraction: number;
  readonly residuals: { readonly rowViolation: number; readonly boundViolation: number };
};

/** A frontier by its corners, and the places on it that are shown. */
export type FrontierOutline = {
  readonly corners: readonly CornerPortfolio[];
  readonly beyond: { readonly weights: readonly number[]; readonly multipliers: readonly number[] };
  readonly points: readonly FrontierPlace[];
  readonly tangency: FrontierPlace | null;
};

/**
 * Certifies a frontier by the problem's own data; says nothing of how it was found.
 *
 * @param rate of the tangency portfolio
 * @returns null where nothing shows that the covariance is positive semi-definite, or a figure is beyond a double
 */
export function certifyFrontier(
  problem: FrontierProblem,
  outline: FrontierOutline,
  rate: number,
): FrontierCertificate | null {
  const provable = provableFrontier(problem);
  if (provable === null) return null;
  const proofs = proofsOf(provable, outline);
  const leastVariance = Math.max(0, 2 * proofs.corners[0]!.bound);
  const mostMean = greatestMean(problem, outline.beyond.multipliers);
  const gaps = [...shownOf(proofs).map((proof) => proof.gapFraction), ...proofs.gapsBetween];
  const gapFraction = Math.max(...gaps, meanGap(problem, outline, mostMean));
  if (!Number.isFinite(gapFraction)) return null;
  const body = {
    problemDigest: frontierDigest(problem),
    corners: proofs.corners.map((proof, k) => provenCorner(problem, outline.corners[k]!, proof)),
    beyond: {
      primal: nonZero(problem.columns, outline.beyond.weights),
      duals: nonZero(problem.rows, outline.beyond.multipliers),
    },
    points: proofs.points.map((proof, k) => ({ ...outline.points[k]!, ...figuresOf(proof) })),
    tangency: tangencyOf(provable, outline, proofs, { rate, leastVariance }),
    leastVariance,
    greatestMean: mostMean,
    gapFraction,
    residuals: residualsOf(problem, proofs),
  };
  return { certificateDigest: digest(body), ...body };
}

type Proofs = {
  readonly corners: readonly PortfolioProof[];
  readonly gapsBetween: readonly number[];
  readonly points: readonly PortfolioProof[];
  readonly tangency: PortfolioProof | null;
};

function proofsOf(provable: ProvableFrontier, outline: FrontierOutline): Proofs {
  const at = (place: FrontierPlace) => provePortfolio(provable, cornerAt(outline, place));
  const corners = outline.corners.map((corner) => provePortfolio(provable, corner));
  return {
    corners,
    gapsBetween: corners.slice(1).map((proof, k) => gapBetween(provable, corners[k]!, proof)),
    points: outline.points.map(at),
    tangency: outline.tangency === null ? null : at(outline.tangency),
  };
}

function shownOf({ corners, points, tangency }: Proofs): PortfolioProof[] {
  return [...corners, ...points, ...(tangency === null ? [] : [tangency])];
}

/** How far the last corner is from the greatest mean, relative to what a mean of such weights may be. */
function meanGap({ means }: FrontierProblem, { corners }: FrontierOutline, most: number | null): number {
  if (most === null) return 0;
  const { weights } = corners.at(-1)!;
  const mean = weights.reduce((sum, weight, i) => sum + weight * means[i]!, 0);
  const size = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  return (most - mean) / (Math.max(...means.map(Math.abs)) * size || 1);
}

function provenCorner({ columns, rows }: FrontierProblem, corner: CornerPortfolio, proof: PortfolioProof) {
  return {
    riskTolerance: corner.riskTolerance,
    primal: nonZero(columns, corner.weights),
    duals: nonZero(rows, corner.multipliers),
    ...figuresOf(proof),
  };
}

function figuresOf({ objective, bound }: PortfolioProof): Proven {
  return { objective, bound };
}

function tangencyOf(
  provable: ProvableFrontier,
  outline: FrontierOutline,
  { tangency }: Proofs,
  { rate, leastVariance }: { readonly rate: number; readonly leastVariance: number },
): FrontierCertificate['tangency'] {
  if (outline.tangency === null || tangency === null) return null;
  const { mean, variance } = pointAt(provable.problem, outline, outline.tangency);
  const bound = sharpeBound(provable, tangency, rate, leastVariance);
  return { ...outline.tangency, sharpeRatio: (mean - rate) / Math.sqrt(variance), bound };
}

function residualsOf(problem: FrontierProblem, proofs: Proofs): FrontierCertificate['residuals'] {
  const all = shownOf(proofs).map(({ support }) => violationsAt(problem, support.corner.weights));
  return {
    rowViolation: Math.max(...all.map((each) => each.rowViolation)),
    boundViolation: Math.max(...all.map((each) => each.boundViolation)),
  };
}
