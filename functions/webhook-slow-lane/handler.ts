import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deliver } from '../deliveries/deliver.ts';

/** Deliveries to targets that were slow the last time: those that hang wait for one another here, and nobody for them. */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return deliver(event, false);
}
