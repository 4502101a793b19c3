import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { changedMarket } from '../../shared/store/index.ts';
import { fanOutMarket } from '../../shared/usecases/index.ts';
import { logger, stored } from '../http/index.ts';

/** Tells the portfolios on a market that it has moved, once per batch and market: the newest version counts. */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const markets = new Map<string, { tenant: string; marketId: string; sequenceNumber: string }>();
  for (const { dynamodb } of event.Records) {
    const market = changedMarket(dynamodb?.Keys?.['PK']?.S ?? '', dynamodb?.Keys?.['SK']?.S ?? '');
    if (market === null) continue;
    const name = `${market.tenant}/${market.marketId}`;
    if (!markets.has(name)) markets.set(name, { ...market, sequenceNumber: dynamodb?.SequenceNumber ?? '' });
  }
  const failed: string[] = [];
  for (const { tenant, marketId, sequenceNumber } of markets.values()) {
    const fanOut = await fanOutMarket(stored(), tenant, marketId);
    if (fanOut.ok) continue;
    logger.warn('not fanned out', { tenant, marketId, failure: fanOut.failure });
    failed.push(sequenceNumber);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
