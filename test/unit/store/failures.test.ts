import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { isContention, isUnavailable } from '../../../shared/store/failures.ts';

function cancelled(...codes: readonly string[]): TransactionCanceledException {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

describe('what a failed call means', () => {
  test.each([
    ['a condition that did not hold', cancelled('None', 'ConditionalCheckFailed'), true, false],
    ['a rival transaction', cancelled('TransactionConflict', 'None'), true, false],
    ['a throttled transaction', cancelled('ThrottlingError', 'None'), false, true],
    [
      'a throttled transaction with a failed condition',
      cancelled('ConditionalCheckFailed', 'ThrottlingError'),
      false,
      true,
    ],
    ['a transaction that can never work', cancelled('ValidationError', 'None'), false, false],
    ['throttling', Object.assign(new Error(''), { name: 'ThrottlingException' }), false, true],
    ['a server error', Object.assign(new Error(''), { $metadata: { httpStatusCode: 503 } }), false, true],
    ['a refused connection', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), false, true],
    [
      'a malformed call',
      Object.assign(new Error(''), { name: 'ValidationException', $metadata: { httpStatusCode: 400 } }),
      false,
      false,
    ],
    ['a bug', new TypeError('x'), false, false],
  ])('%s', (_, error, contention, unavailable) => {
    expect(isContention(error)).toBe(contention);
    expect(isUnavailable(error)).toBe(unavailable);
  });
});
