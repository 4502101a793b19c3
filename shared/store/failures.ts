import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { StoreFailure } from '../usecases/index.ts';

const CONTENTION = new Set(['ConditionalCheckFailed', 'TransactionConflict']);
const CANCELLED_FOR_LOAD = new Set(['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded']);

const UNAVAILABLE = new Set([
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TransactionInProgressException',
]);

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** True when a transaction failed because something else was written first: read again and retry. */
export function isContention(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    const reasons = cancellationCodes(error);
    return reasons.length > 0 && reasons.every((code) => CONTENTION.has(code));
  }
  return error instanceof Error && error.name === 'TransactionConflictException';
}

/** True when the same call may work later: throttled, timed out, unreachable or a server error. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof TransactionCanceledException) {
    return cancellationCodes(error).some((code) => CANCELLED_FOR_LOAD.has(code));
  }
  if (UNAVAILABLE.has(error.name)) return true;
  const { code } = error as Error & { code?: unknown };
  if (typeof code === 'string' && UNREACHABLE.has(code)) return true;
  const { $metadata: metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  return (metadata?.httpStatusCode ?? 0) >= 500;
}

/**
 * True when the same call fails however often it is made: an error of ours, which knows nothing of a service, or a request that the service finds
 * invalid. Whatever else a service answers, rights that are missing among it, may be mended beside the call.
 */
export function isHopeless(error: unknown): boolean {
  if (error instanceof StoreFailure) return false;
  if (!(error instanceof Error && '$metadata' in error)) return true;
  if (error instanceof TransactionCanceledException) return cancellationCodes(error).includes('ValidationError');
  return error.name === 'ValidationException';
}

function cancellationCodes(error: TransactionCanceledException): string[] {
  const codes = error.CancellationReasons?.map(({ Code }) => Code ?? 'None') ?? [];
  return codes.filter((code) => code !== 'None');
}
