export { columnAffine, combineAffine, constantAffine } from './affine.ts';
export type { OptimalityCertificate } from './certificate.ts';
export { certifyOptimality, isFeasibleWithin, isOptimalWithin } from './certificate.ts';
export { balancedMultipliers } from './convex/balanced-multipliers.ts';
export type { ConvexSolution } from './convex/by-tangents.ts';
export type { ConvexProblem, Support } from './convex/convex-problem.ts';
export { epigraphViolation, supportedProblem, tangentsAt } from './convex/convex-problem.ts';
export { followed } from './convex/followers.ts';
export { solveConvex } from './convex/solve-convex.ts';
export { elasticProblem } from './elastic.ts';
export { exactDualBound } from './exact-bound.ts';
export type { InfeasibilityReason } from './explain-infeasible.ts';
export { explainInfeasible } from './explain-infeasible.ts';
export type { CornerPortfolio, Frontier } from './frontier/critical-line.ts';
export { traceFrontier } from './frontier/critical-line.ts';
export { greatestMean, sharpeBound } from './frontier/frontier-limits.ts';
export type { FrontierCurve, FrontierPlace, FrontierPoint } from './frontier/frontier-point.ts';
export {
  cornerAt,
  frontierCurve,
  pointAt,
  pointAtMean,
  pointAtRiskTolerance,
  pointAtVariance,
  tangencyPoint,
} from './frontier/frontier-point.ts';
export type { FrontierProblem } from './frontier/frontier-problem.ts';
export type { PortfolioProof, ProvableFrontier } from './frontier/frontier-proof.ts';
export { gapBetween, provableFrontier, provePortfolio } from './frontier/frontier-proof.ts';
export type { FrontierResiduals } from './frontier/frontier-residuals.ts';
export { frontierResiduals, violationsAt, worstResiduals } from './frontier/frontier-residuals.ts';
export { highsSolver } from './highs/highs-solver.ts';
export type { LargeSolver } from './large-solver.ts';
export type { IntegerLimits, IntegerSolution } from './milp/branch-and-bound.ts';
export { solveInteger } from './milp/branch-and-bound.ts';
export type { TreeNode } from './milp/branching-tree.ts';
export { treeBound } from './milp/branching-tree.ts';
export type { WholeSolver } from './milp/explain-whole.ts';
export { explainWholeInfeasible, relaxWhole } from './milp/explain-whole.ts';
export { growTree } from './milp/grow-tree.ts';
export type { MixedIntegerSolution } from './milp/solve-mixed-integer.ts';
export { solveMixedInteger, wholePoint } from './milp/solve-mixed-integer.ts';
export type { Affine, Column, Epigraph, LinearProblem, Row } from './problem.ts';
export { ProblemBuilder } from './problem.ts';
export { frontierDigest, problemDigest } from './problem-digest.ts';
export type { QuadraticPoint } from './qp/quadratic-certificate.ts';
export { certifyQuadratic, tangentProblem } from './qp/quadratic-certificate.ts';
export type { Deviation, QuadraticProblem } from './qp/quadratic-problem.ts';
export type { QuadraticLimits, QuadraticSolution } from './qp/solve-quadratic.ts';
export { solveQuadratic } from './qp/solve-quadratic.ts';
export { certifyInfeasible, certifyUnboundedRay } from './ray.ts';
export { RatioQueue } from './simplex/ratio-queue.ts';
export { type SmoothFunction, valueAt } from './smooth-function.ts';
export type { LinearSolution } from './solution.ts';
export { solveLinear } from './solve-linear.ts';
export { isOutOfTime, type SolveLimits } from './work-budget.ts';
