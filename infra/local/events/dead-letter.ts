import type { Invocation } from '../functions/local-function.ts';
import { type Records, sequenceNumberOf } from './stream-batches.ts';

type GivenUp = {
  readonly records: Records;
  readonly invocation: Invocation;
  readonly attempts: number;
  readonly streamArn: string;
  readonly functionArn: string;
};

/** The message that Lambda sends for a batch of a stream that it gives up: where the records are, not what they hold. */
export function deadLetterOf({ records, invocation, attempts, streamArn, functionArn }: GivenUp): string {
  return JSON.stringify({
    requestContext: {
      requestId: invocation.requestId,
      functionArn,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: attempts,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: invocation.ok ? null : 'Unhandled',
    },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: 'shardId-local',
      startSequenceNumber: sequenceNumberOf(records[0]),
      endSequenceNumber: sequenceNumberOf(records.at(-1)),
      approximateArrivalOfFirstRecord: arrivalOf(records[0]),
      approximateArrivalOfLastRecord: arrivalOf(records.at(-1)),
      batchSize: records.length,
      streamArn,
    },
  });
}

function arrivalOf(record: Records[number] | undefined): string {
  return new Date((record?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
}
