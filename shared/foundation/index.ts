export { canonicalJson } from './canonical-json.ts';
export type { Decimal } from './decimal.ts';
export { decimal, decimalText, problemOfAmount, toNumber } from './decimal.ts';
export { digest, digestText } from './digest.ts';
export { once } from './once.ts';
export type { Failure, FailureReason, FieldError, Outcome } from './outcome.ts';
export { chain, collect, fail, failAt, pointerTo, succeed } from './outcome.ts';
export { DefectError, ensureThat, requireThat } from './require.ts';
export { ENGINE_VERSION } from './version.ts';
