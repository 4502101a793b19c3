import { DynamoDBClient, ListTablesCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { isContention, isHopeless, isUnavailable } from '../../../shared/store/failures.ts';
import { StoreFailure } from '../../../shared/usecases/index.ts';
import { LOCAL_AWS } from '../../support/local-aws.ts';

function cancelled(...codes: readonly string[]): TransactionCanceledException {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

describe('what a failed call means', () => {
  test.each([
    ['a condition that did not hold', cancelled('None', 'ConditionalCheckFailed'), true, false, false],
    ['a rival transaction', cancelled('TransactionConflict', 'None'), true, false, false],
    ['a throttled transaction', cancelled('ThrottlingError', 'None'), false, true, false],
    [
      'a throttled transaction with a failed condition',
      cancelled('ConditionalCheckFailed', 'ThrottlingError'),
      false,
      true,
      false,
    ],
    ['a transaction that can never work', cancelled('ValidationError', 'None'), false, false, true],
    ['throttling', Object.assign(new Error(''), { name: 'ThrottlingException', $metadata: {} }), false, true, false],
    ['a server error', Object.assign(new Error(''), { $metadata: { httpStatusCode: 503 } }), false, true, false],
    ['a refused connection', Object.assign(new Error(''), { code: 'ECONNREFUSED', $metadata: {} }), false, true, false],
    [
      'a malformed call',
      Object.assign(new Error(''), { name: 'ValidationException', $metadata: { httpStatusCode: 400 } }),
      false,
      false,
      true,
    ],
    [
      'a right that is missing',
      Object.assign(new Error(''), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }),
      false,
      false,
      false,
    ],
    ['what a store expects', new StoreFailure({ reason: 'unavailable', detail: 'busy' }), false, false, false],
    ['a bug', new TypeError('x'), false, false, true],
  ])('%s', (_, error, contention, unavailable, hopeless) => {
    expect(isContention(error)).toBe(contention);
    expect(isUnavailable(error)).toBe(unavailable);
    expect(isHopeless(error)).toBe(hopeless);
  });

  test('where nobody listens, the SDK says so with what tells its errors from ours', async () => {
    const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });
    const error: unknown = await client.send(new ListTablesCommand({})).catch((thrown: unknown) => thrown);
    expect([isUnavailable(error), isHopeless(error)]).toEqual([true, false]);
    client.destroy();
  });
});
