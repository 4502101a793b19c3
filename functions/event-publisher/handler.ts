import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { changedMarket, loggedEvent } from '../../shared/store/index.ts';
import { isSent, putAside } from '../queues/put-aside.ts';
import { type PublishedEvent, type Put, putEvents } from './put-events.ts';

type Told = { readonly record: DynamoDBRecord; readonly event: PublishedEvent };

/**
 * Puts on the bus what the logs of portfolios say, and that a market has moved. What the bus didn't take on the stream brings again, and all
 * behind it: the bus gets each at least once. What it would never take goes to the dead letters.
 */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const [told, failed] = [[] as Told[], [] as DynamoDBRecord[]];
  for (const record of Records) {
    try {
      const event = portfolioEvent(record) ?? marketMove(record);
      if (event !== null) told.push({ record, event });
    } catch (error) {
      if (!(await putAside(error, { body: JSON.stringify(record.dynamodb?.Keys) }))) failed.push(record);
    }
  }
  const put = await putEvents(told.map(({ event }) => event));
  for (const [i, { record, event }] of told.entries()) if (!(await isSettled(put[i]!, event))) failed.push(record);
  return { batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })) };
}

async function isSettled(put: Put, { detail }: PublishedEvent): Promise<boolean> {
  if (put === 'taken' || put === 'later') return put === 'taken';
  return isSent({ body: detail, reason: put.refused });
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
