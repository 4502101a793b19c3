import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deliver } from '../deliveries/deliver.ts';

/** Deliveries to targets that answer at once, or are not known to be slow. */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return deliver(event, true);
}
