export { bracketedRoot } from './bracketed-root.ts';
export { chebyshevNodes, interpolationWeights } from './chebyshev.ts';
export { chiSquareTail } from './chi-square.ts';
export { choleskyFactor } from './cholesky.ts';
export { type Cumulants, cornishFisher, type TailEstimate } from './cornish-fisher.ts';
export { decay } from './decay.ts';
export { productError } from './double-double.ts';
export { type Dyadic, dyadic, negated, plus, roundedDown, times, ZERO } from './dyadic.ts';
export { eigenvalueFloor } from './eigenvalue-floor.ts';
export { erfc } from './error-function.ts';
export { exp } from './exponential.ts';
export { gaussLegendre } from './gauss-legendre.ts';
export { log, logRatio } from './logarithm.ts';
export { type Moments, moments } from './moments.ts';
export { type DefiniteMatrix, nearestDefinite } from './nearest-definite.ts';
export { normalCdf, normalPdf } from './normal.ts';
export { normalQuantile } from './normal-quantile.ts';
export { distributionAt } from './quadratic-distribution.ts';
export { cumulantsOf, principalForm, type QuadraticForm } from './quadratic-form.ts';
export { formQuantile } from './quadratic-quantile.ts';
export { fillNormals } from './random-normals.ts';
export { findRoot, type Sample } from './root.ts';
export {
  QUANTILE_TYPES,
  type QuantilePosition,
  type QuantileType,
  quantilePosition,
  sampleQuantile,
} from './sample-quantile.ts';
export { scaledTail } from './scaled-tail.ts';
export { type Scan, scannedRoots } from './scanned-roots.ts';
export { selectAscending } from './select.ts';
export { type SinCos, sinCos } from './sin-cos.ts';
