import type { EventBridgeEvent, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { digest } from '../../shared/foundation/index.ts';
import { putAside } from '../queues/put-aside.ts';
import { send } from '../queues/send.ts';
import { settleEach } from '../queues/settle-each.ts';

type Owner = { readonly tenantId?: unknown; readonly portfolioId?: unknown };

/**
 * Queues `TradeFilled` events each in the group of its portfolio: the group of a rule's own target is one for all. Whether an event reads is for
 * the intake to say, which keeps what doesn't. What can't be queued now comes again.
 */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return settleEach(event, isRouted);
}

async function isRouted({ body }: SQSRecord): Promise<boolean> {
  try {
    const { id, detail } = JSON.parse(body) as EventBridgeEvent<'TradeFilled', Owner>;
    const { tenantId = null, portfolioId = null } = detail;
    await send('INTAKE_URL', { body, group: digest({ tenantId, portfolioId }), id });
    return true;
  } catch (error) {
    return putAside(error, { body });
  }
}
