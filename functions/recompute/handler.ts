import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { changedPortfolio } from '../../shared/store/index.ts';
import { assessSnapshot, calculatePolicyMargin, recomputeSnapshot } from '../../shared/usecases/index.ts';
import { logger, stored } from '../http/index.ts';

type Change = { readonly tenant: string; readonly portfolioId: string; readonly sequenceNumber: string };

/**
 * Margins every portfolio whose head, policy or market changed, once per batch: the newest state counts, whatever the number of its changes.
 * A portfolio that couldn't be margined now is reported by its first record, so that the stream brings it again.
 */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const failed: string[] = [];
  for (const change of firstChanges(event.Records)) {
    if (!(await recompute(change))) failed.push(change.sequenceNumber);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

function firstChanges(records: readonly DynamoDBRecord[]): Change[] {
  const byPortfolio = new Map<string, Change>();
  for (const { dynamodb, eventName } of records) {
    const owner = changedPortfolio(dynamodb?.Keys?.['PK']?.S ?? '', dynamodb?.Keys?.['SK']?.S ?? '');
    if (owner === null || eventName === 'REMOVE') continue;
    const name = `${owner.tenant}/${owner.portfolioId}`;
    if (!byPortfolio.has(name)) byPortfolio.set(name, { ...owner, sequenceNumber: dynamodb?.SequenceNumber ?? '' });
  }
  return [...byPortfolio.values()];
}

/** Its margin, and whether that calls for a suggestion. */
async function recompute({ tenant, portfolioId }: Change): Promise<boolean> {
  try {
    const snapshot = await recomputeSnapshot(stored(), calculatePolicyMargin, tenant, portfolioId);
    const assessed =
      snapshot.ok && snapshot.value !== null
        ? await assessSnapshot(stored(), tenant, portfolioId, snapshot.value)
        : snapshot;
    if (!assessed.ok) logger.warn('not recomputed', { tenant, portfolioId, failure: assessed.failure });
    return assessed.ok || (snapshot.ok && assessed.failure.reason !== 'unavailable');
  } catch (error) {
    logger.error('defect', { tenant, portfolioId, error: error instanceof Error ? error : new Error(String(error)) });
    return false;
  }
}
