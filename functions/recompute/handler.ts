import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { Outcome } from '../../shared/foundation/index.ts';
import { assessSnapshot, recomputeSnapshot, suggestOnSchedule } from '../../shared/usecases/index.ts';
import { logger, stored } from '../http/index.ts';
import { putAside } from '../queues/put-aside.ts';
import { type Change, firstChanges } from './changes.ts';
import { MeteredMargin } from './metered-margin.ts';

/** They wait for the table twenty times as long as they compute: `infra/SCALING.md`. */
const AT_ONCE = 10;

/**
 * Margins every portfolio whose head, policy or market changed or whose schedule is due, once per batch and
 * side by side: the newest state counts, whatever the number of its changes.
 * A portfolio that couldn't be margined now is reported by its first record, so that the stream brings it again.
 */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const failed: string[] = [];
  const changes = firstChanges(event.Records);
  const margin = new MeteredMargin();
  const waiting = changes.values();
  const work = async () => {
    for (const change of waiting) if (!(await recompute(change, margin))) failed.push(change.sequenceNumber);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  logger.info('recomputed', { portfolios: changes.length, failed: failed.length, pricings: margin.pricings });
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** False when another try may mend it: whatever else goes wrong is named where the margin is, or in the dead letters, and not tried for ever. */
async function recompute(change: Change, margin: MeteredMargin): Promise<boolean> {
  const { tenant, portfolioId } = change;
  try {
    const answered = await answer(change, margin);
    if (answered.ok) return true;
    logger.warn('not recomputed', { tenant, portfolioId, failure: answered.failure });
    return answered.failure.reason !== 'unavailable';
  } catch (error) {
    return putAside(error, { body: JSON.stringify({ tenant, portfolioId }) });
  }
}

/** Its margin, and whether that or its schedule calls for a suggestion. */
async function answer({ tenant, portfolioId, scheduled }: Change, margin: MeteredMargin): Promise<Outcome<unknown>> {
  const snapshot = await recomputeSnapshot(stored(), margin.calculate, tenant, portfolioId);
  if (!snapshot.ok || snapshot.value === null) return snapshot;
  const assessed = await assessSnapshot(stored(), tenant, portfolioId, snapshot.value);
  return assessed.ok && scheduled ? suggestOnSchedule(stored(), tenant, portfolioId, snapshot.value) : assessed;
}
