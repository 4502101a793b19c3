import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { changedMarket, loggedEvent } from '../../shared/store/index.ts';
import { logger } from '../http/index.ts';
import { type PublishedEvent, putEvents } from './put-events.ts';

/**
 * Puts on the bus what the logs of portfolios say, and that a market has moved. From the first event that the bus didn't take on, the stream
 * brings them again: the bus gets each at least once.
 */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const told = Records.flatMap((record) => {
    const event = portfolioEvent(record) ?? marketMove(record);
    return event === null ? [] : [{ event, sequenceNumber: record.dynamodb?.SequenceNumber ?? '' }];
  });
  const done = await putEvents(told.map(({ event }) => event));
  const first = told.find((_, i) => done[i] === false);
  if (first === undefined) return { batchItemFailures: [] };
  logger.warn('not published', { from: first.sequenceNumber, count: done.filter((each) => !each).length });
  return { batchItemFailures: [{ itemIdentifier: first.sequenceNumber }] };
}

function portfolioEvent({ eventName, dynamodb }: DynamoDBRecord): PublishedEvent | null {
  const found =
    eventName === 'INSERT' ? loggedEvent(dynamodb?.Keys?.['PK']?.S, dynamodb?.NewImage?.['event']?.S) : null;
  if (found === null) return null;
  const { tenant, event } = found;
  const detail = JSON.stringify({ tenantId: tenant, ...event });
  return { type: event.type, time: new Date(event.createdAt), detail };
}

function marketMove({ eventName, dynamodb }: DynamoDBRecord): PublishedEvent | null {
  const { PK, SK } = dynamodb?.Keys ?? {};
  const market = eventName === 'REMOVE' ? null : changedMarket(PK?.S ?? '', SK?.S ?? '');
  if (market === null) return null;
  const { tenant: tenantId, marketId } = market;
  const time = new Date((dynamodb?.ApproximateCreationDateTime ?? 0) * 1000);
  return { type: 'MarketMoved', time, detail: JSON.stringify({ tenantId, marketId }) };
}
