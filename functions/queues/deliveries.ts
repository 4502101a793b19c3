import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { isUnavailable } from '../../shared/store/index.ts';
import { type DeliveryTicket, StoreFailure } from '../../shared/usecases/index.ts';
import { queueClient, queueUrl } from './client.ts';

const MOST_IN_BATCH = 10;

/** As `enqueueAll`, of one. */
export async function enqueue(ticket: DeliveryTicket, variable?: string): Promise<void> {
  await enqueueAll([ticket], variable);
}

/**
 * Queues deliveries to be made. Of tenants that wait, none with much in hand is served before one with little: each is a group of its own, which
 * a standard queue keeps fair and in no order.
 *
 * @param variable of the environment, with the URL of the queue
 * @throws StoreFailure where the queue doesn't take them all: all may be sent again
 */
export async function enqueueAll(tickets: readonly DeliveryTicket[], variable = 'DELIVERIES_URL'): Promise<void> {
  for (let at = 0; at < tickets.length; at += MOST_IN_BATCH) {
    const Entries = tickets
      .slice(at, at + MOST_IN_BATCH)
      .map((ticket, i) => ({ Id: String(i), MessageBody: JSON.stringify(ticket), MessageGroupId: ticket.tenant }));
    const { Failed = [] } = await guarded(() =>
      queueClient.send(new SendMessageBatchCommand({ QueueUrl: queueUrl(variable), Entries })),
    );
    if (Failed.length > 0) throw busy(new Error(Failed[0]?.Code));
  }
}

async function guarded<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw isUnavailable(error) ? busy(error) : error;
  }
}

function busy(cause: unknown): StoreFailure {
  return new StoreFailure({ reason: 'unavailable', detail: 'the queue is busy or cannot be reached' }, cause);
}
