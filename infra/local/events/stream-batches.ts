import type { DynamoDBRecord } from 'aws-lambda';
import type { Invocation } from '../functions/local-function.ts';

export type Records = readonly DynamoDBRecord[];

export function sequenceNumberOf(record: DynamoDBRecord | undefined): string {
  return record?.dynamodb?.SequenceNumber ?? '';
}

/**
 * How many records from the front of the batch are done: all, those before the first that the function reported, or none
 * when it failed or reported something that isn't in the batch.
 */
export function doneCount(records: Records, invocation: Invocation, partial: boolean): number {
  if (!invocation.ok) return 0;
  if (!partial) return records.length;
  const answer = invocation.payload as {
    readonly batchItemFailures?: readonly { readonly itemIdentifier?: unknown }[];
  } | null;
  const failures = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 0;
  const failed = failures.map(({ itemIdentifier }: { readonly itemIdentifier?: unknown }) =>
    records.findIndex((record) => sequenceNumberOf(record) === itemIdentifier),
  );
  return failed.includes(-1) ? 0 : Math.min(records.length, ...failed);
}

/** Two halves, the first no smaller; one record stays whole. */
export function halves(records: Records): Records[] {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)].filter((half) => half.length > 0);
}
