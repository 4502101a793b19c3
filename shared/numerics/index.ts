export { productError } from './double-double.ts';
export { erfc } from './error-function.ts';
export { exp } from './exponential.ts';
export { log, logRatio } from './logarithm.ts';
export { normalCdf, normalPdf } from './normal.ts';
export { normalQuantile } from './normal-quantile.ts';
export { findRoot, type Sample } from './root.ts';
export { scaledTail } from './scaled-tail.ts';
