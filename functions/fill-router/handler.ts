import type { EventBridgeEvent } from 'aws-lambda';
import { digest } from '../../shared/foundation/index.ts';
import { send } from '../queues/send.ts';

type Owner = { readonly tenantId?: unknown; readonly portfolioId?: unknown };

/**
 * Queues a `TradeFilled` event in the group of its portfolio: the group of a rule's own target is one for all. Whether the event reads is for the
 * intake to say, which keeps what doesn't.
 */
export async function handler(event: EventBridgeEvent<'TradeFilled', Owner>): Promise<void> {
  const { tenantId = null, portfolioId = null } = event.detail;
  await send('INTAKE_URL', { body: JSON.stringify(event), group: digest({ tenantId, portfolioId }), id: event.id });
}
